import { describe, expect, it } from 'vitest';
import { CONNECTORS } from '../connector-routes.ts';
import { docsRoutes } from './docs-routes.ts';
import { openApiDocument } from './document.ts';

const document = openApiDocument('1.2.3');

/** Every value of a key, however deep. */
function everyRef(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === '$ref' && typeof inner === 'string' ? [inner] : everyRef(inner),
  );
}

describe('the description of the API', () => {
  it('[IN40] is OpenAPI 3.1 in shape: paths, operations, responses, parameters', () => {
    expect(document.openapi).toMatch(/^3\.1\.\d+$/);
    expect(document.info).toMatchObject({ title: expect.any(String), version: '1.2.3' });
    const ids: string[] = [];
    for (const [path, methods] of Object.entries(document.paths)) {
      expect(path).toMatch(/^\/[\w/{}.-]*$/);
      for (const operation of Object.values(methods)) {
        ids.push(operation.operationId);
        expect(document.tags.map(({ name }) => name)).toEqual(
          expect.arrayContaining(operation.tags),
        );
        expect(Object.keys(operation.responses).length).toBeGreaterThan(0);
        for (const [status, response] of Object.entries(operation.responses)) {
          expect(status).toMatch(/^[1-5]\d\d$/);
          expect(response.description).not.toBe('');
        }
        for (const scheme of operation.security.flatMap((one) => Object.keys(one)))
          expect(Object.keys(document.components.securitySchemes)).toContain(scheme);
        const inPath = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
        const named = (operation.parameters ?? []).map(
          (parameter) =>
            ('$ref' in parameter
              ? document.components.parameters[String(parameter['$ref']).split('/').at(-1) ?? '']
              : parameter) as { name: string; in: string; required?: boolean },
        );
        expect(
          new Set(named.filter((parameter) => parameter.in === 'path').map(({ name }) => name)),
        ).toEqual(new Set(inPath));
        expect(
          named
            .filter((parameter) => parameter.in === 'path')
            .every(({ required }) => required === true),
        ).toBe(true);
      }
    }
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('[IN40] has no reference that leads nowhere', () => {
    const refs = everyRef(document);
    expect(refs.length).toBeGreaterThan(20);
    for (const one of refs) {
      const found = one
        .split('/')
        .slice(1)
        .reduce<unknown>(
          (inner, key) => (inner as Record<string, unknown> | undefined)?.[key],
          document,
        );
      expect(found, one).toBeDefined();
    }
  });

  it('[IN40] is made of the schemas that check: a signal as it is sent, its caps and all commands', () => {
    const signal = document.components.schemas['SignalInput'] as {
      required: string[];
      additionalProperties: boolean;
      properties: Record<string, { maxLength?: number; enum?: string[] }>;
    };
    expect(signal.required).toEqual(['text']);
    expect(signal.additionalProperties).toBe(false);
    expect(signal.properties['text']?.maxLength).toBe(32_000);
    expect(signal.properties['severity']?.enum).toEqual(['S1', 'S2', 'S3', 'S4', 'S5']);
    expect(JSON.stringify(document.components.schemas['Command'])).toContain(
      'incident.acknowledge',
    );
    for (const { routes } of CONNECTORS)
      for (const route of routes)
        expect(document.paths).toHaveProperty([`/api/elections/{election}${route}`, 'post']);
  });

  it('[IN41] is served as JSON and as a page without inline script or style, readable without script', async () => {
    const app = docsRoutes('1');
    const json = await app.request('/openapi.json');
    expect(json.headers.get('content-type')).toContain('application/json');
    expect(await json.json()).toMatchObject({ openapi: '3.1.0' });
    const page = await app.request('/docs');
    const html = await page.text();
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(html).toContain('/api/elections/{election}/signals');
    expect(html).not.toMatch(
      /<script(?![^>]*src=)|<style|\sstyle=|\son\w+=|https?:\/\/[^"<\s]*\.(js|css)/,
    );
    for (const path of ['/docs.css', '/docs.js']) {
      expect(html).toContain(`/api${path}`);
      expect((await app.request(path)).status).toBe(200);
    }
  });
});
