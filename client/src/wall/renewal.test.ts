import { afterEach, describe, expect, it, vi } from 'vitest';
import { probeServer, renewal } from './renewal.ts';

function rig(answers: boolean[], random = 0.5) {
  const log = { probes: 0, reloads: 0 };
  const one = renewal({
    random: () => random,
    probe: () => {
      log.probes += 1;
      return Promise.resolve(answers.shift() ?? true);
    },
    reload: () => {
      log.reloads += 1;
    },
  });
  const look = async (now: number, newBuild: string | null = 'b2', isBusy = false) => {
    one.look(now, { newBuild, isBusy });
    // Lets the probe's answer through.
    for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
  };
  return { log, look };
}

describe('a new build', () => {
  it('is loaded after its share of two minutes, not before', async () => {
    const { log, look } = rig([]);
    await look(0);
    await look(59_999);
    expect(log).toEqual({ probes: 0, reloads: 0 });
    await look(60_000);
    expect(log).toEqual({ probes: 1, reloads: 1 });
  });

  it('waits while a critical has the wall', async () => {
    const { log, look } = rig([], 0);
    await look(0, 'b2', true);
    expect(log.reloads).toBe(0);
    await look(1_000);
    expect(log.reloads).toBe(1);
  });

  it('is not loaded from a server that is not well; it is asked again half a minute later', async () => {
    const { log, look } = rig([false], 0);
    await look(0);
    await look(29_999);
    expect(log).toEqual({ probes: 1, reloads: 0 });
    await look(30_000);
    expect(log).toEqual({ probes: 2, reloads: 1 });
  });

  it('is forgotten when the server goes back to ours', async () => {
    const { log, look } = rig([], 0.5);
    await look(0);
    await look(30_000, null);
    await look(61_000);
    expect(log.reloads).toBe(0);
  });
});

describe('the probe before a reload', () => {
  const page = (body: string, type = 'text/html', status = 200) =>
    new Response(body, { status, headers: { 'content-type': type } });
  const ours = '<!doctype html><div id="root"></div>';
  function serve(health: Response, index: Response | Promise<Response>) {
    const signals: (AbortSignal | null | undefined)[] = [];
    vi.stubGlobal('fetch', (path: string, init?: RequestInit) => {
      signals.push(init?.signal);
      return Promise.resolve(path === '/healthz' ? health : index);
    });
    return signals;
  }
  const ok = () => page('{"status":"ok"}', 'application/json');
  afterEach(() => vi.unstubAllGlobals());

  it('[WX1] takes a server that is well and serves our page, and gives up on one that never answers', async () => {
    const signals = serve(ok(), page(ours));
    expect(await probeServer()).toBe(true);
    expect(signals.every((signal) => signal instanceof AbortSignal)).toBe(true);
  });

  it.each([
    ['a server that is not well', page('', 'application/json', 503), page(ours)],
    ['an error page', ok(), page(ours, 'text/html', 502)],
    ['what is no page', ok(), page('{}', 'application/json')],
    [
      'a page of apology that a proxy serves as if all were well',
      ok(),
      page('<h1>Maintenance</h1>'),
    ],
  ])('[WX1] refuses %s', async (_, health, index) => {
    serve(health, index);
    expect(await probeServer()).toBe(false);
  });
});
