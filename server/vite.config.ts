import { defineConfig } from 'vitest/config';
import { testFiles } from '../vitest.files.ts';

// Vite builds the server too, so that `import.meta.glob` means the same in the product and in tests.
// Chunks lie flat beside the entries: `import.meta.url` is server/dist in all of them.
export default defineConfig({
  define: { __BUILD_ID__: JSON.stringify(process.env['WARROOM_BUILD_ID'] ?? 'dev') },
  ssr: { noExternal: ['@warroom/shared'] },
  build: {
    ssr: true,
    target: 'node20',
    minify: false,
    sourcemap: true,
    copyPublicDir: false,
    rolldownOptions: {
      input: { main: 'src/main.ts', cli: 'src/cli/main.ts' },
      output: {
        entryFileNames: '[name].js',
        chunkFileNames: 'chunk-[name]-[hash].js',
        // Stack traces name files by their place in the repository, never by the builder's disk.
        sourcemapExcludeSources: false,
      },
    },
  },
  test: { name: 'server', environment: 'node', ...testFiles('{src,test}') },
});
