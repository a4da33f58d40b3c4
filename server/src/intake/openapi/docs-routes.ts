import { Hono } from 'hono';
import { openApiDocument } from './document.ts';
import { DOCS_CSS, DOCS_JS, docsPage } from './page.ts';

/** Nothing but our own style and script: the page shows what was written here, still no exception is made for it. */
const POLICY =
  "default-src 'none'; style-src 'self'; script-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** The API's description, as JSON and as a page; open to all, it tells nothing of what is kept. Made once. */
export function docsRoutes(version: string): Hono {
  const app = new Hono();
  const document = openApiDocument(version);
  const serve = (path: string, type: string, body: string): void => {
    app.get(
      path,
      () =>
        new Response(body, {
          headers: {
            'content-type': `${type}; charset=utf-8`,
            'cache-control': 'no-cache',
            'x-content-type-options': 'nosniff',
            'content-security-policy': POLICY,
          },
        }),
    );
  };
  serve('/openapi.json', 'application/json', JSON.stringify(document));
  serve('/docs', 'text/html', docsPage(document));
  serve('/docs.css', 'text/css', DOCS_CSS);
  serve('/docs.js', 'text/javascript', DOCS_JS);
  return app;
}
