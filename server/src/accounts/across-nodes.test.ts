import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { memoryClusters, type MemoryClusters } from '../cluster/memory-clusters.testing.ts';
import { startRedis, type RedisSet } from '../redis/testing/redis-servers.ts';
import type { Accounts, Outcome, Revocation } from './accounts.ts';
import { accountsCopy, accountsCopyFile } from './accounts-copy.ts';
import { redisAccounts } from './open-accounts.ts';
import { redisPlace, type RedisPlace } from './testing/redis-place.ts';

const PASSWORD = 'tram lantern quiet fox';
const HOUR_MS = 3_600_000;
const visitor = { address: '192.0.2.7', agent: 'Test' };

interface Node {
  accounts: Accounts;
  revoked: Revocation[];
  /** What the node does each second, and each minute. */
  second(): Promise<void>;
  minute(): Promise<void>;
}

let redis: RedisSet;
let place: RedisPlace;
let clusters: MemoryClusters;
let clock: { at: number };
let dirs: string[];
let nodes: Node[];

beforeAll(async () => {
  redis = await startRedis();
}, 30_000);
afterAll(() => redis.stop());
beforeEach(async () => {
  place = redisPlace(redis.url);
  clusters = memoryClusters(3);
  clock = { at: 1_800_000_000_000 };
  dirs = [];
  nodes = [];
  for (let n = 0; n < 3; n += 1) nodes.push(await startNode(n));
});
afterEach(async () => {
  for (const { accounts } of nodes) await accounts.close();
  await place.remove();
  for (const dir of dirs) rmSync(dir, { recursive: true });
});

async function startNode(n: number): Promise<Node> {
  const cluster = clusters.nodes[n];
  if (!cluster) throw new Error(`there is no node ${n}`);
  const dataDir = mkdtempSync(join(tmpdir(), `node-${n}-`));
  dirs.push(dataDir);
  const jobs = new Map<number, () => void>();
  const accounts = await redisAccounts({
    link: place.link(),
    prefix: place.prefix,
    cluster,
    dataDir,
    now: () => clock.at,
    passwordCost: { memoryKiB: 8, passes: 1 },
    randomBytes: (size) => randomBytes(size),
    every(periodMs, work) {
      jobs.set(periodMs, work);
      return () => jobs.delete(periodMs);
    },
    elections: () => [{ id: 'e' }],
  });
  const revoked: Revocation[] = [];
  accounts.onRevoked((revocation) => revoked.push(revocation));
  return {
    accounts,
    revoked,
    async second() {
      jobs.get(1_000)?.();
      await accounts.refresh();
    },
    async minute() {
      jobs.get(60_000)?.();
      await accounts.tidy();
    },
  };
}

function node(n: number): Node {
  const one = nodes[n];
  if (!one) throw new Error(`there is no node ${n}`);
  return one;
}

function good<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(outcome.refusal.message);
  return outcome.value;
}

const eventually = (holds: () => boolean): Promise<void> =>
  expect.poll(holds, { timeout: 2_000, interval: 5 }).toBe(true);

async function ana(): Promise<{ id: string; cookie: string; session: string }> {
  const { accounts } = node(0);
  const person = good(
    await accounts.addPerson({
      name: 'Ana',
      email: 'ana@example.org',
      password: PASSWORD,
      memberships: [{ election: 'e', role: 'lead', clearance: 'AMBER', organisation: null }],
    }),
  );
  const begun = good(
    await accounts.signIn({ email: 'ana@example.org', password: PASSWORD }, visitor),
  );
  return {
    id: person.id,
    cookie: `warroom_session=${begun.token}`,
    session: begun.sessionId,
  };
}

describe('accounts on three nodes', () => {
  it('[AC22] let in on one, someone is known on the next as soon as it looks again', async () => {
    clusters.hold();
    const { cookie } = await ana();
    const { accounts } = node(1);
    expect(accounts.identify(cookie)).toBeUndefined();
    await accounts.catchUp();
    expect(accounts.identify(cookie)).toMatchObject({ kind: 'person', person: { name: 'Ana' } });
    // And the one with the password alone is let in anywhere.
    good(await node(2).accounts.signIn({ email: 'ana@example.org', password: PASSWORD }, visitor));
  });

  it.each([
    ['by the bus, at once', false],
    ['by polling alone, within the second', true],
  ])('[AC23] what is revoked on one is cut on all %s', async (_how, busDown) => {
    const { id, cookie, session } = await ana();
    const first = node(0).accounts;
    const key = good(
      await first.addKey({ election: 'e', source: 'tips', scopes: ['signal:write'] }, 't'),
    );
    const display = await first.addDisplay({ name: 'Wall', election: 'e' }, 't');
    for (const { accounts } of nodes) await accounts.refresh();
    const others = [node(1), node(2)];
    expect(
      others.every(({ accounts }) => accounts.identify(cookie) && accounts.intakeKey(key.token)),
    ).toBe(true);
    if (busDown) for (const one of clusters.nodes) one.cut();

    await first.endSession(session);
    good(await first.revokeKey(key.key.id));
    good(await first.revokeDisplay(display.id));
    good(await first.changePerson(id, { disabled: true }));
    if (busDown) for (const one of others) await one.second();
    await eventually(() => others.every(({ revoked }) => revoked.length >= 4));
    for (const { accounts, revoked } of others) {
      expect(revoked.map(({ kind }) => kind).toSorted()).toEqual([
        'display',
        'key',
        'person',
        'session',
      ]);
      expect(accounts.identify(cookie)).toBeUndefined();
      expect(accounts.intakeKey(key.token)).toBeUndefined();
      expect(accounts.display(display.id)).toBeUndefined();
    }
  });

  it('[AC23] is in force on all nodes when it is answered, and a node that is gone holds nobody up', async () => {
    const { cookie, session } = await ana();
    for (const { accounts } of nodes) await accounts.refresh();
    await node(0).accounts.endSession(session);
    for (const { accounts } of nodes) expect(accounts.identify(cookie)).toBeUndefined();
    clusters.hold(); // listed, and silent
    expect(await node(0).accounts.endSessions('nobody')).toBe(0);
    const again = good(
      await node(0).accounts.signIn({ email: 'ana@example.org', password: PASSWORD }, visitor),
    );
    expect(await node(0).accounts.endSession(again.sessionId)).toBe(true);
  });

  it('[AC24] guessing a password over three nodes gains nothing', async () => {
    await ana();
    for (const { accounts } of nodes) await accounts.refresh();
    const kinds: string[] = [];
    for (let n = 0; n < 9; n += 1) {
      const outcome = await node(n % 3).accounts.signIn(
        { email: 'ana@example.org', password: `guess number ${n}` },
        visitor,
      );
      kinds.push(outcome.ok ? 'in' : outcome.refusal.kind);
    }
    expect(kinds).toEqual([
      ...Array.from({ length: 5 }, () => 'forbidden'),
      ...Array.from({ length: 4 }, () => 'rate-limited'),
    ]);
  });

  it('[AC24] who got in on one node need not wait on another', async () => {
    await ana();
    for (const { accounts } of nodes) await accounts.refresh();
    const input = { email: 'ana@example.org', password: PASSWORD };
    for (let n = 0; n < 4; n += 1)
      await node(0).accounts.signIn({ ...input, password: 'a wrong password' }, visitor);
    expect((await node(1).accounts.signIn(input, visitor)).ok).toBe(true);
    for (let n = 0; n < 4; n += 1)
      await node(2).accounts.signIn({ ...input, password: 'a wrong password' }, visitor);
    expect((await node(0).accounts.signIn(input, visitor)).ok).toBe(true);
  });

  it('[AC25] a session used on one node only goes on for all, also without the bus', async () => {
    const { cookie } = await ana();
    for (const { accounts } of nodes) await accounts.refresh();
    for (const one of clusters.nodes) one.cut();
    for (let hours = 0; hours < 30; hours += 11) {
      clock.at += 11 * HOUR_MS;
      expect(node(1).accounts.identify(cookie)).toBeDefined();
      // The node that heard it writes it within a second; the others forget nothing meanwhile.
      await Promise.all([node(0).minute(), node(1).second(), node(2).minute()]);
    }
    for (const n of [0, 2])
      await expect
        .poll(() =>
          node(n)
            .accounts.refresh()
            .then(() => node(n).accounts.identify(cookie)),
        )
        .toBeDefined();
    clock.at += 12 * HOUR_MS;
    for (const { accounts } of nodes) expect(accounts.identify(cookie)).toBeUndefined();
    clock.at += 6 * 60_000;
    await node(2).minute();
    expect(node(2).revoked).toMatchObject([{ kind: 'session' }]);
  });

  it('[AC25] the newest use counts, whoever writes it last', async () => {
    const { id, cookie } = await ana();
    for (const { accounts } of nodes) await accounts.refresh();
    clock.at += 10 * 60_000;
    node(0).accounts.identify(cookie);
    clock.at += 10 * 60_000;
    node(1).accounts.identify(cookie);
    const used = clock.at;
    await node(1).minute();
    await node(0).minute();
    await node(2).second();
    for (const { accounts } of nodes) expect(accounts.lastSeenAt(id)).toBe(used);
  });

  it('[AC25] what a display reports to one node is shown on all', async () => {
    const display = await node(0).accounts.addDisplay({ name: 'Wall', election: 'e' }, 't');
    for (const { accounts } of nodes) await accounts.refresh();
    const report = {
      build: 'b',
      scene: 'map',
      asOf: null,
      offsetMs: 0,
      memoryMb: null,
      wakeLock: 'held' as const,
      width: 1920,
      height: 1080,
      dpr: 1,
    };
    for (const [n, scene] of ['map', 'queue', 'map again'].entries()) {
      clock.at += 10_000;
      node(n).accounts.recordReport(display.id, { ...report, scene });
    }
    for (const { accounts } of nodes)
      expect(accounts.display(display.id)?.lastReport).toMatchObject({
        scene: 'map again',
        at: clock.at,
      });
  });

  it('[AC13] a screen is paired over three nodes', async () => {
    clusters.hold();
    const { pairing, token } = good(
      await node(0).accounts.startPairing({ width: 1, height: 1, dpr: 1, address: 'a' }),
    );
    const confirmed = good(
      await node(1).accounts.confirmPairing(pairing.code, { name: 'Wall', election: 'e' }, 't'),
    );
    expect(await node(2).accounts.pairing(token)).toMatchObject({
      state: 'paired',
      display: { id: confirmed.id },
    });
  });

  it('[AC20] keeps a copy of the accounts beside each node’s data', async () => {
    await ana();
    expect(dirs.map(accountsCopyFile)).toHaveLength(3);
    for (const { accounts } of nodes.splice(0)) await accounts.close();
    const copy = await accountsCopy(accountsCopyFile(dirs[0] ?? ''));
    expect([...copy.store.state.person.values()].map(({ name }) => name)).toEqual(['Ana']);
    await copy.close();
  });
});
