import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Election } from '@warroom/shared';
import type { SharedTable } from '../cluster/cluster.ts';

/** Drills that were begun: elections that no file describes, and when each began to be played. */
export interface DrillShelf {
  all(): Promise<Election[]>;
  add(election: Election): Promise<void>;
  /** When its scenario began, epoch ms. */
  startedAt(election: string): Promise<number | undefined>;
  begin(election: string, at: number): Promise<void>;
  /** Told that another node began one. */
  onChanged(listener: () => void): () => void;
}

type Notice = (message: string, cause?: unknown) => void;

/** Drills of one machine, as files in the elections' folders. */
export function drillFiles(dataDir: string, notice: Notice): DrillShelf {
  const folder = join(dataDir, 'elections');
  const file = (election: string, name: string): string => join(folder, election, name);
  return {
    async all() {
      if (!existsSync(folder)) return [];
      return readdirSync(folder).flatMap((name) => {
        const path = file(name, 'drill.json');
        return existsSync(path) ? parsed(readFileSync(path, 'utf8'), path, notice) : [];
      });
    },
    async add(election) {
      mkdirSync(join(folder, election.id), { recursive: true, mode: 0o700 });
      writeFileSync(file(election.id, 'drill.json'), JSON.stringify(election, null, 2), {
        mode: 0o600,
      });
    },
    async startedAt(election) {
      const path = file(election, 'drill-run.json');
      return existsSync(path) ? startIn(readFileSync(path, 'utf8')) : undefined;
    },
    async begin(election, at) {
      writeFileSync(file(election, 'drill-run.json'), JSON.stringify({ startedAt: at }), {
        mode: 0o600,
      });
    },
    onChanged: () => () => undefined,
  };
}

/**
 * Drills that all nodes know of. Each node keeps what it read as files too: what a store that was emptied
 * is given back, by a running node or by `restore`.
 */
export function drillTable(
  tables: { drills: SharedTable; runs: SharedTable },
  dataDir: string,
  notice: Notice,
): DrillShelf {
  const files = drillFiles(dataDir, notice);
  const known = new Map<string, string>();
  return {
    async all() {
      const texts = await tables.drills.all();
      for (const [id, text] of known) {
        if (texts.has(id)) continue;
        texts.set(id, text);
        await tables.drills.add(id, text);
      }
      const drills: Election[] = [];
      for (const [id, text] of texts) {
        const [election] = parsed(text, `drill ${id}`, notice);
        if (!election) continue;
        if (!known.has(id)) await files.add(election);
        known.set(id, text);
        drills.push(election);
      }
      return drills;
    },
    async add(election) {
      await tables.drills.add(election.id, JSON.stringify(election));
    },
    async startedAt(election) {
      const text = (await tables.runs.all()).get(election);
      return text === undefined ? undefined : startIn(text);
    },
    async begin(election, at) {
      await tables.runs.add(election, JSON.stringify({ startedAt: at }));
    },
    onChanged(listener) {
      const stops = [tables.drills.onChanged(listener), tables.runs.onChanged(listener)];
      return () => {
        for (const stop of stops) stop();
      };
    },
  };
}

function parsed(text: string, where: string, notice: Notice): Election[] {
  const election = Election.safeParse(JSON.parse(text));
  if (election.success) return [election.data];
  notice(
    `The drill in ${where} was made by another version and is left closed; its journal is untouched.`,
  );
  return [];
}

function startIn(text: string): number | undefined {
  try {
    const { startedAt } = JSON.parse(text) as { startedAt?: unknown };
    return typeof startedAt === 'number' ? startedAt : undefined;
  } catch {
    return undefined;
  }
}
