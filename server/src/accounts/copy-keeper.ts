import type { AccountsCopy, CopyMark } from './accounts-copy.ts';
import { drop, RECORD_KINDS } from './records.ts';
import type { AccountState, RecordChange, RecordChanged } from './records.ts';

/** Keeps a node's copy in step with what it knows, in batches and only with what no failover takes back. */
export interface CopyKeeper {
  /** From here on the copy follows this state; what is different in it is put right. */
  follow(state: AccountState, mark: CopyMark, isConfirmed: () => boolean): void;
  changed(changes: readonly RecordChanged[]): void;
  reached(mark: CopyMark): void;
  /** What was reached is confirmed. */
  confirmed(): void;
  /** Writes out what it may, then closes the copy. */
  close(): Promise<void>;
}

/** A keeper of `copy`. Failures are told once until it works again; what failed is written the next time. */
export function copyKeeper(
  copy: AccountsCopy,
  notice: (message: string, cause: unknown) => void,
): CopyKeeper {
  /** By kind and id, the newest only. */
  let pending = new Map<string, RecordChange>();
  let mark: CopyMark | undefined;
  let written: CopyMark | undefined = copy.mark();
  let confirmed: () => boolean = () => false;
  let writing: Promise<void> | undefined;
  let failing = false;

  function wanted(): boolean {
    return (
      mark !== undefined &&
      confirmed() &&
      (pending.size > 0 || written?.version !== mark.version || written.epoch !== mark.epoch)
    );
  }

  function writeSoon(): void {
    if (writing || !wanted()) return;
    // In a turn of its own: many changes of one moment are one write, and nobody waits for it.
    writing = new Promise<void>((resolve) => setImmediate(resolve)).then(write).finally(() => {
      writing = undefined;
      if (!failing) writeSoon();
    });
  }

  async function write(): Promise<void> {
    const target = mark;
    if (!target || !wanted()) return;
    const batch = pending;
    pending = new Map();
    try {
      await copy.write([...batch.values()], target);
      written = target;
      failing = false;
    } catch (error) {
      pending = new Map([...batch, ...pending]);
      if (!failing)
        notice(
          "This node's copy of the accounts could not be written; it goes on with the next change.",
          error,
        );
      failing = true;
    }
  }

  function changed(changes: readonly RecordChanged[]): void {
    for (const { kind, id, after } of changes)
      pending.set(`${kind}/${id}`, { kind, id, record: after ?? null } as RecordChange);
  }

  return {
    follow(state, at, isConfirmed) {
      mark = at;
      confirmed = isConfirmed;
      pending = new Map();
      const known = copy.store.state;
      for (const kind of RECORD_KINDS) {
        for (const [id, record] of state[kind]) {
          const own = known[kind].get(id);
          if (own === undefined || JSON.stringify(own) !== JSON.stringify(record))
            pending.set(`${kind}/${id}`, { kind, id, record } as RecordChange);
        }
        for (const id of known[kind].keys())
          if (!state[kind].has(id)) pending.set(`${kind}/${id}`, drop(kind, id));
      }
    },
    changed,
    reached(at) {
      mark = at;
    },
    confirmed: writeSoon,
    async close() {
      await writing;
      await write();
      await copy.close();
    },
  };
}
