import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { SharedTable } from './cluster.ts';

/** A table of one machine, as a JSON file in its data directory. */
export function fileTable(dataDir: string, name: string): SharedTable {
  const file = join(dataDir, 'tables', `${encodeURIComponent(name)}.json`);
  let rows: Map<string, string> | undefined;
  const read = (): Map<string, string> => (rows ??= readRows(file));
  const write = (): void => {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    const fresh = `${file}.new`;
    writeFileSync(fresh, JSON.stringify(Object.fromEntries(read()), null, 2), {
      mode: 0o600,
      flush: true,
    });
    renameSync(fresh, file);
  };
  return {
    all: async () => new Map(read()),
    async add(id, text) {
      if (read().has(id)) return false;
      read().set(id, text);
      write();
      return true;
    },
    async put(id, text) {
      read().set(id, text);
      write();
    },
    async remove(id) {
      if (read().delete(id)) write();
    },
    onChanged: () => () => undefined,
  };
}

function readRows(file: string): Map<string, string> {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return new Map();
    throw cause;
  }
  try {
    const rows = Object.entries(JSON.parse(text) as Record<string, unknown>);
    return new Map(rows.filter((row): row is [string, string] => typeof row[1] === 'string'));
  } catch (cause) {
    throw new Error(`${file} is damaged: it is not JSON. Restore it from a backup, or delete it.`, {
      cause,
    });
  }
}
