import { RECORD_KINDS } from './records.ts';
import type { AccountRecords, AccountState, RecordChanged, RecordKind } from './records.ts';

type Change = { kind: RecordKind; id: string; record: AccountRecords[RecordKind] | null };
type Maps = { [K in RecordKind]: Map<string, AccountRecords[RecordKind]> };

/** All records in memory, changed one by one or replaced as a whole. Each answers what is different. */
export interface AccountMaps {
  readonly state: AccountState;
  apply(changes: readonly Change[]): RecordChanged[];
  /** A record that reads the same stays the same object. */
  replace(records: readonly Change[]): RecordChanged[];
}

/** Maps without records. */
export function accountMaps(): AccountMaps {
  let maps = emptyMaps();
  return {
    get state() {
      return maps as unknown as AccountState;
    },
    apply(changes) {
      return changes.flatMap(({ kind, id, record }) => {
        const before = maps[kind].get(id);
        if (record) maps[kind].set(id, record);
        else maps[kind].delete(id);
        if (!before && !record) return [];
        return [{ kind, id, before, after: record ?? undefined } as RecordChanged];
      });
    },
    replace(records) {
      const fresh = emptyMaps();
      const changes: RecordChanged[] = [];
      for (const { kind, id, record } of records) {
        if (!record) continue;
        const before = maps[kind].get(id);
        const same = before !== undefined && JSON.stringify(before) === JSON.stringify(record);
        fresh[kind].set(id, same ? before : record);
        if (!same) changes.push({ kind, id, before, after: record } as RecordChanged);
      }
      for (const kind of RECORD_KINDS) {
        for (const [id, before] of maps[kind]) {
          if (!fresh[kind].has(id))
            changes.push({ kind, id, before, after: undefined } as RecordChanged);
        }
      }
      maps = fresh;
      return changes;
    },
  };
}

function emptyMaps(): Maps {
  return Object.fromEntries(RECORD_KINDS.map((kind) => [kind, new Map()])) as unknown as Maps;
}
