import { once } from 'node:events';
import { WIRE_VERSION } from '@warroom/shared';
import { io } from 'socket.io-client';
import type { Socket } from 'socket.io-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startRedis } from '../../scripts/lib/cluster/redis-servers.mjs';
import { claimRaces, drainQueue } from './races.ts';
import { ELECTION, trialOn } from './trial.ts';
import type { Trial } from './trial.ts';
import { socketsThroughKill } from './sockets.ts';
import { apiWith, colleague, intakeKey } from '../rigs/api.ts';
import { startCluster } from '../rigs/cluster.ts';
import type { ClusterNode, ClusterRig } from '../rigs/cluster.ts';
import { pairDisplay } from '../rigs/pairing.ts';

/** A revocation reaches every node within this time. */
const REVOKED_MS = 2_000;

/** A screen at a node, once it is let in. */
async function watching(node: ClusterNode, cookie: string): Promise<Socket> {
  const socket = io(node.url, {
    transports: ['websocket'],
    reconnection: false,
    forceNew: true,
    extraHeaders: { cookie, origin: node.url },
    auth: { wire: WIRE_VERSION, build: 'test', election: ELECTION },
  });
  await new Promise((done, failed) => {
    socket.once('hello', done);
    socket.once('connect_error', failed);
  });
  return socket;
}

/** Cuts somebody off through the first node, and measures until the sockets at the others are closed, ms. */
async function cutAt(
  others: readonly ClusterNode[],
  cookie: string,
  revoke: () => Promise<unknown>,
): Promise<number> {
  const sockets = await Promise.all(others.map((node) => watching(node, cookie)));
  const cut = Promise.all(sockets.map((socket) => once(socket as never, 'disconnect')));
  const from = performance.now();
  await revoke();
  await cut;
  return performance.now() - from;
}

/** What must hold between nodes while nothing is broken but one of them: so many races of each kind and screens. */
export function nodesTogether({ races, screens }: { races: number; screens: number }): void {
  describe('three nodes on one Redis, each asked by anyone', () => {
    let cluster: ClusterRig;
    let trial: Trial;
    beforeAll(async () => {
      cluster = await startCluster({ redis: await startRedis() });
      trial = await trialOn(cluster);
    }, 60_000);
    afterAll(async () => {
      trial?.close();
      await cluster?.stop();
    });

    it(`[E59] a claim race over three nodes has exactly one winner, ${races} on incidents and ${races} on signals`, async () => {
      for (const what of ['incident', 'signal'] as const) {
        const { wins } = await claimRaces(trial, what, races);
        expect(wins.reduce((sum, one) => sum + one, 0)).toBe(races);
        // All of them win now and then, or it was no race.
        for (const one of wins) expect(one).toBeGreaterThan(0);
      }
      await trial.check();
    });

    it(`[E59] "next batch" never hands one signal to two people, ${races} signals to three at three nodes`, async () => {
      const given = await drainQueue(trial, races);
      const all = given.flat();
      expect(new Set(all).size).toBe(all.length);
      expect(all.length).toBeGreaterThanOrEqual(races);
      for (const one of given) expect(one.length).toBeGreaterThan(0);
      await trial.check();
    });

    it('[E61] a session ended through one node is cut on the sockets of the others within 2 s, and no longer known there', async () => {
      const [first, ...others] = cluster.nodes;
      const person = await colleague(
        cluster.front,
        trial.admin,
        { election: ELECTION, role: 'triager', clearance: 'AMBER' },
        'Ev Lee',
      );
      const ms = await cutAt(others, person.cookie, () =>
        apiWith(first!.url, person.cookie).fetch('/api/session', { method: 'DELETE' }),
      );
      expect(ms).toBeLessThan(REVOKED_MS);
      for (const { url } of cluster.nodes)
        expect((await apiWith(url, person.cookie).fetch('/api/elections')).status).toBe(401);
    });

    it('[E61] so is a display that is revoked, and a key posts nothing any more', async () => {
      const [first, ...others] = cluster.nodes;
      const admin = apiWith(first!.url, trial.admin.cookie);
      const display = await pairDisplay(cluster.front, trial.admin, ELECTION, {
        clearance: 'AMBER',
        redaction: 'none',
      });
      const ms = await cutAt(others, display.cookie, () =>
        admin.fetch(`/api/admin/elections/${ELECTION}/displays/${display.id}`, {
          method: 'DELETE',
        }),
      );
      expect(ms).toBeLessThan(REVOKED_MS);

      const token = await intakeKey(trial.admin, ELECTION, 'field');
      const post = (url: string): Promise<Response> =>
        fetch(`${url}/api/elections/${ELECTION}/signals`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
          body: JSON.stringify([{ text: 'Nobody here' }]),
        });
      for (const { url } of cluster.nodes) expect((await post(url)).status).toBe(202);
      const keys = await admin.get<{ id: string; source: string }[]>(
        `/api/admin/elections/${ELECTION}/keys`,
      );
      const key = keys.find(({ source }) => source === 'field');
      await admin.fetch(`/api/admin/elections/${ELECTION}/keys/${key?.id}`, { method: 'DELETE' });
      const until = performance.now() + REVOKED_MS;
      for (const { url } of cluster.nodes)
        await expect
          .poll(async () => (await post(url)).status, {
            timeout: until - performance.now(),
            interval: 50,
          })
          .toBe(401);
    });

    it(`[E60] ${screens} screens over three nodes, one killed: all are back and show what a fresh snapshot shows within 10 s`, async () => {
      const report = await socketsThroughKill(trial, screens);
      process.stdout.write(
        `${screens} screens, one of three nodes killed: all back and equal after ${(report.backMs / 1000).toFixed(1)} s, ${report.resumes} by cursor, ${report.snapshots} by a whole picture\n`,
      );
      expect(report.backMs).toBeLessThan(10_000);
      await trial.check();
    });
  });
}
