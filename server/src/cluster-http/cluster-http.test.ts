import { beforeEach, describe, expect, it } from 'vitest';
import { genesis } from '../journal/record.ts';
import { sameLog } from '../journal/copy/testing/copy-forever.ts';
import type { FakeLog } from '../journal/copy/testing/fake-redis-journal.ts';
import type { TailedEvent } from '../journal/redis/redis-journal-types.ts';
import { clusterRoutes } from './cluster-routes.ts';
import { eventsIn } from './event-lines.ts';
import { fetchPrefixFrom } from './fetch-prefix.ts';

const SECRET = new Uint8Array(32).fill(0xab);
const HEX = 'ab'.repeat(32);

describe('events from another node', () => {
  let log: FakeLog;
  let notices: string[];
  beforeEach(async () => {
    log = await sameLog(30);
    notices = [];
  });

  function routes(change: (event: TailedEvent) => TailedEvent = (event) => event) {
    return clusterRoutes({
      tailedAfter: (election, seq, limit) =>
        election === 'us-general' ? log.events.slice(seq, seq + limit).map(change) : undefined,
      secret: async () => SECRET,
    });
  }
  const bearer = (token: string) => ({ headers: { authorization: `Bearer ${token}` } });
  const path = '/cluster/elections/us-general/events';

  function prefixOf(
    nodes: Record<string, ReturnType<typeof routes> | 'gone'>,
    secret: Uint8Array = SECRET,
  ) {
    const asked: string[] = [];
    const fetchPrefix = fetchPrefixFrom({
      election: 'us-general',
      nodes: () => Object.keys(nodes).map((id) => ({ id, url: `http://${id}` })),
      secret: async () => secret,
      notice: (message) => notices.push(message),
      fetch: async (url, init) => {
        const { hostname, pathname, search } = new URL(url instanceof Request ? url.url : url);
        asked.push(hostname);
        const node = nodes[hostname];
        if (!node || node === 'gone') throw new TypeError('fetch failed');
        return node.request(pathname.replace(/^\/api/, '') + search, init);
      },
    });
    return { fetchPrefix, asked };
  }
  const start = () => ({ seq: 0, hash: genesis(log.journal) });

  it('[CP12] tells nobody anything but who has the secret of the nodes', async () => {
    for (const init of [{}, bearer('ab'), bearer('08'.repeat(32)), bearer(HEX.toUpperCase())]) {
      const response = await routes().request(`${path}?after=0`, init);
      expect(response.status).toBe(401);
      expect(await response.text()).not.toContain('record');
    }
  });

  it('[CP12] answers events as lines, as many as asked for, and refuses what is no place', async () => {
    const response = await routes().request(`${path}?after=3&limit=5`, bearer(HEX));
    expect(response.status).toBe(200);
    expect(eventsIn(await response.text())).toEqual(log.events.slice(3, 8));
    for (const query of ['', '?after=-1', '?after=x', '?after=0&limit=0', '?after=0&limit=1001'])
      expect((await routes().request(path + query, bearer(HEX))).status).toBe(400);
    const other = await routes().request('/cluster/elections/x/events?after=0', bearer(HEX));
    expect(other.status).toBe(404);
  });

  it('[CP12] cuts a page of many megabytes short', async () => {
    const large = routes((event) => ({ ...event, record: 'x'.repeat(3_000_000) }));
    const response = await large.request(`${path}?after=0`, bearer(HEX));
    expect(eventsIn(await response.text())).toHaveLength(3);
  });

  it('[CP4] asks the nodes in turn until one has what follows, and that one first the next time', async () => {
    const { fetchPrefix, asked } = prefixOf({ a: 'gone', b: routes() });
    expect(await fetchPrefix(start(), 10)).toEqual(log.events.slice(0, 10));
    const tenth = log.events[9];
    expect(await fetchPrefix({ seq: 10, hash: tenth?.hash ?? '' }, 10)).toEqual(
      log.events.slice(10, 20),
    );
    expect(asked).toEqual(['a', 'b', 'b']);
  });

  it('[CP4] refuses events that do not follow, asks the next node, and says so once', async () => {
    const lying = routes((event) => ({ ...event, record: event.record.replace('s1', 's2') }));
    const { fetchPrefix } = prefixOf({ a: lying, b: routes() });
    expect(await fetchPrefix(start(), 10)).toEqual(log.events.slice(0, 10));
    expect(notices).toEqual([expect.stringMatching(/copy of node a .* was not used: Event \d/)]);
  });

  it('[CP4] says of each node why it was of no help', async () => {
    const { fetchPrefix } = prefixOf({ a: 'gone', b: routes() }, new Uint8Array(32));
    await expect(fetchPrefix(start(), 10)).rejects.toThrow(
      /no other node had event 1 \(http:\/\/a: fetch failed; http:\/\/b: it answered 401\)/,
    );
    await expect(prefixOf({}).fetchPrefix(start(), 1)).rejects.toThrow(/no other node to ask/);
    expect(() => eventsIn('{"seq":1}')).toThrow(/line 1 holds no event/);
  });
});
