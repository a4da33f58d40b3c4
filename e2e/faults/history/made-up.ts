import type { RefusalKind } from '@warroom/shared';
import type { Answer, Operation, Outcome } from './history.ts';
import { recorder } from './history.ts';
import { sealedAgain } from './journal.ts';
import type { JournalEvent } from './journal.ts';
import { keyOf } from './written.ts';

export type Draft = Omit<JournalEvent, 'hash' | 'line'>;

/** A seeded source of randomness (mulberry32): the same seed, the same history. */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Numbers and seals events anew in the order given; versions are left as they are. */
export function journalOf(drafts: readonly Draft[]): JournalEvent[] {
  const events: JournalEvent[] = [];
  for (const [index, draft] of drafts.entries())
    events.push(sealedAgain({ ...draft, seq: index + 1 }, events.at(-1)?.hash ?? 'genesis'));
  return events;
}

/** Versions as they follow from the order, for journals that were tampered with in just one respect. */
export function renumbered(drafts: readonly Draft[]): Draft[] {
  const versions = new Map<string, number>();
  return drafts.map((draft) => {
    const version = (versions.get(draft.aggregate) ?? 0) + 1;
    versions.set(draft.aggregate, version);
    return { ...draft, version };
  });
}

const PEOPLE = ['ana', 'bo', 'cy'];
const CLAIM_MS = 40;

interface Client {
  person: string;
  at: Operation | undefined;
  end: ((outcome: Outcome) => Outcome) | undefined;
  /** What the server will say, once it has done it. */
  result: Outcome | undefined;
}

/**
 * A history as a right server makes it: clients side by side, each attempt done at some moment while it
 * lasts or not at all, answers lost on the way, attempts repeated under the same id.
 */
export function correctHistory(
  seed: number,
  steps = 600,
): { history: Operation[]; drafts: Draft[] } {
  const random = randomOf(seed);
  const pick = <T>(all: readonly T[]): T => all[Math.floor(random() * all.length)]!;
  let now = 0;
  const { operation, attempt, operations } = recorder(() => now);
  const server = rightServer(() => now);
  const clients: Client[] = Array.from({ length: 6 }, (_, n) => ({
    person: PEOPLE[n % PEOPLE.length]!,
    at: undefined,
    end: undefined,
    result: undefined,
  }));
  for (let n = 0; n < 12; n += 1)
    server.do(
      operation({ type: 'signal.intake', actor: { kind: 'source', id: 'tips' }, id: `s${n}` }),
    );
  for (const seeded of operations) attempt(seeded, 'seed')(done({}));

  for (let step = 0; step < steps; step += 1) {
    now += 1 + Math.floor(random() * 3);
    const client = pick(clients);
    if (!client.end) begin(client);
    else if (!client.result && random() < 0.7) client.result = server.do(client.at!);
    else finish(client);
  }
  // What is under way is never answered.
  return { history: [...operations], drafts: server.drafts };

  function begin(client: Client): void {
    const again = client.at?.attempts.at(-1)?.outcome;
    const repeats =
      again && again.kind !== 'acknowledged' && !('decided' in again && again.decided);
    if (!(repeats && random() < 0.8)) client.at = operation(wanted(client.person));
    client.result = undefined;
    client.end = attempt(client.at!, pick(['a', 'b', 'c']));
  }

  function finish(client: Client): void {
    const lost = random() < 0.15;
    const unavailable: Outcome = { kind: 'refused', by: 'unavailable', decided: false };
    client.end?.(
      lost
        ? { kind: 'unknown', why: 'cut off' }
        : (client.result ?? (random() < 0.5 ? unavailable : { kind: 'unknown', why: 'timeout' })),
    );
    client.end = undefined;
  }

  function wanted(person: string) {
    const id = `c${operations.length}`;
    const actor = { kind: 'person', id: person } as const;
    const incident = server.incidents.length > 0 ? pick(server.incidents) : undefined;
    const roll = random();
    if (!incident || roll < 0.15) return { type: 'incident.open', actor, id };
    if (roll < 0.3) return { type: 'incident.note', actor, id, incident };
    if (roll < 0.5) return { type: 'incident.claim', actor, id, incident };
    if (roll < 0.6) return { type: 'incident.release', actor, id, incident };
    if (roll < 0.75) return { type: 'signal.claim', actor, id, signals: pick(server.pairs) };
    // Now and then a version that is over.
    const expectedVersion = Math.max(1, server.versionOf(incident) - Math.floor(random() * 1.3));
    return { type: 'incident.change', actor, id, incident, expectedVersion };
  }
}

function done(answer: Answer): Outcome {
  return { kind: 'acknowledged', answer };
}

function rightServer(now: () => number) {
  const drafts: Draft[] = [];
  const incidents: string[] = [];
  const versions = new Map<string, number>();
  const claims = new Map<string, { by: string; until: number }>();
  const byKey = new Map<string, Answer>();
  const pairs = Array.from({ length: 6 }, (_, n) => [`s${2 * n}`, `s${2 * n + 1}`]);
  const versionOf = (incident: string): number => versions.get(`incident:${incident}`) ?? 0;

  function write(of: Operation, aggregate: string, type: string, data = {}): void {
    const version = (versions.get(aggregate) ?? 0) + 1;
    versions.set(aggregate, version);
    const isSignal = of.type === 'signal.intake';
    drafts.push({
      seq: 0,
      aggregate,
      version,
      type,
      at: now(),
      by: of.actor,
      via: isSignal ? 'intake' : 'api',
      ...(isSignal ? {} : { commandId: of.id }),
      data: isSignal ? { source: of.actor.id } : data,
      personal: isSignal ? { text: 'x', externalId: of.id } : null,
    });
  }
  const held = (aggregate: string, by: string): boolean => {
    const claim = claims.get(aggregate);
    return claim !== undefined && claim.by !== by && claim.until > now();
  };
  const no = (by: RefusalKind): Outcome => ({ kind: 'refused', by, decided: true });

  function decide(of: Operation): RefusalKind | { opened?: string } {
    const { incident = '', actor, expectedVersion, signals = [] } = of;
    const on = `incident:${incident}`;
    switch (of.type) {
      case 'signal.intake':
        write(of, `signal:${of.id}`, 'signal.received');
        return {};
      case 'incident.open': {
        const opened = `X-${incidents.length + 1}`;
        incidents.push(opened);
        write(of, `incident:${opened}`, 'incident.opened');
        return { opened };
      }
      case 'incident.claim':
        if (held(on, actor.id)) return 'already-claimed';
        claims.set(on, { by: actor.id, until: now() + CLAIM_MS });
        write(of, on, 'incident.claimed', { until: now() + CLAIM_MS });
        return {};
      case 'incident.release':
        if (claims.get(on)?.by !== actor.id) return 'forbidden';
        claims.delete(on);
        write(of, on, 'incident.released', { claimOnly: true });
        return {};
      case 'signal.claim':
        if (signals.some((id) => held(`signal:${id}`, actor.id))) return 'already-claimed';
        for (const id of signals) {
          claims.set(`signal:${id}`, { by: actor.id, until: now() + CLAIM_MS });
          write(of, `signal:${id}`, 'signal.claimed', { until: now() + CLAIM_MS });
        }
        return {};
      case 'incident.change':
        if (expectedVersion !== versionOf(incident)) return 'stale-version';
        write(of, on, 'incident.changed', { changes: {}, before: {} });
        return {};
      default:
        write(of, on, 'incident.noted', { length: 1 });
        return {};
    }
  }

  return {
    drafts,
    incidents,
    pairs,
    versionOf,
    do(of: Operation): Outcome {
      const before = byKey.get(keyOf(of));
      if (before) return done({ ...before, repeated: true });
      const decided = decide(of);
      if (typeof decided === 'string') return no(decided);
      const id = decided.opened ?? of.incident;
      const answer: Answer = {
        ...decided,
        ...(id === undefined ? {} : { incident: { id, version: versionOf(id) } }),
      };
      byKey.set(keyOf(of), answer);
      return done({ ...answer, repeated: false });
    },
  };
}
