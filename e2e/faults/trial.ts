import { setTimeout as sleep } from 'node:timers/promises';
import { colleague, intakeKey, setUp } from '../rigs/api.ts';
import type { Api } from '../rigs/api.ts';
import type { ClusterRig } from '../rigs/cluster.ts';
import { eventsOf, warroom } from './events-of.ts';
import { checkCopies, checkHistory } from './history/check.ts';
import { described } from './history/finding.ts';
import type { Finding } from './history/finding.ts';
import { recorder } from './history/history.ts';
import type { Outcome, Recorder } from './history/history.ts';
import type { JournalEvent } from './history/journal.ts';
import { randomOf } from './history/made-up.ts';
import { checkBoards, watchBoard } from './load/boards.ts';
import type { Board } from './load/boards.ts';
import { commandOutcome, poster } from './load/door.ts';
import type { Door, Reply } from './load/door.ts';
import { longestGapMs } from './load/gap.ts';
import { startLoad } from './load/lanes.ts';
import type { Load, Person } from './load/lanes.ts';

export const ELECTION = 'us-general';
const SOURCE = 'tips';
/** Nodes have caught up with each other, and copies with the journal, within this time of quiet. */
const QUIET_MS = 20_000;

/** A cluster with people on it, boards that watch, and a history of all that is done. */
export interface Trial {
  readonly cluster: ClusterRig;
  readonly admin: Api;
  readonly people: readonly Person[];
  readonly recorder: Recorder;
  readonly boards: readonly Board[];
  /** Nodes that clients go to directly, and the balancer. */
  doors(): Door[];
  startLoad(name: string, options?: { pauseMs?: number }): Load;
  /** Opens an incident through a door, recorded like all that is done. */
  write(door: Door): Promise<{ outcome: Outcome; reply: Reply }>;
  /**
   * Holds the whole history against the journal as every node keeps it, and every board against a fresh
   * snapshot of every node. Nothing may be going on. Throws with all that was found.
   */
  check(): Promise<JournalEvent[]>;
  close(): void;
}

/** What a fault did to those who worked on, over its rounds. */
export interface FaultFigures {
  fault: string;
  rounds: number;
  acknowledged: number;
  unknown: number;
  /** Longest time without any acknowledgement while clients tried, ms: of the worst round. */
  gapMs: number;
}

/** Signs people in and lets boards watch: one at each node and one at the balancer. */
export async function trialOn(
  cluster: ClusterRig,
  { pauseMs: usualPauseMs = 30 }: { pauseMs?: number } = {},
): Promise<Trial> {
  const random = randomOf(1);
  const admin = await setUp(cluster.front);
  const people = [await personOf(admin)];
  for (const name of ['Bo Kim', 'Cy Ode', 'Di Roy'])
    people.push(
      await personOf(
        await colleague(
          cluster.front,
          admin,
          { election: ELECTION, role: 'lead', clearance: 'AMBER' },
          name,
        ),
      ),
    );
  const key = await intakeKey(admin, ELECTION, SOURCE);
  const { nodes } = cluster;
  const history = recorder(() => performance.now());
  const { post, close } = poster();
  let writes = 0;
  const told = new Set<string>();
  const doors = (): Door[] => [{ name: 'balancer', url: cluster.front.url }, ...nodes];
  const boards = doors().map((door) =>
    watchBoard({
      name: `board at ${door.name}`,
      election: ELECTION,
      cookie: admin.cookie,
      door,
      random,
    }),
  );

  async function check(): Promise<JournalEvent[]> {
    const copies = await copiesOf(cluster);
    const findings: Finding[] = [
      ...(await checkStream(cluster, [...copies.values()][0]?.length ?? 0)),
      ...checkCopies(copies),
      ...checkHistory(history.operations, [...copies.values()][0] ?? []),
      ...(await checkBoards(boards, nodes, {
        election: ELECTION,
        cookie: admin.cookie,
        withinMs: QUIET_MS,
      })),
    ];
    for (const { dataDir } of nodes)
      await warroom(['verify', '--election', ELECTION], { DATA_DIR: dataDir });
    // The history goes on over several faults: each is charged with what is new.
    const fresh = findings.filter(({ message }) => !told.has(message));
    for (const { message } of fresh) told.add(message);
    if (fresh.length > 0) throw new Error(described(fresh));
    return [...copies.values()][0] ?? [];
  }

  return {
    cluster,
    admin,
    people,
    recorder: history,
    boards,
    doors,
    async write(door) {
      const [person] = people;
      if (!person) throw new Error('there is nobody');
      writes += 1;
      const id = `write-${writes}`;
      const operation = history.operation({
        type: 'incident.open',
        actor: { kind: 'person', id: person.id },
        id,
      });
      const end = history.attempt(operation, door.name);
      const reply = await post(
        door,
        `/api/elections/${ELECTION}/commands`,
        { commandId: id, type: 'incident.open', title: `Written at ${door.name}` },
        { cookie: person.cookie },
      );
      return { outcome: end(commandOutcome(reply)), reply };
    },
    startLoad: (name, { pauseMs = usualPauseMs } = {}) =>
      startLoad({
        election: ELECTION,
        recorder: history,
        doors,
        people,
        intake: { source: SOURCE, key },
        random,
        name,
        pauseMs,
        lanes: { people: 8, intake: 2 },
      }),
    check,
    close() {
      close();
      for (const board of boards) board.stop();
    },
  };
}

async function personOf(api: Api): Promise<Person> {
  const { subject } = await api.get<{ subject: { id: string } }>('/api/session');
  return { id: subject.id, cookie: api.cookie };
}

/** Whether Redis itself ends where the copies do. */
async function checkStream({ redis }: ClusterRig, length: number): Promise<Finding[]> {
  if (!redis) return [];
  const log = `{wr:${ELECTION}}`;
  const seq = Number(await (await redis.master(log)).command('HGET', `${log}:meta`, 'seq'));
  return seq === length
    ? []
    : [{ kind: 'copies-differ', message: `Redis ends at event ${seq}, the copies at ${length}` }];
}

/** Every node's copy of the journal, whole: waits until they have all that was written. */
async function copiesOf({ nodes }: ClusterRig): Promise<Map<string, JournalEvent[]>> {
  const copies = new Map<string, JournalEvent[]>(nodes.map(({ name }) => [name, []]));
  const until = performance.now() + QUIET_MS;
  for (;;) {
    const heads = await Promise.all(
      nodes.map(async (node) => {
        const events = copies.get(node.name) ?? [];
        // One by one: a long run has more than a call takes as arguments.
        for (const event of await eventsOf(node, ELECTION, events.length)) events.push(event);
        return { name: node.name, copy: events.length, seq: await seqOf(node) };
      }),
    );
    const head = Math.max(...heads.map(({ seq }) => seq));
    if (heads.every(({ copy, seq }) => copy === head && seq === head)) return copies;
    if (performance.now() > until)
      throw new Error(
        `after ${QUIET_MS} ms of quiet the nodes are not at one head: ${JSON.stringify(heads)}`,
      );
    await sleep(200);
  }
}

/** How far a node has folded the journal, as its metrics say. */
async function seqOf(node: Door): Promise<number> {
  return metric(node, `warroom_journal_seq{election="${ELECTION}"}`);
}

/** A figure of a node's metrics. */
export async function metric(node: Door, name: string): Promise<number> {
  const text = await (
    await fetch(`${node.url}/metrics`, { signal: AbortSignal.timeout(5_000) })
  ).text();
  const line = text.split('\n').find((one) => one.startsWith(`${name} `));
  if (line === undefined) throw new Error(`${node.name} tells no ${name}`);
  return Number(line.slice(name.length + 1));
}

/**
 * Lets people work while something is broken and repaired, so many times, and holds everything against the
 * journal in the end. `round` resolves when all is whole again.
 */
export async function underLoad(
  trial: Trial,
  fault: string,
  rounds: number,
  round: (n: number, load: Load) => Promise<void>,
): Promise<FaultFigures> {
  const { recorder: history } = trial;
  const before = history.acknowledged();
  const load = trial.startLoad(fault.replaceAll(/\W+/g, '-'));
  let gapMs = 0;
  try {
    await load.acknowledged(60, 30_000);
    for (let n = 0; n < rounds; n += 1) {
      const from = performance.now();
      await round(n, load);
      await load.acknowledged(60, 30_000);
      gapMs = Math.max(gapMs, longestGapMs(history.acknowledgedAt, from, performance.now()));
    }
  } finally {
    await load.stop();
  }
  await trial.check();
  const figures = {
    fault,
    rounds,
    acknowledged: history.acknowledged() - before,
    unknown: load.counts()['unknown'] ?? 0,
    gapMs,
  };
  tell(figures);
  return figures;
}

/** One line of figures. */
function tell({ fault, rounds, acknowledged, unknown, gapMs }: FaultFigures): void {
  process.stdout.write(
    `${fault}, ${rounds} ${rounds === 1 ? 'round' : 'rounds'}: ${acknowledged} acknowledged, 0 lost, 0 doubled, ${unknown} unknown and settled; longest write gap ${(gapMs / 1000).toFixed(1)} s\n`,
  );
}
