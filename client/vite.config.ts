import react from '@vitejs/plugin-react';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';
import { testFiles } from '../vitest.files.ts';

/**
 * sonner writes its styles into the page at run time, which the Content-Security-Policy forbids:
 * this makes them a stylesheet like any other.
 */
function sonnerStylesheet(): Plugin {
  return {
    name: 'sonner-stylesheet',
    transform: {
      filter: { id: /\/sonner\/dist\/index\.m?js$/ },
      handler(code) {
        const changed = code.replace(/^__insertCSS\("(?:[^"\\]|\\.)*"\);?$/m, '');
        if (changed === code) this.error('sonner no longer has the call that this removes');
        return { code: `import 'sonner/dist/styles.css';\n${changed}`, map: null };
      },
    },
  };
}

// The server's Content-Security-Policy allows nothing inline: no preload polyfill, no data: assets.
export default defineConfig({
  plugins: [react(), sonnerStylesheet()],
  define: { __BUILD_ID__: JSON.stringify(process.env['WARROOM_BUILD_ID'] ?? 'dev') },
  css: { modules: { generateScopedName: '[name]__[local]__[hash:base64:5]' } },
  build: {
    target: ['chrome120', 'firefox121', 'safari17.4'],
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    sourcemap: false,
    manifest: true,
    rolldownOptions: {
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
