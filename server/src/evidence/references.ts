import type { Situation } from '@warroom/shared';
import { openForReading } from '../journal/journal-file.ts';
import { sqliteDriver } from '../journal/sqlite-driver.ts';

/** The files that incidents refer to now, by SHA-256. */
export function referredTo(situation: Pick<Situation, 'incidents'>): Set<string> {
  const found = new Set<string>();
  for (const { incident } of situation.incidents.values())
    for (const { sha256 } of incident.evidence) if (sha256 !== null) found.add(sha256);
  return found;
}

/** A file that a journal refers to. */
export interface Reference {
  sha256: string;
  size: number;
  /** Incidents that hold it. */
  incidents: string[];
}

/** The same from a journal's file, beside a running server: what was added and not removed since. */
export async function referencesIn(journalFile: string): Promise<Reference[]> {
  const db = openForReading(await sqliteDriver(), journalFile);
  try {
    const held = new Map<string, { sha256: string; size: number; incident: string }>();
    const rows = db
      .prepare(
        `SELECT record FROM events WHERE record LIKE '%"type":"incident.evidence-%' ORDER BY seq`,
      )
      .all();
    for (const row of rows) {
      const event = JSON.parse(String(row['record'])) as {
        type: string;
        aggregate: string;
        data: { evidence: string; sha256: string | null; size?: number | null };
      };
      const id = `${event.aggregate} ${event.data.evidence}`;
      if (event.type === 'incident.evidence-removed') held.delete(id);
      const { sha256, size } = event.data;
      if (event.type === 'incident.evidence-added' && sha256 !== null)
        held.set(id, { sha256, size: size ?? 0, incident: event.aggregate.split(':')[1] ?? '' });
    }
    const files = new Map<string, Reference>();
    for (const { sha256, size, incident } of held.values()) {
      const known = files.get(sha256) ?? { sha256, size, incidents: [] };
      if (!known.incidents.includes(incident)) known.incidents.push(incident);
      files.set(sha256, known);
    }
    return [...files.values()];
  } finally {
    db.close();
  }
}
