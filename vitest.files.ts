/**
 * Which test files a run takes. Tests that break things (`*.faults.test.ts`) or need other programs
 * (`*.peers.test.ts`) have commands of their own; WARROOM_TESTS names the kind.
 */
export function testFiles(folder: string): { include: string[]; exclude: string[] } {
  const kind = process.env['WARROOM_TESTS'];
  const always = ['**/node_modules/**', '**/dist/**', '**/.cache/**'];
  return kind === 'faults' || kind === 'peers'
    ? { include: [`${folder}/**/*.${kind}.test.{ts,tsx}`], exclude: always }
    : {
        include: [`${folder}/**/*.test.{ts,tsx}`],
        exclude: [...always, '**/*.{faults,peers}.test.{ts,tsx}'],
      };
}
