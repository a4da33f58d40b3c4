import { setTimeout as sleep } from 'node:timers/promises';
import { isUnsettled } from '../history/history.ts';
import type { Operation, Outcome, Recorder, Wanted } from '../history/history.ts';
import { commandOutcome, intakeOutcome, poster } from './door.ts';
import type { Door } from './door.ts';

/** Somebody who is signed in. */
export interface Person {
  id: string;
  cookie: string;
}

export interface LoadOptions {
  election: string;
  recorder: Recorder;
  /** Where requests go, one after another to any of them. */
  doors(): readonly Door[];
  people: readonly Person[];
  intake: { source: string; key: string };
  random(): number;
  /** Parts this load's ids from those of others on the same election. */
  name: string;
  /** Between two operations of one lane, on average. Default 30. */
  pauseMs?: number;
  /** Default 3 of people's and 2 of intake for each person. */
  lanes?: { people: number; intake: number };
}

export interface Load {
  /** Resolves when so many more attempts were acknowledged; rejects after `withinMs`. */
  acknowledged(more: number, withinMs: number): Promise<void>;
  /** Ends the lanes, then asks again about whatever is unsettled until all of it is told. */
  stop(options?: { settleWithinMs?: number }): Promise<void>;
  /** Refusals and unknowns so far, by kind, for a figure. */
  counts(): Record<string, number>;
}

/** What one attempt of an operation sends. */
interface Sent {
  operation: Operation;
  go(door: Door): Promise<Outcome>;
}

/** How many of what was made lately are worked on: few, so that lanes meet. */
const HOT = 12;
/** Of operations whose outcome nobody knows, so many are never asked about again: as when a tab is closed. */
const LEFT = 0.1;

/**
 * Lanes of people and sources that work on one election through any door and go on through every error:
 * what may or may not have been done they ask again under the same id, at another door.
 */
export function startLoad(options: LoadOptions): Load {
  const { recorder, election, people, random, name, pauseMs = 30 } = options;
  const { post, close } = poster();
  const lanes = options.lanes ?? { people: 3, intake: 2 };
  const stopping = new AbortController();
  const counts: Record<string, number> = {};
  const known = { incidents: [] as string[], signals: [] as string[] };
  const versions = new Map<string, number>();
  /** Asked again at the end, with what it takes to do so. */
  const unsettled = new Map<Operation, Sent>();
  let ids = 0;

  const pick = <T>(all: readonly T[]): T => {
    const one = all[Math.floor(random() * all.length)];
    if (one === undefined) throw new Error('nothing to pick from');
    return one;
  };
  const nextId = (): string => {
    ids += 1;
    return `${name}-${ids}`;
  };
  const remember = (all: string[], id: string): void => {
    all.push(id);
    if (all.length > HOT) all.shift();
  };
  const isStopping = (): boolean => stopping.signal.aborted;

  async function pause(ms: number): Promise<void> {
    // Aborted is as good as over.
    await sleep(ms * (0.5 + random()), undefined, { signal: stopping.signal }).catch(() => null);
  }

  async function attempt({ operation, go }: Sent): Promise<Outcome> {
    const door = pick(options.doors());
    const end = recorder.attempt(operation, door.name);
    const outcome = end(await go(door));
    const kind = outcome.kind === 'refused' ? `refused ${outcome.by}` : outcome.kind;
    counts[kind] = (counts[kind] ?? 0) + 1;
    return outcome;
  }

  /** Tries until it is told what became of it, or the load stops; now and then nobody asks again. */
  async function carryOut(sent: Sent): Promise<Outcome> {
    for (let tries = 1; ; tries += 1) {
      const outcome = await attempt(sent);
      if (outcome.kind === 'acknowledged' || (outcome.kind === 'refused' && outcome.decided))
        return outcome;
      if (outcome.kind === 'unknown' && random() < LEFT) return outcome;
      if (isStopping()) {
        if (isUnsettled(sent.operation)) unsettled.set(sent.operation, sent);
        return outcome;
      }
      await pause(Math.min(250, 25 * tries));
    }
  }

  function command(person: Person, fields: Record<string, unknown> & { type: string }): Sent {
    const wanted: Wanted = {
      type: fields.type,
      actor: { kind: 'person', id: person.id },
      id: nextId(),
      ...(typeof fields['incident'] === 'string' ? { incident: fields['incident'] } : {}),
      ...(typeof fields['expectedVersion'] === 'number'
        ? { expectedVersion: fields['expectedVersion'] }
        : {}),
      ...(Array.isArray(fields['signals']) ? { signals: fields['signals'] as string[] } : {}),
    };
    const body = { commandId: wanted.id, ...fields };
    return {
      operation: recorder.operation(wanted),
      async go(door) {
        const reply = await post(door, `/api/elections/${election}/commands`, body, {
          cookie: person.cookie,
        });
        const outcome = commandOutcome(reply);
        if (reply.kind === 'answered' && outcome.kind === 'refused' && outcome.by === 'malformed')
          throw new Error(`${fields.type} was called malformed: ${JSON.stringify(reply.body)}`);
        learn(reply);
        return outcome;
      },
    };
  }

  /** What an answer tells of incidents: done or refused, it carries the one concerned as it is now. */
  function learn(reply: { kind: string; body?: unknown }): void {
    if (reply.kind !== 'answered' || typeof reply.body !== 'object' || reply.body === null) return;
    const { incident, current, signal } = reply.body as {
      incident?: { id: string; version: number } | null;
      current?: { id: string; version: number } | null;
      signal?: string | null;
    };
    const seen = incident ?? current;
    if (seen) versions.set(seen.id, Math.max(seen.version, versions.get(seen.id) ?? 0));
    if (typeof signal === 'string' && !known.signals.includes(signal))
      remember(known.signals, signal);
  }

  function versionOf(incident: string): number {
    return versions.get(incident) ?? 1;
  }

  async function open(person: Person): Promise<string | undefined> {
    const outcome = await carryOut(
      command(person, {
        type: 'incident.open',
        title: `Lines at polling place ${ids}`,
        severity: pick(['S2', 'S3', 'S4']),
        category: 'OPS.long-lines',
        jurisdictions: ['US-AZ'],
      }),
    );
    return outcome.kind === 'acknowledged' ? outcome.answer.opened : undefined;
  }

  /** An incident from its opening to its resolving, each step by the version that the step before told. */
  async function wholeLife(person: Person): Promise<void> {
    const incident = await open(person);
    if (incident === undefined) return;
    for (const step of [
      { type: 'incident.acknowledge' },
      { type: 'incident.note', text: 'Called the county.' },
      { type: 'incident.confirm', expectedVersion: true },
      { type: 'incident.resolve', expectedVersion: true, outcome: 'fixed' },
    ]) {
      const versioned = 'expectedVersion' in step ? { expectedVersion: versionOf(incident) } : {};
      await carryOut(command(person, { ...step, incident, ...versioned }));
      await pause(pauseMs);
      if (isStopping()) return;
    }
  }

  /** One thing that people do to what others work on as well. */
  async function oneThing(person: Person): Promise<void> {
    const roll = random();
    const incident = known.incidents.length > 0 ? pick(known.incidents) : undefined;
    if (incident === undefined || roll < 0.12) {
      const opened = await open(person);
      if (opened !== undefined) remember(known.incidents, opened);
      return;
    }
    if (roll < 0.2) return wholeLife(person);
    const on = { incident };
    const expectedVersion = versionOf(incident);
    const wanted =
      roll < 0.38
        ? { type: 'incident.note', ...on, text: `Note ${ids}` }
        : roll < 0.5
          ? { type: 'incident.claim', ...on }
          : roll < 0.56
            ? { type: 'incident.release', ...on }
            : roll < 0.64
              ? { type: 'incident.assign', ...on, expectedVersion, assignee: pick(people).id }
              : roll < 0.8
                ? {
                    type: 'incident.change',
                    ...on,
                    expectedVersion,
                    changes: { title: `Lines at polling place, as of ${ids}` },
                  }
                : roll < 0.87 || known.signals.length < 2
                  ? { type: 'signal.enter', signal: { text: `Somebody calls, ${ids}` } }
                  : roll < 0.9
                    ? { type: 'signal.claim-next', count: 3 }
                    : roll < 0.95
                      ? {
                          type: 'signal.claim',
                          signals: [...new Set([pick(known.signals), pick(known.signals)])],
                        }
                      : { type: 'signal.release', signals: [pick(known.signals)] };
    await carryOut(command(person, wanted));
  }

  async function oneIntake(): Promise<void> {
    const { source, key } = options.intake;
    const signals = Array.from({ length: 1 + Math.floor(random() * 3) }, () => {
      const externalId = nextId();
      return { externalId, text: `Signal ${externalId}` };
    });
    const operations = signals.map(({ externalId }) =>
      recorder.operation({
        type: 'signal.intake',
        actor: { kind: 'source', id: source },
        id: externalId,
      }),
    );
    const [first, ...others] = operations;
    if (!first) return;
    await carryOut({
      operation: first,
      async go(door) {
        // One request is one attempt of each.
        const ends = others.map((operation) => recorder.attempt(operation, door.name));
        const reply = await post(door, `/api/elections/${election}/signals`, signals, {
          authorization: `Bearer ${key}`,
        });
        const outcome = intakeOutcome(reply, signals.length);
        for (const end of ends) end(outcome);
        return outcome;
      },
    });
  }

  async function lane(one: () => Promise<void>): Promise<void> {
    while (!isStopping()) {
      await one();
      await pause(pauseMs);
    }
  }

  const running = [
    ...Array.from({ length: lanes.people }, (_, n) =>
      lane(() => oneThing(people[n % people.length] ?? pick(people))),
    ),
    ...Array.from({ length: lanes.intake }, () => lane(oneIntake)),
  ];
  let broken: unknown;
  for (const one of running)
    one.catch((error: unknown) => {
      broken ??= error;
      stopping.abort();
    });

  return {
    async acknowledged(more, withinMs) {
      const wanted = recorder.acknowledged() + more;
      const until = performance.now() + withinMs;
      while (recorder.acknowledged() < wanted) {
        if (broken !== undefined) throw broken;
        if (performance.now() > until)
          throw new Error(
            `of ${more} acknowledgements ${more - wanted + recorder.acknowledged()} came within ${withinMs} ms; ${JSON.stringify(counts)}`,
          );
        await sleep(20);
      }
    },
    async stop({ settleWithinMs = 20_000 } = {}) {
      stopping.abort();
      await Promise.all(running);
      const until = performance.now() + settleWithinMs;
      while (unsettled.size > 0) {
        for (const [operation, sent] of unsettled) {
          await attempt(sent);
          if (!isUnsettled(operation)) unsettled.delete(operation);
        }
        if (unsettled.size === 0) break;
        if (performance.now() > until)
          throw new Error(`${unsettled.size} operations are still unsettled`);
        await sleep(100);
      }
      close();
    },
    counts: () => counts,
  };
}
