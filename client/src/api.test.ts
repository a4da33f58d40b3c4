import { afterEach, describe, expect, it, vi } from 'vitest';
import { api, onUnauthenticated } from './api.ts';

function answering(body: string, init: ResponseInit): void {
  vi.stubGlobal(
    'fetch',
    vi.fn(async () => new Response(body, init)),
  );
}

afterEach(() => vi.unstubAllGlobals());

describe('asking the server', () => {
  it('gives the value, or undefined for an answer without a body', async () => {
    answering('{"a":1}', { status: 200 });
    expect(await api('/api/x')).toEqual({ ok: true, value: { a: 1 } });
    answering('', { status: 202 });
    expect(await api('/api/x')).toEqual({ ok: true, value: undefined });
  });

  it('sends a body as JSON by POST, and GET without one', async () => {
    answering('{}', { status: 200 });
    await api('/api/x', { body: { a: 1 } });
    await api('/api/x');
    const calls = vi.mocked(fetch).mock.calls.map(([, init]) => [init?.method, init?.body]);
    expect(calls).toEqual([
      ['POST', '{"a":1}'],
      ['GET', undefined],
    ]);
  });

  it('gives a refusal as the server worded it', async () => {
    const error = { kind: 'rate-limited', message: 'Too many tries.', retryAfterMs: 4_000 };
    answering(JSON.stringify({ error }), { status: 429 });
    expect(await api('/api/x')).toEqual({ ok: false, error: { ...error, status: 429 } });
  });

  it("takes a proxy's page for a server that is not reached", async () => {
    answering('<h1>Bad gateway</h1>', { status: 502 });
    expect(await api('/api/x')).toMatchObject({
      ok: false,
      error: { kind: 'unreachable', status: 502 },
    });
  });

  it('calls an answer that is no JSON a fault, also under a good status', async () => {
    answering('<h1>Hello</h1>', { status: 200 });
    expect(await api('/api/x')).toMatchObject({ ok: false, error: { kind: 'fault', status: 200 } });
    answering('{"error":"text"}', { status: 500 });
    expect(await api('/api/x')).toMatchObject({ ok: false, error: { kind: 'fault', status: 500 } });
  });

  it('never throws when nothing answers', async () => {
    vi.stubGlobal(
      'fetch',
      vi.fn(async () => Promise.reject(new TypeError('failed to fetch'))),
    );
    expect(await api('/api/x')).toMatchObject({
      ok: false,
      error: { kind: 'unreachable', status: 0 },
    });
  });

  it('tells when the server knows nobody of ours', async () => {
    const told = vi.fn<() => void>();
    onUnauthenticated(told);
    answering('{"error":{"kind":"forbidden","message":"Sign in first."}}', { status: 401 });
    await api('/api/x');
    answering('{"error":{"kind":"forbidden","message":"No."}}', { status: 403 });
    await api('/api/x');
    expect(told).toHaveBeenCalledOnce();
  });
});
