import { setTimeout as sleep } from 'node:timers/promises';
import type { Delta, FeedSnapshot, Heartbeat, IncidentView, SyncResult } from '@warroom/shared';
import { WIRE_VERSION } from '@warroom/shared';
import { io } from 'socket.io-client';
import type { Socket } from 'socket.io-client';
import type { Finding } from '../history/finding.ts';
import type { Door } from './door.ts';

export interface Board {
  readonly name: string;
  /** Times that it came back and was told only what changed, and times that it needed a whole picture. */
  readonly resumes: number;
  readonly snapshots: number;
  /** The newest heartbeat, and when it came (monotonic ms). */
  readonly heartbeat: { message: Heartbeat; at: number } | undefined;
  /** Whether it is connected and has caught up. */
  isLive(): boolean;
  cursor(): string | null;
  incidents(): IncidentView[];
  stop(): void;
}

/** How long an answer on the socket may take. */
const ANSWER_MS = 8_000;

/**
 * A screen that is never given up: connects to its door, resumes by its cursor, comes back after every cut,
 * and keeps what it is shown.
 */
export function watchBoard(options: {
  name: string;
  election: string;
  cookie: string;
  door: Door;
  random(): number;
}): Board {
  const { name, election, cookie, door, random } = options;
  const shown = new Map<string, IncidentView>();
  const state = {
    cursor: null as string | null,
    resumes: 0,
    snapshots: 0,
    live: false,
    stopped: false,
    heartbeat: undefined as Board['heartbeat'],
    socket: undefined as Socket | undefined,
  };

  function apply(delta: Delta): void {
    for (const id of delta.removals) shown.delete(id);
    for (const incident of delta.upserts) shown.set(incident.id, incident);
    state.cursor = delta.to;
  }

  async function catchUp(socket: Socket): Promise<void> {
    const sync = async (): Promise<SyncResult> =>
      (await socket.timeout(ANSWER_MS).emitWithAck('sync', { cursor: state.cursor })) as SyncResult;
    let result = await sync();
    if (result.kind === 'delta') state.resumes += 1;
    for (let tries = 0; result.kind === 'snapshot' && tries < 3; tries += 1) {
      const snapshot = await snapshotOf(door, election, cookie);
      shown.clear();
      for (const incident of snapshot.incidents) shown.set(incident.id, incident);
      state.cursor = snapshot.cursor;
      state.snapshots += 1;
      result = await sync();
    }
    if (result.kind !== 'delta') throw new Error(`sync was answered ${JSON.stringify(result)}`);
    apply(result.delta);
  }

  /** One connection, from its beginning to its end. */
  async function connection(): Promise<void> {
    const socket = io(door.url, {
      transports: ['websocket'],
      reconnection: false,
      forceNew: true,
      timeout: 5_000,
      extraHeaders: { cookie, origin: door.url },
      auth: { wire: WIRE_VERSION, build: 'test', election },
    });
    state.socket = socket;
    const ended = new Promise<void>((done) => {
      socket.once('disconnect', () => done());
      socket.once('connect_error', () => done());
    });
    socket.on('heartbeat', (message: Heartbeat) => {
      state.heartbeat = { message, at: performance.now() };
    });
    let behind = Promise.resolve();
    const again = (): void => {
      state.live = false;
      behind = behind
        .then(() => catchUp(socket))
        .then(() => {
          state.live = true;
        })
        // A board that can't catch up comes in anew.
        .catch(() => void socket.disconnect());
    };
    socket.on('delta', (delta: Delta) => {
      if (!state.live) return;
      if (delta.from === state.cursor) apply(delta);
      else again();
    });
    socket.once('hello', again);
    await ended;
    state.live = false;
    socket.disconnect();
    await behind;
  }

  void (async () => {
    while (!state.stopped) {
      await connection().catch(() => undefined);
      await sleep(100 + random() * 300);
    }
  })();

  return {
    name,
    get resumes() {
      return state.resumes;
    },
    get snapshots() {
      return state.snapshots;
    },
    get heartbeat() {
      return state.heartbeat;
    },
    isLive: () => state.live,
    cursor: () => state.cursor,
    incidents: () => [...shown.values()],
    stop() {
      state.stopped = true;
      state.socket?.disconnect();
    },
  };
}

export async function snapshotOf(
  door: Door,
  election: string,
  cookie: string,
): Promise<FeedSnapshot> {
  const response = await fetch(`${door.url}/api/elections/${election}/snapshot`, {
    headers: { cookie },
    signal: AbortSignal.timeout(ANSWER_MS),
  });
  if (!response.ok) throw new Error(`${door.name}: snapshot answered ${response.status}`);
  return (await response.json()) as FeedSnapshot;
}

/**
 * Every board against a fresh snapshot of every node, once all stand at the same cursor: nothing may be
 * going on. What doesn't get there within the time is told as well.
 */
export async function checkBoards(
  boards: readonly Board[],
  nodes: readonly Door[],
  { election, cookie, withinMs }: { election: string; cookie: string; withinMs: number },
): Promise<Finding[]> {
  const until = performance.now() + withinMs;
  for (;;) {
    const fresh = await Promise.all(
      nodes.map(async (node) => ({ node, snapshot: await snapshotOf(node, election, cookie) })),
    );
    const cursors = new Set(fresh.map(({ snapshot }) => snapshot.cursor));
    const late = boards.filter((board) => !board.isLive() || !cursors.has(board.cursor() ?? ''));
    if (cursors.size === 1 && late.length === 0)
      return boards.flatMap((board) =>
        fresh.flatMap(({ node, snapshot }): Finding[] =>
          sorted(board.incidents()) === sorted(snapshot.incidents)
            ? []
            : [
                {
                  kind: 'board-differs',
                  message: `${board.name} shows ${board.incidents().length} incidents otherwise than a fresh snapshot of ${snapshot.incidents.length} from ${node.name}`,
                },
              ],
        ),
      );
    if (performance.now() > until)
      return [
        {
          kind: 'board-differs',
          message: `after ${withinMs} ms ${late.map(({ name }) => name).join(', ') || 'no board'} of ${boards.length} boards were not there yet, and nodes stood at ${cursors.size} cursors`,
        },
      ];
    await sleep(100);
  }
}

function sorted(views: readonly IncidentView[]): string {
  return JSON.stringify(views.toSorted((a, b) => a.id.localeCompare(b.id)));
}
