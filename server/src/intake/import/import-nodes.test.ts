import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getRequestListener } from '@hono/node-server';
import type { ImportJobView, ImportPlan, Subject } from '@warroom/shared';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Identity } from '../../accounts/accounts.ts';
import type { Cluster, NodeEntry } from '../../cluster/cluster.ts';
import { memoryClusters } from '../../cluster/memory-clusters.testing.ts';
import { intakeRig } from '../testing/rig.ts';
import type { IntakeRig } from '../testing/rig.ts';
import { importRoutes } from './import-routes.ts';
import { systemClock } from './system-clock.ts';

const AT = '/elections/us-general/imports';
const CSV = `text,at\n${Array.from({ length: 300 }, (_, row) => `row ${row},2028-11-07 10:00`).join('\n')}\n,2028-11-07\n`;
const PLAN: ImportPlan = {
  map: { text: ['text'], observedAt: ['at'] },
  source: 'x',
  channel: 'post',
  dates: 'mdy',
};

interface TestNode {
  server: Server;
  url: string;
  /** What came to it by the network: passed on by another node. */
  passedOn: { headers: Record<string, unknown>; path: string }[];
  /** Keeps every request waiting. */
  isFrozen: boolean;
  dir: string;
  close(): Promise<void>;
}

let rig: IntakeRig;
let nodes: TestNode[] = [];
let entries: NodeEntry[] = [];

const roles: Record<string, Subject> = {
  lead: { kind: 'person', id: 'lea', role: 'lead', clearance: 'AMBER', organisation: null },
  triager: { kind: 'person', id: 'tom', role: 'triager', clearance: 'AMBER', organisation: null },
};

async function startNode(cluster: Cluster): Promise<TestNode> {
  const dir = await mkdtemp(join(tmpdir(), 'import-node-'));
  const app = importRoutes({
    rooms: rig.rooms,
    accounts: {
      identify: (cookie) =>
        cookie === undefined
          ? undefined
          : ({ kind: 'person', sessionId: cookie, person: { id: cookie } } as Identity),
      subjectIn: (identity) => (identity.kind === 'person' ? roles[identity.sessionId] : undefined),
    },
    dataDir: dir,
    now: () => rig.clock.now,
    clock: systemClock,
    cluster: { ...cluster, nodes: () => entries },
  });
  const passedOn: TestNode['passedOn'] = [];
  const listener = getRequestListener(app.fetch);
  const server = createServer((request, response) => {
    if (request.headers['x-warroom-node'] !== undefined)
      passedOn.push({ headers: request.headers, path: request.url ?? '' });
    if (!node.isFrozen) void listener(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  entries.push({ id: cluster.node, url, build: 'test', startedAt: 0, seenAt: 0 });
  const node: TestNode = {
    server,
    url,
    passedOn,
    isFrozen: false,
    dir,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return node;
}

beforeEach(async () => {
  rig = await intakeRig();
  entries = [];
  nodes = await Promise.all(memoryClusters(2).nodes.map(startNode));
  // In the order of their ids.
  entries.sort((a, b) => a.id.localeCompare(b.id));
});
afterEach(async () => {
  for (const node of nodes) {
    await node.close();
    await rm(node.dir, { recursive: true });
  }
  await rig.close();
});

function ask(
  node: 0 | 1,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = { cookie: 'lead' },
): Promise<Response> {
  return fetch(`${nodes[node]?.url ?? ''}${AT}${path}`, {
    method,
    headers,
    ...(body === undefined
      ? {}
      : {
          body:
            typeof body === 'string'
              ? body
              : body instanceof Uint8Array
                ? Buffer.from(body)
                : JSON.stringify(body),
        }),
  });
}
const jobOf = async (response: Promise<Response>): Promise<ImportJobView> =>
  (await (await response).json()) as ImportJobView;

async function begun(node: 0 | 1, size: number, name = 'posts.csv'): Promise<string> {
  return (await jobOf(ask(node, 'POST', '', { name, size }))).id;
}

describe('imports through any node', () => {
  it('[IN42] go through whole, each step at another node than the one before', async () => {
    const bytes = Buffer.from(CSV);
    const id = await begun(0, bytes.length);
    let turn: 0 | 1 = 1;
    const next = (): 0 | 1 => (turn = turn === 0 ? 1 : 0);
    for (let at = 0; at < bytes.length; at += 3_000) {
      const piece = bytes.subarray(at, at + 3_000);
      expect(await jobOf(ask(next(), 'PUT', `/${id}/bytes?offset=${at}`, piece))).toMatchObject({
        id,
        received: at + piece.length,
      });
    }
    expect((await ask(1, 'POST', `/${id}/preview`, {})).status).toBe(200);
    expect((await ask(1, 'POST', `/${id}/run`, { plan: PLAN, dryRun: false })).status).toBe(202);
    await vi.waitFor(
      async () => expect((await jobOf(ask(next(), 'GET', `/${id}`))).state).toBe('done'),
      { timeout: 10_000, interval: 10 },
    );
    expect(rig.room.situation.signals.size).toBe(300);
    const file = await ask(1, 'GET', `/${id}/rejected`);
    expect(file.headers.get('content-disposition')).toBe(
      'attachment; filename="posts-rejected.csv"',
    );
    expect(await file.text()).toContain('301,302,text: text is empty,,2028-11-07');
    expect((await ask(1, 'DELETE', `/${id}`)).status).toBe(200);
    expect((await ask(0, 'GET', `/${id}`)).status).toBe(404);
  });

  it('[IN42] are passed on in the name of who asks, with a proof that a node did it', async () => {
    const id = await begun(0, 10);
    expect((await ask(1, 'GET', `/${id}`, undefined, { cookie: 'triager' })).status).toBe(403);
    expect((await ask(1, 'GET', `/${id}`, undefined, {})).status).toBe(401);
    expect(nodes[0]?.passedOn).toEqual([]);
    const headers = {
      cookie: 'lead',
      origin: 'https://board.example.org',
      authorization: 'Bearer of this node alone',
      'x-forwarded-for': '198.51.100.7',
    };
    expect((await ask(1, 'GET', `/${id}`, undefined, headers)).status).toBe(200);
    const [passed] = nodes[0]?.passedOn ?? [];
    expect(passed?.headers).toMatchObject({
      cookie: 'lead',
      origin: 'https://board.example.org',
      host: nodes[1]?.url.slice('http://'.length),
      'x-forwarded-for': '127.0.0.1',
      'x-warroom-node': expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    expect(passed?.headers['authorization']).toBeUndefined();
  });

  it('[IN42] keep the limits of a piece, announced or not', async () => {
    const id = await begun(0, 4_000_000);
    const large = Buffer.alloc(1_500_001);
    expect((await ask(1, 'PUT', `/${id}/bytes?offset=0`, large)).status).toBe(413);
    const streamed = await fetch(`${nodes[1]?.url ?? ''}${AT}/${id}/bytes?offset=0`, {
      method: 'PUT',
      headers: { cookie: 'lead' },
      body: new Blob([Buffer.alloc(2_500_000)]).stream(),
      duplex: 'half',
    });
    expect(streamed.status).toBe(413);
    expect(await jobOf(ask(1, 'GET', `/${id}`))).toMatchObject({ received: 0 });
  });

  it('[IN42] of a node that is gone are answered 503 and what to do', async () => {
    const id = await begun(0, 10);
    await nodes[0]?.close();
    const broken = await ask(1, 'GET', `/${id}`);
    expect([broken.status, broken.headers.get('retry-after')]).toEqual([503, '10']);
    expect(await broken.json()).toMatchObject({
      error: {
        kind: 'unavailable',
        message: expect.stringMatching(/node-1, which is not there.*not taken twice/s),
      },
    });
    entries.shift();
    expect((await ask(1, 'GET', `/${id}`)).status).toBe(503);
  });

  it('[IN42] are not passed on in circles', async () => {
    const id = (await begun(0, 10)).replace('node-1', 'node-3');
    entries.push({ id: 'node-3', url: nodes[0]?.url ?? '', build: '', startedAt: 0, seenAt: 0 });
    expect((await ask(1, 'GET', `/${id}`)).status).toBe(503);
    expect(nodes[0]?.passedOn).toHaveLength(1);
    expect(nodes[1]?.passedOn).toHaveLength(0);
  });

  it('[IN42] are listed from all nodes, newest first, without those that do not answer within a second', async () => {
    const first = await begun(0, 10, 'a.csv');
    rig.clock.now += 1;
    const second = await begun(1, 10, 'b.csv');
    type List = { imports: ImportJobView[]; missing?: string[] };
    const list = async (): Promise<List> => (await (await ask(1, 'GET', '')).json()) as List;
    expect((await list()).imports.map(({ id }) => id)).toEqual([second, first]);
    if (nodes[0]) nodes[0].isFrozen = true;
    const rest = await list();
    expect([rest.imports.map(({ id }) => id), rest.missing]).toEqual([[second], ['node-1']]);
  });
});
