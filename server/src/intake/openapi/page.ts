import type { OpenApiDocument, Operation } from './parts.ts';

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** A text as it may stand in HTML, attributes included. */
function escaped(text: unknown): string {
  return String(text).replace(/[&<>"']/g, (char) => ESCAPES[char] ?? char);
}

/** The API's description as one page: readable without script; the script only filters. */
export function docsPage(document: OpenApiDocument): string {
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  );
  const sections = document.tags.map(({ name, description }) => {
    const own = operations.filter(({ operation }) => operation.tags.includes(name));
    return `<section aria-labelledby="tag-${escaped(name)}"><h2 id="tag-${escaped(name)}">${escaped(name)}</h2><p>${escaped(description)}</p>${own.map(({ path, method, operation }) => article(method, path, operation)).join('')}</section>`;
  });
  const schemas = Object.entries(document.components.schemas).map(
    ([name, schema]) =>
      `<details id="schema-${escaped(name)}"><summary><code>${escaped(name)}</code></summary><pre tabindex="0"><code>${escaped(JSON.stringify(schema, null, 2))}</code></pre></details>`,
  );
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>API · ${escaped(document.info.title)}</title><link rel="stylesheet" href="/api/docs.css"><script src="/api/docs.js" defer></script></head>
<body><header><h1>${escaped(document.info.title)} <small>API ${escaped(document.info.version)}</small></h1>
<p>${escaped(document.info.description)}</p>
<p><a href="/api/openapi.json">openapi.json</a> · <a href="/">to the war room</a></p>
<p><label for="filter">Filter</label> <input id="filter" type="search" placeholder="signals, alertmanager, 503 …" autocomplete="off"> <output id="count" for="filter" aria-live="polite"></output></p></header>
<main>${sections.join('')}<section aria-labelledby="schemas"><h2 id="schemas">Schemas</h2>${schemas.join('')}</section></main></body></html>
`;
}

function article(method: string, path: string, operation: Operation): string {
  const body = Object.entries(operation.requestBody?.content ?? {});
  const parameters = (operation.parameters ?? []).filter(
    (parameter) => parameter['in'] === 'query',
  );
  return `<article id="${escaped(operation.operationId)}"><h3><a href="#${escaped(operation.operationId)}"><b class="${escaped(method)}">${escaped(method.toUpperCase())}</b> <code>${escaped(path)}</code></a></h3>
<p class="summary">${escaped(operation.summary)} <span class="who">${who(operation)}</span></p>
${(operation.description ?? '')
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => `<p>${escaped(line)}</p>`)
  .join('')}
${parameters.length === 0 ? '' : `<p>Query: ${parameters.map((parameter) => `<code>${escaped(parameter['name'])}</code>${parameter['description'] === undefined ? '' : ` (${escaped(parameter['description'])})`}`).join(', ')}</p>`}
${body.map(([type, { schema, example }]) => `<p>Body: <code>${escaped(type)}</code>${schemaLink(schema)}</p>${example === undefined ? '' : `<pre tabindex="0"><code>${escaped(JSON.stringify(example, null, 2))}</code></pre>`}`).join('')}
<dl>${Object.entries(operation.responses)
    .map(
      ([status, { description }]) =>
        `<div><dt>${escaped(status)}</dt><dd>${escaped(description)}</dd></div>`,
    )
    .join('')}</dl></article>`;
}

function who({ security }: Operation): string {
  if (security.length === 0) return 'open to all';
  return security.some((one) => 'intakeKey' in one) ? 'with an intake key' : 'signed in';
}

function schemaLink(schema: Record<string, unknown>): string {
  const names = [...JSON.stringify(schema).matchAll(/#\/components\/schemas\/(\w+)/g)].map(
    (match) => match[1],
  );
  return [...new Set(names)]
    .map((name) => ` <a href="#schema-${escaped(name)}">${escaped(name)}</a>`)
    .join('');
}

export const DOCS_CSS = `:root{color-scheme:light dark;--paper:#eceef1;--ink:#14181d;--quiet:#4c5561;--line:#c5cbd3;--card:#fff;--accent:#1f5fe0}
@media (prefers-color-scheme:dark){:root{--paper:#14181d;--ink:#e8ebef;--quiet:#aeb7c2;--line:#39424d;--card:#1c2229;--accent:#5a9cff}}
*{box-sizing:border-box}body{margin:0;background:var(--paper);color:var(--ink);font:15px/1.5 system-ui,sans-serif}
header,main{max-width:60rem;margin:0 auto;padding:1.5rem 1.25rem}h1{font-size:1.5rem;margin:0}h1 small{color:var(--quiet);font-weight:400}
h2{font-size:1.15rem;margin:2rem 0 .25rem}h2+p{color:var(--quiet);margin-top:0}h3{font-size:1rem;margin:0;font-weight:400;overflow-wrap:anywhere}
h3 a{color:inherit;text-decoration:none}a{color:var(--accent)}a:focus-visible,pre:focus-visible,input:focus-visible,summary:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
article{background:var(--card);border:1px solid var(--line);border-radius:8px;padding:1rem 1.25rem;margin:.75rem 0}article p{margin:.4rem 0}
b{display:inline-block;min-width:4.2em;font-size:.8rem;letter-spacing:.04em}.summary{font-weight:600}.who{color:var(--quiet);font-weight:400}
pre{overflow:auto;background:var(--paper);border:1px solid var(--line);border-radius:6px;padding:.75rem;font-size:13px;max-height:28rem}code{font-family:ui-monospace,monospace;font-size:.92em}
dl{margin:.6rem 0 0;font-size:.9rem}dl div{display:flex;gap:.75rem}dt{min-width:2.5rem;font-variant-numeric:tabular-nums}dd{margin:0;color:var(--quiet)}
details{margin:.5rem 0}summary{cursor:pointer;min-height:24px}input{font:inherit;padding:.4rem .6rem;min-width:18rem;max-width:100%;border:1px solid var(--line);border-radius:6px;background:var(--card);color:var(--ink)}
`;

export const DOCS_JS = `'use strict';
const filter = document.getElementById('filter');
const count = document.getElementById('count');
const articles = [...document.querySelectorAll('article')];
filter.addEventListener('input', () => {
  const words = filter.value.toLowerCase().split(/\\s+/).filter(Boolean);
  let shown = 0;
  for (const article of articles) {
    const text = article.textContent.toLowerCase();
    article.hidden = !words.every((word) => text.includes(word));
    if (!article.hidden) shown += 1;
  }
  for (const section of document.querySelectorAll('section:has(article)')) section.hidden = !section.querySelector('article:not([hidden])');
  count.textContent = words.length === 0 ? '' : shown === 1 ? '1 fits' : shown + ' fit';
});
`;
