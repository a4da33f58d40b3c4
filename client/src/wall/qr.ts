import qrCode from 'qrcode-generator';

/** The light margin that a reader needs around a code, in modules (ISO/IEC 18004: four). */
export const QUIET_MODULES = 4;

/** A QR code for a text: its rows from the top, true where a module is dark. Level M; the smallest version that holds it. */
export function qrModules(text: string): boolean[][] {
  const code = qrCode(0, 'M');
  code.addData(text, 'Byte');
  code.make();
  const count = code.getModuleCount();
  return Array.from({ length: count }, (_, row) =>
    Array.from({ length: count }, (__, col) => code.isDark(row, col)),
  );
}

/** The dark modules as one SVG path, one unit a module, quiet margin included. */
export function qrPath(modules: readonly (readonly boolean[])[]): string {
  return modules
    .flatMap((row, y) =>
      runsOf(row).map(
        ({ from, length }) =>
          `M${from + QUIET_MODULES} ${y + QUIET_MODULES}h${length}v1h-${length}z`,
      ),
    )
    .join('');
}

function runsOf(row: readonly boolean[]): { from: number; length: number }[] {
  const runs: { from: number; length: number }[] = [];
  for (const [x, isDark] of row.entries()) {
    const last = runs.at(-1);
    if (!isDark) continue;
    if (last && last.from + last.length === x) last.length += 1;
    else runs.push({ from: x, length: 1 });
  }
  return runs;
}
