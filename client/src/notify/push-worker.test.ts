import { expect, it } from 'vitest';

// A file of the public folder is served as it is, never imported; so it is read and run here.
const { process } = globalThis as unknown as {
  process: {
    getBuiltinModule(id: 'fs'): { readFileSync(path: string, encoding: 'utf8'): string };
    getBuiltinModule(id: 'vm'): { runInNewContext(code: string, world: object): unknown };
  };
};
const file = import.meta.url
  .replace(/^file:\/\//, '')
  .replace(/src\/notify\/[^/]+$/, 'public/push-worker.js');
const CODE = process.getBuiltinModule('fs').readFileSync(decodeURIComponent(file), 'utf8');

/** The worker in a world of its own, as a browser would run it. */
function worker(tabs: string[] = []) {
  const listeners = new Map<string, (event: object) => void>();
  const shown: { title: string; options: Record<string, unknown> }[] = [];
  const opened: string[] = [];
  const focused: string[] = [];
  let work: Promise<unknown> = Promise.resolve();
  process.getBuiltinModule('vm').runInNewContext(CODE, {
    URL,
    self: {
      location: { origin: 'https://room.example.org' },
      addEventListener: (type: string, listener: (event: object) => void) =>
        listeners.set(type, listener),
      skipWaiting: () => undefined,
      registration: {
        showNotification: (title: string, options: Record<string, unknown>) =>
          shown.push({ title, options }),
      },
      clients: {
        matchAll: () =>
          Promise.resolve(tabs.map((url) => ({ url, focus: () => focused.push(url) }))),
        openWindow: (url: string) => opened.push(url),
      },
    },
  });
  return {
    shown,
    opened,
    focused,
    types: [...listeners.keys()],
    async fire(type: string, event: object): Promise<void> {
      listeners.get(type)?.({
        waitUntil: (promise: Promise<unknown>) => (work = Promise.resolve(promise)),
        ...event,
      });
      await work;
    },
  };
}

const click = (path: unknown) => ({
  notification: { close: () => undefined, data: { path } },
});

it('does nothing but push and click: it takes no requests', () => {
  expect(worker().types.toSorted()).toEqual(['install', 'notificationclick', 'push']);
});

it('shows one notification for a matter, and says something whatever comes', async () => {
  const { shown, fire } = worker();
  const told = { title: 'S1 US28-0042', body: 'x', tag: 'us/US28-0042', path: '/e/us', page: true };
  await fire('push', { data: { json: () => told } });
  await fire('push', {
    data: {
      json() {
        throw new Error('not JSON');
      },
    },
  });
  expect(shown).toMatchObject([
    {
      title: 'S1 US28-0042',
      options: { tag: 'us/US28-0042', renotify: true, requireInteraction: true },
    },
    { title: 'Election War Room', options: { tag: '', renotify: false } },
  ]);
});

it('leads to the tab that shows it, else opens one, and never away from this site', async () => {
  const url = 'https://room.example.org/e/us?sel=US28-0042';
  const there = worker([url]);
  await there.fire('notificationclick', click('/e/us?sel=US28-0042'));
  expect([there.focused, there.opened]).toEqual([[url], []]);
  const elsewhere = worker(['https://room.example.org/']);
  await elsewhere.fire('notificationclick', click('/e/us?sel=US28-0042'));
  await elsewhere.fire('notificationclick', click('//evil.example/x'));
  await elsewhere.fire('notificationclick', click(undefined));
  expect([elsewhere.focused, elsewhere.opened]).toEqual([['https://room.example.org/'], [url]]);
});
