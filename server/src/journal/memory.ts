import { randomBytes, randomUUID } from 'node:crypto';
import { groupCommit } from './group-commit.ts';
import {
  type Head,
  type Journal,
  JournalUnavailable,
  type SeqRange,
  type Snapshot,
  type StoredEvent,
} from './journal.ts';
import { type LedgerPages, writeUnits } from './ledger.ts';
import { encodeUnit, genesis, type SealedEvent, unsealed } from './record.ts';
import { piecesOf } from './snapshot-pieces.ts';
import { subscribers } from './subscribers.ts';

/** A journal in memory, for tests and drills: the same rules, gone with the process. */
export function memoryJournal(options: { epoch?: string; maxQueuedBytes?: number } = {}): Journal {
  const epoch = options.epoch ?? randomUUID();
  const events: SealedEvent[] = [];
  const byAggregate = new Map<string, SealedEvent[]>();
  const keys = new Map<string, SeqRange>();
  const snapshots = new Map<number, Snapshot>();
  const followers = subscribers();
  let head: Head = { seq: 0, hash: genesis(epoch) };
  let closed = false;

  const pages: LedgerPages = {
    versionOf: (aggregate) => byAggregate.get(aggregate)?.length ?? 0,
    keyed: (key) => keys.get(key),
    put(event) {
      events.push(event);
      const siblings = byAggregate.get(event.aggregate);
      if (siblings) siblings.push(event);
      else byAggregate.set(event.aggregate, [event]);
    },
    putKey: (key, range) => keys.set(key, range),
  };

  const queue = groupCommit({
    schedule: queueMicrotask,
    maxQueuedBytes: options.maxQueuedBytes ?? 64_000_000,
    maxGroupBytes: 8_000_000,
    commit(units) {
      const before = head.seq;
      const [results, end] = writeUnits(units, head, pages);
      head = end;
      if (followers.any && head.seq > before) followers.publish(events.slice(before).map(unsealed));
      return results;
    },
  });

  function readAfter(seq: number, limit: number): StoredEvent[] {
    return events.slice(seq, seq + limit).map(unsealed);
  }

  /** Every call goes through here, so that throwing becomes rejecting and a closed journal says so. */
  async function open<T>(work: () => T | Promise<T>): Promise<T> {
    if (closed) throw new JournalUnavailable('closed', 'The journal is closed.');
    return work();
  }

  return {
    epoch,
    head: () => head,
    append: (units) =>
      open(() => {
        const encoded = units.map((unit) =>
          encodeUnit(unit, () => randomBytes(16).toString('hex')),
        );
        return queue.append(encoded);
      }),
    keyed: (key) => open(() => keys.get(key)),
    readAfter: (seq, limit) => open(() => readAfter(seq, limit)),
    readAggregate: (aggregate, { afterVersion = 0, limit = Infinity } = {}) =>
      open(() =>
        (byAggregate.get(aggregate) ?? []).slice(afterVersion, afterVersion + limit).map(unsealed),
      ),
    subscribe: (afterSeq, onEvents) =>
      open(() => followers.subscribe(afterSeq, onEvents, { head: () => head.seq, readAfter })),
    saveSnapshot: (snapshot) =>
      open(() => {
        if (snapshot.seq > head.seq) {
          throw new RangeError(
            `No snapshot of seq ${snapshot.seq}: the journal ends at ${head.seq}.`,
          );
        }
        const kept = snapshots.get(snapshot.format);
        if (kept && kept.seq > snapshot.seq) return;
        const bytes = new Uint8Array(Buffer.concat(piecesOf(snapshot)));
        snapshots.set(snapshot.format, { ...snapshot, bytes });
      }),
    loadSnapshot: (format) => open(() => snapshots.get(format)),
    erasePersonal: (seqs) =>
      open(() => {
        const having = seqs.map((seq) => events[seq - 1]).filter((event) => event?.personal);
        for (const event of new Set(having)) delete event?.personal;
        const earliest = Math.min(...seqs);
        for (const [format, { seq }] of snapshots) if (seq >= earliest) snapshots.delete(format);
        return new Set(having).size;
      }),
    caughtUp: () => open(() => undefined),
    live: () => true,
    status: () =>
      closed
        ? { writable: false, kind: 'failed', reason: 'The journal is closed.' }
        : { writable: true },
    async close() {
      queue.drain();
      closed = true;
    },
  };
}
