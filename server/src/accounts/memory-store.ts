import { accountMaps } from './account-maps.ts';
import type { RecordChange, RecordChanged } from './records.ts';
import type { AccountStore } from './store.ts';

/** Account records in memory, for tests: opened several times as by several processes, and gone with this. */
export function memoryAccounts(): { open(): AccountStore } {
  /** All changes ever made, by version. */
  const history: (readonly RecordChange[])[] = [];

  return {
    open() {
      const maps = accountMaps();
      const listeners = new Set<(changes: readonly RecordChanged[]) => void>();
      let seen = 0;
      function pull(): void {
        while (seen < history.length) {
          const changes = maps.apply(history[seen] ?? []);
          seen += 1;
          for (const listener of listeners) listener(changes);
        }
      }
      pull();
      return {
        get state() {
          return maps.state;
        },
        async transact(work) {
          pull();
          const { changes, value } = work(maps.state);
          if (changes.length > 0) history.push(changes);
          pull();
          return value;
        },
        async refresh() {
          pull();
        },
        async reload() {
          pull();
        },
        version: () => seen,
        onChanged(listener) {
          listeners.add(listener);
          return () => listeners.delete(listener);
        },
        fault: () => null,
        async close() {
          listeners.clear();
        },
      };
    },
  };
}
