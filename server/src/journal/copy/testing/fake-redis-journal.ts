import { JournalUnavailable } from '../../journal.ts';
import type { Head, JournalStatus, SeqRange, Unit } from '../../journal.ts';
import { writeUnits } from '../../ledger.ts';
import { encodeUnit, genesis, type SealedEvent, unsealed } from '../../record.ts';
import { EventsTrimmed } from '../../redis/log-reader.ts';
import type { RedisJournal, TailedEvent } from '../../redis/redis-journal-types.ts';
import { subscribers } from '../../subscribers.ts';
import { withoutPersonal } from '../copy-reader.ts';
import type { CopyReport } from '../trimming.ts';

/** The shared log of a test: what Redis would hold, without Redis. */
export interface FakeLog {
  journal: string;
  epoch: string;
  events: TailedEvent[];
  keys: Map<string, SeqRange>;
  versions: Map<string, number>;
  /** The stream begins after this. */
  trimmed: number;
  erasures: number[];
  reports: Map<string, CopyReport>;
  nowMs: number;
  /** Set to make every call to "Redis" fail. */
  isGone: boolean;
  readonly journals: Set<{ deliver(events: TailedEvent[]): void; erased(): void }>;
}

export function fakeLog(journal = 'journal-1', epoch = 'epoch-1'): FakeLog {
  return {
    journal,
    epoch,
    events: [],
    keys: new Map(),
    versions: new Map(),
    trimmed: 0,
    erasures: [],
    reports: new Map(),
    nowMs: 1_800_000_000_000,
    isGone: false,
    journals: new Set(),
  };
}

/** A journal on the fake log, as one node has it. */
export function fakeRedisJournal(log: FakeLog, node = 'node-1'): RedisJournal {
  const tailed = new Set<(events: readonly TailedEvent[]) => void>();
  const erased = new Set<() => void>();
  const followers = subscribers();
  const status: JournalStatus = { writable: true };
  let salts = 0;
  let closed = false;
  let head: Head = headOf(log);

  const self = {
    deliver(events: TailedEvent[]) {
      const last = events.at(-1);
      if (last) head = { seq: last.seq, hash: last.hash };
      for (const listener of tailed) listener(events);
      followers.publish(events.map(unsealed));
    },
    erased() {
      for (const listener of erased) listener();
    },
  };
  log.journals.add(self);

  async function redis<T>(work: () => T): Promise<T> {
    if (closed) throw new JournalUnavailable('closed', 'closed');
    if (log.isGone) throw new JournalUnavailable('unreachable', 'Redis is gone');
    return work();
  }
  const stored = (seq: number): TailedEvent[] =>
    log.events.slice(Math.max(seq, log.trimmed)).map((event) => ({ ...event }));

  function write(units: Unit[]) {
    const fresh: TailedEvent[] = [];
    const encoded = units.map((unit) =>
      encodeUnit(unit, () => String((salts += 1)).padStart(32, '0')),
    );
    const [results, end] = writeUnits(encoded, headOf(log), {
      versionOf: (aggregate) => log.versions.get(aggregate) ?? 0,
      keyed: (key) => log.keys.get(key),
      put(event: SealedEvent) {
        fresh.push(event);
        log.versions.set(event.aggregate, event.version);
      },
      putKey(key, range) {
        log.keys.set(key, range);
        const first = fresh[range.first - 1 - log.events.length];
        if (first) first.unit = { key, last: range.last };
      },
    });
    for (const event of fresh) log.events.push(event);
    if (fresh.length > 0)
      for (const journal of log.journals) journal.deliver(fresh.map((event) => ({ ...event })));
    return { results, end };
  }

  return {
    get epoch() {
      return log.epoch;
    },
    get identity() {
      return { journal: log.journal, epoch: log.epoch };
    },
    head: () => head,
    append: (units) => redis(() => write(units).results),
    keyed: (key) => redis(() => log.keys.get(key)),
    readAfter: (seq, limit) =>
      redis(() => {
        if (seq < log.trimmed) throw new EventsTrimmed('trimmed');
        return stored(seq).slice(0, limit).map(unsealed);
      }),
    readAggregate: (aggregate, { afterVersion = 0, limit = Infinity } = {}) =>
      redis(() => {
        const wanted = log.events
          .filter((event) => event.aggregate === aggregate && event.version > afterVersion)
          .slice(0, limit);
        if ((wanted[0]?.seq ?? Infinity) <= log.trimmed) throw new EventsTrimmed('trimmed');
        return wanted.map(unsealed);
      }),
    subscribe: async (afterSeq, onEvents) => {
      await redis(() => undefined);
      return followers.subscribe(afterSeq, onEvents, {
        head: () => head.seq,
        readAfter: (seq, limit) => stored(seq).slice(0, limit).map(unsealed),
      });
    },
    saveSnapshot: () => Promise.resolve(),
    loadSnapshot: () => Promise.resolve(undefined),
    erasePersonal: (seqs) =>
      redis(() => {
        let count = 0;
        for (const seq of seqs) {
          const event = log.events[seq - 1];
          if (!event?.personal) continue;
          log.events[seq - 1] = withoutPersonal(event);
          count += 1;
        }
        log.erasures.push(...seqs);
        for (const each of log.journals) each.erased();
        return count;
      }),
    caughtUp: () => redis(() => undefined),
    live: () => !log.isGone,
    status: () => (log.isGone ? { writable: false, kind: 'unreachable', reason: 'gone' } : status),
    async close() {
      closed = true;
      log.journals.delete(self);
    },
    onTailed(listener) {
      tailed.add(listener);
      return () => tailed.delete(listener);
    },
    readTailed: (after, limit) => redis(() => stored(after.seq).slice(0, limit)),
    firstSeq: () => redis(() => log.trimmed + 1),
    erasuresAfter: (mark) =>
      redis(() => ({
        mark: String(log.erasures.length),
        seqs: log.erasures.slice(Number(mark ?? 0)),
      })),
    onErased(listener) {
      erased.add(listener);
      return () => erased.delete(listener);
    },
    reportCopy: (copy) => redis(() => void log.reports.set(node, { node, ...copy, at: log.nowMs })),
    copies: () => redis(() => [...log.reports.values()]),
    trimThrough: (seq) =>
      redis(() => {
        const dropped = Math.max(0, seq - log.trimmed);
        log.trimmed = Math.max(log.trimmed, seq);
        return dropped;
      }),
  };
}

function headOf(log: FakeLog): Head {
  const last = log.events.at(-1);
  return last ? { seq: last.seq, hash: last.hash } : { seq: 0, hash: genesis(log.journal) };
}
