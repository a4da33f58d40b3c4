import { defineConfig } from 'vitest/config';
import { testFiles } from '../vitest.files.ts';

export default defineConfig({
  test: { name: 'shared', environment: 'node', ...testFiles('src') },
});
