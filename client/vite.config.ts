import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';
import { testFiles } from '../vitest.files.ts';

// The server's Content-Security-Policy allows nothing inline: no preload polyfill, no data: assets.
export default defineConfig({
  plugins: [react()],
  define: { __BUILD_ID__: JSON.stringify(process.env['WARROOM_BUILD_ID'] ?? 'dev') },
  css: { modules: { generateScopedName: '[name]__[local]__[hash:base64:5]' } },
  build: {
    target: ['chrome120', 'firefox121', 'safari17.4'],
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    sourcemap: false,
    manifest: true,
    rolldownOptions: {
      // Schemas are checked on the server; without this their builders, and zod, would come along.
      treeshake: { manualPureFunctions: ['z', 'text'] },
      input: { main: 'index.html' },
      output: {
        entryFileNames: 'assets/[name]-[hash].js',
        chunkFileNames: 'assets/[name]-[hash].js',
        assetFileNames: 'assets/[name]-[hash][extname]',
      },
    },
  },
  test: {
    name: 'client',
    environment: 'happy-dom',
    css: { modules: { classNameStrategy: 'non-scoped' } },
    ...testFiles('src'),
  },
});
