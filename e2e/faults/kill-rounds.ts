import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Delta, FeedSnapshot, IncidentView, SyncResult } from '@warroom/shared';
import { WIRE_VERSION } from '@warroom/shared';
import { io } from 'socket.io-client';
import type { Socket } from 'socket.io-client';
import { apiWith, intakeKey, setUp } from '../rigs/api.ts';
import { startServer } from '../rigs/server.ts';
import type { ServerRig } from '../rigs/server.ts';

const ELECTION = 'us-general';
const CLI = resolve(import.meta.dirname, '../../server/dist/cli.js');

/** What was acknowledged to the load, over all rounds. */
interface Acknowledged {
  signals: Set<string>;
  incidents: Set<string>;
  notes: Map<string, number>;
}

export interface KillReport {
  signals: number;
  commands: number;
  resumed: number;
}

/**
 * Kills a server under load as often as asked. After each start everything acknowledged must be there,
 * and the board that was watching must resume by its cursor and equal a fresh snapshot. Rejects otherwise.
 */
export async function killRounds(rounds: number): Promise<KillReport> {
  const dataDir = await mkdtemp(join(tmpdir(), 'kill-'));
  const acked: Acknowledged = { signals: new Set(), incidents: new Set(), notes: new Map() };
  const board = new Map<string, IncidentView>();
  let cursor: string | null = null;
  let commands = 0;
  let resumed = 0;
  let server = await startServer({ dataDir });
  try {
    const admin = await setUp(server);
    const key = await intakeKey(admin, ELECTION, 'tips');
    for (let round = 0; round < rounds; round += 1) {
      const api = apiWith(server.url, admin.cookie);
      const socket = await watch(server.url, admin.cookie);
      ({ cursor, resumed } = await catchUp(socket, board, cursor, api, resumed));
      socket.on('delta', (delta: Delta) => {
        if (delta.from !== cursor) return;
        apply(board, delta);
        cursor = delta.to;
      });
      const load = startLoad(server, admin.cookie, key, acked, round);
      await load.reached(40 + ((round * 37) % 60));
      await server.kill9();
      commands += await load.ended;
      socket.close();
      server = await startServer({ dataDir });
      await checkAll(server, admin.cookie, key, acked);
      // The board comes back with the cursor it had, and must end up with what a new one would get.
      const again = await watch(server.url, admin.cookie);
      const fresh = apiWith(server.url, admin.cookie);
      ({ cursor, resumed } = await catchUp(again, board, cursor, fresh, resumed));
      again.close();
      sameAs(board, await fresh.snapshot(ELECTION));
    }
    // The chain has no gap, and ends where the anchor says.
    execFileSync(process.execPath, [CLI, 'verify'], { env: { ...process.env, DATA_DIR: dataDir } });
    return { signals: acked.signals.size, commands, resumed };
  } finally {
    await server.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}

/** Posts signals and commands until the server dies; remembers only what was acknowledged. */
function startLoad(
  server: ServerRig,
  cookie: string,
  key: string,
  acked: Acknowledged,
  round: number,
) {
  const api = apiWith(server.url, cookie);
  let acks = 0;
  let commands = 0;
  const waiting: { at: number; go: () => void }[] = [];
  const count = (): void => {
    acks += 1;
    for (const one of waiting.filter(({ at }) => acks >= at)) one.go();
  };
  const signals = async (lane: number): Promise<void> => {
    for (let n = 0; ; n += 1) {
      const externalId = `${round}-${lane}-${n}`;
      const response = await fetch(`${server.url}/api/elections/${ELECTION}/signals`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
        body: JSON.stringify([{ externalId, text: `Signal ${externalId}` }]),
      });
      if (response.status !== 202)
        throw new Error(`intake answered ${response.status}: ${await response.text()}`);
      await response.json();
      acked.signals.add(externalId);
      count();
    }
  };
  const incidents = async (lane: number): Promise<void> => {
    for (let n = 0; ; n += 1) {
      const opened = await api.command(ELECTION, {
        commandId: `o${round}-${lane}-${n}`,
        type: 'incident.open',
        title: `Incident ${round}-${lane}-${n}`,
      });
      if (opened.kind !== 'done' || opened.opened === null) throw new Error(JSON.stringify(opened));
      acked.incidents.add(opened.opened);
      commands += 1;
      count();
      const noted = await api.command(ELECTION, {
        commandId: `n${round}-${lane}-${n}`,
        type: 'incident.note',
        incident: opened.opened,
        text: 'checked',
      });
      if (noted.kind !== 'done') throw new Error(JSON.stringify(noted));
      acked.notes.set(opened.opened, 1);
      commands += 1;
      count();
    }
  };
  const lanes = [signals(0), signals(1), incidents(0), incidents(1)];
  const dead = Promise.all(
    lanes.map((lane) =>
      lane.catch((error: unknown) => {
        // Being cut off is how each lane ends; anything the server said is not.
        if (!(error instanceof TypeError)) throw error;
      }),
    ),
  );
  return {
    reached: (at: number) =>
      Promise.race([
        new Promise<void>((go) => void waiting.push({ at, go })),
        dead.then(() => undefined),
      ]),
    ended: dead.then(() => commands),
  };
}

async function checkAll(
  server: ServerRig,
  cookie: string,
  key: string,
  acked: Acknowledged,
): Promise<void> {
  const all = [...acked.signals];
  for (let first = 0; first < all.length; first += 500) {
    const batch = all.slice(first, first + 500);
    const response = await fetch(`${server.url}/api/elections/${ELECTION}/signals`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
      body: JSON.stringify(
        batch.map((externalId) => ({ externalId, text: `Signal ${externalId}` })),
      ),
    });
    const answer = (await response.json()) as { accepted: number; duplicates: number };
    if (answer.duplicates !== batch.length)
      throw new Error(`of ${batch.length} acknowledged signals ${answer.accepted} were lost`);
  }
  const { incidents } = await apiWith(server.url, cookie).snapshot(ELECTION);
  const there = new Map(incidents.map((incident) => [incident.id, incident]));
  for (const id of acked.incidents)
    if (!there.has(id)) throw new Error(`acknowledged incident ${id} was lost`);
  for (const [id, notes] of acked.notes)
    if ((there.get(id)?.noteCount ?? 0) !== notes)
      throw new Error(`an acknowledged note on ${id} was lost or doubled`);
}

function watch(url: string, cookie: string): Promise<Socket> {
  const socket = io(url, {
    transports: ['websocket'],
    reconnection: false,
    extraHeaders: { cookie, origin: url },
    auth: { wire: WIRE_VERSION, build: 'test', election: ELECTION },
  });
  return new Promise((resolve, reject) => {
    socket.once('hello', () => resolve(socket));
    socket.once('connect_error', reject);
  });
}

async function catchUp(
  socket: Socket,
  board: Map<string, IncidentView>,
  cursor: string | null,
  api: { snapshot(election: string): Promise<FeedSnapshot> },
  resumed: number,
): Promise<{ cursor: string; resumed: number }> {
  const first = (await socket.emitWithAck('sync', { cursor })) as SyncResult;
  if (first.kind === 'delta') {
    apply(board, first.delta);
    return { cursor: first.delta.to, resumed: resumed + 1 };
  }
  if (first.kind === 'refused') throw new Error(first.refusal.message);
  const snapshot = await api.snapshot(ELECTION);
  board.clear();
  for (const incident of snapshot.incidents) board.set(incident.id, incident);
  const then = (await socket.emitWithAck('sync', { cursor: snapshot.cursor })) as SyncResult;
  if (then.kind !== 'delta') throw new Error(`sync after a snapshot answered ${then.kind}`);
  apply(board, then.delta);
  return { cursor: then.delta.to, resumed };
}

function apply(board: Map<string, IncidentView>, delta: Delta): void {
  for (const id of delta.removals) board.delete(id);
  for (const incident of delta.upserts) board.set(incident.id, incident);
}

function sameAs(board: Map<string, IncidentView>, { incidents }: FeedSnapshot): void {
  const sorted = (views: Iterable<IncidentView>): string =>
    JSON.stringify([...views].toSorted((a, b) => a.id.localeCompare(b.id)));
  if (sorted(board.values()) !== sorted(incidents))
    throw new Error(
      `the board that resumed shows ${board.size} incidents otherwise than a fresh snapshot of ${incidents.length}`,
    );
}
