import { defineConfig } from 'vitest/config';

// Each package says how its own tests run, so `vitest run` does the same from the root and from there.
export default defineConfig({
  test: {
    projects:
      process.env['WARROOM_TESTS'] === undefined
        ? ['shared', 'server', 'client']
        : ['server', 'e2e'],
    passWithNoTests: false,
    // Many wait for a Redis to come back or be replaced: also where there are two cores, two files at once.
    maxWorkers: 2,
  },
});
