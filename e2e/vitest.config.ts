import { defineConfig } from 'vitest/config';
import { testFiles } from '../vitest.files.ts';

// Tests of the built product that need no browser (*.test.ts); *.spec.ts are Playwright's.
export default defineConfig({
  test: {
    name: 'e2e',
    environment: 'node',
    testTimeout: 120_000,
    hookTimeout: 60_000,
    fileParallelism: false,
    passWithNoTests: true,
    ...testFiles('.'),
  },
});
