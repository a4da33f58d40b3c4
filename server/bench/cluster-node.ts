import { mkdirSync, mkdtempSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compileElection, SITUATION_FORMAT } from '@warroom/shared';
import type { Audience } from '@warroom/shared';
import { openRoom } from '../src/desk/open-room.ts';
import { loadElections } from '../src/election/load.ts';
import { fakeAccounts } from '../src/feed/fake-accounts.testing.ts';
import { feedServer } from '../src/feed/feed.ts';
import { copiedJournal } from '../src/journal/copy/copied-journal.ts';
import { redisJournal, redisJournalSlot } from '../src/journal/redis/redis-journal.ts';
import { redisLink } from '../src/redis/redis-link.ts';
import { parseStore } from '../src/redis/store-url.ts';
import { changedIncident, INCIDENTS, openedIncident } from './cluster-load.ts';
import { serve } from './feed-rig.ts';

/** One node as the product composes it, but for HTTP and sign-in: journal and copy, room, feed. */
const [url = '', election = '', node = '', baseDir = ''] = process.argv.slice(2);
const AUDIENCE: Audience = {
  clearance: 'AMBER',
  organisation: null,
  redaction: 'none',
  person: null,
};

const startedAt = performance.now();
const store = parseStore(url);
if ('problem' in store) throw new Error(store.problem);
mkdirSync(baseDir, { recursive: true });
const dir = mkdtempSync(join(baseDir, `${node}-`));
const notice = (message: string): void => console.error(node, message);
const inner = await redisJournal({
  openLink: () => redisLink({ store: store.store, slotKey: redisJournalSlot('wr', election) }),
  prefix: 'wr',
  election,
  node,
  notice,
});
const journal = await copiedJournal({
  inner,
  file: join(dir, 'journal.db'),
  anchorFile: join(dir, 'anchor.json'),
  node,
  copiesNeeded: 2,
  keepEvents: 10_000_000,
  now: Date.now,
  notice,
});
const files = loadElections(fileURLToPath(new URL('../../elections', import.meta.url)));
const shipped = files.ok ? files.elections.find(({ id }) => id === 'us-general') : undefined;
if (!shipped) throw new Error('the shipped elections are missing');
const room = await openRoom({
  election: compileElection({ ...shipped, id: 'example' }),
  journal,
  dir,
  now: Date.now,
  hasPerson: () => true,
  names: () => [],
  notice,
});
const readyMs = performance.now() - startedAt;
const accounts = fakeAccounts();
accounts.person('bench', 'lead', 'AMBER');
const http = createServer();
const feed = feedServer({
  httpServer: http,
  rooms: {
    get: (id) => (id === room.id ? room : undefined),
    all: () => [room],
    startDrill: () => Promise.reject(new Error('no drills here')),
    onOpened: () => () => undefined,
  },
  accounts,
  now: Date.now,
  build: 'bench',
  cursorSecret: Buffer.alloc(32, 1),
  log: { info: () => undefined, warn: console.warn, error: console.error },
  maxConnections: 100_000,
  heartbeatMs: 120_000,
});
await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', 4096, resolve));

serve({
  port: () => (http.address() as AddressInfo).port,
  room: () => room.id,
  readyMs: () => readyMs,
  async cursor() {
    const snapshot = await feed.snapshotFor(room, AUDIENCE);
    return (JSON.parse(snapshot.body.toString()) as { cursor: string }).cursor;
  },
  async fill() {
    await journal.append(
      Array.from({ length: INCIDENTS }, (_, n) => openedIncident(n, Date.now())),
    );
  },
  seq: () => room.situation.seq,
  hasSnapshot: async () => (await journal.loadSnapshot(SITUATION_FORMAT)) !== undefined,
  copied: () => journal.copyState().behind === 0,
  /** Commits so many changes a second for so long, each a unit of its own; answers how many. */
  async load({ perSecond, seconds }: { perSecond: number; seconds: number }) {
    const from = performance.now();
    const written: Promise<unknown>[] = [];
    let sent = 0;
    while (performance.now() - from < seconds * 1000) {
      const due = Math.floor(((performance.now() - from) / 1000) * perSecond);
      for (; sent < due; sent += 1) {
        written.push(journal.append([changedIncident(sent, Date.now())]));
      }
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    await Promise.all(written);
    return sent;
  },
  cpuUs() {
    const { user, system } = process.cpuUsage();
    return user + system;
  },
  async close() {
    await feed.close();
    await room.close();
  },
});
