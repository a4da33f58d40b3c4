import { foldText } from '@warroom/shared';
import type { Query } from '@warroom/shared';
import type { Row, SqliteDatabase } from '../journal/sqlite-driver.ts';
import type { StoredEvent } from '../journal/journal.ts';
import { APART, wordQuery } from './words.ts';

/** More than this nobody has; a bound for what one question may bring into memory. */
const MAX_FOUND = 50_000;
/** Of one incident: what was written later is found by its earlier part no longer. */
const MAX_DOC = 200_000;

/** The words of incidents: number, title, next step, notes, reasons, tasks and evidence, one text each. */
export interface IncidentWords {
  /** Takes note of an event of an incident; `settle` makes it findable. */
  take(id: string, event: StoredEvent): void;
  /** Forgets all of an incident, and takes note of these events instead. */
  anew(id: string, events: readonly StoredEvent[]): void;
  settle(): void;
  /** Forgets what was taken since the last `settle`. */
  drop(): void;
  /** Running numbers of the incidents whose words answer a search, or undefined when it asks for none. */
  found(query: Pick<Query, 'texts' | 'without'>): Set<number> | undefined;
}

/** The words of incidents in the library. */
export function incidentWords(db: SqliteDatabase): IncidentWords {
  const add = db.prepare('INSERT OR IGNORE INTO incidents (doc) VALUES (?)');
  const put = db.prepare(
    'INSERT INTO incident_parts (doc, part, text) VALUES (?, ?, ?) ON CONFLICT (doc, part) DO UPDATE SET text = excluded.text',
  );
  const remove = db.prepare('DELETE FROM incident_parts WHERE doc = ? AND part = ?');
  const removeTags = db.prepare(
    "DELETE FROM incident_parts WHERE doc = ? AND part >= 'tag ' AND part < 'tag!'",
  );
  const parts = db.prepare('SELECT text FROM incident_parts WHERE doc = ? ORDER BY part');
  const index = db.prepare('INSERT OR REPLACE INTO incident_words (rowid, text) VALUES (?, ?)');
  // One text out of SQLite: thousands of rows would cost more than finding them.
  const matching = db.prepare(
    `SELECT json_group_array(rowid) AS docs FROM (SELECT rowid FROM incident_words WHERE incident_words MATCH ? LIMIT ${MAX_FOUND})`,
  );
  const others = db.prepare(
    `SELECT json_group_array(doc) AS docs FROM (SELECT doc FROM incidents WHERE doc NOT IN (SELECT rowid FROM incident_words WHERE incident_words MATCH ?) LIMIT ${MAX_FOUND})`,
  );
  const removeAll = db.prepare('DELETE FROM incident_parts WHERE doc = ?');
  const changed = new Set<number>();

  function take(id: string, event: StoredEvent): void {
    const changes = changesOf(id, event);
    if (changes.length === 0) return;
    const doc = docOf(id);
    add.run(doc);
    if (restoredTags(event)) removeTags.run(doc);
    for (const [part, text] of changes) {
      if (text === null) remove.run(doc, part);
      else put.run(doc, part, foldText(text));
    }
    changed.add(doc);
  }

  return {
    take,
    anew(id, events) {
      removeAll.run(docOf(id));
      changed.add(docOf(id));
      for (const event of events) take(id, event);
    },
    settle() {
      for (const doc of changed) {
        const texts = parts.all(doc).map((row) => String(row['text']));
        index.run(doc, texts.join(APART).slice(0, MAX_DOC));
      }
      changed.clear();
    },
    drop: () => changed.clear(),
    found(query) {
      const { match, without } = wordQuery(query);
      if (match !== undefined) return docsOf(matching.get(match));
      return without === undefined ? undefined : docsOf(others.get(without));
    },
  };
}

function docsOf(row: Row | undefined): Set<number> {
  const docs = row?.['docs'];
  return new Set(typeof docs === 'string' ? (JSON.parse(docs) as number[]) : []);
}

/** An incident's running number, which is never used twice in an election: US28-0042 is 42. */
export function docOf(id: string): number {
  return Number(id.slice(id.lastIndexOf('-') + 1));
}

/** What of an incident's words an event sets (or takes away: null), by part. */
function changesOf(id: string, event: StoredEvent): [string, string | null][] {
  const personal = (event.personal ?? {}) as Record<string, unknown>;
  const said = (key: string): string | undefined =>
    typeof personal[key] === 'string' ? personal[key] : undefined;
  const { data } = event;
  const name = (key: string): string => (typeof data[key] === 'string' ? data[key] : '');
  const changes: [string, string | null][] = [];
  const set = (part: string, text: string | undefined): void => {
    if (text !== undefined) changes.push([part, text]);
  };
  if (event.type === 'incident.opened') changes.push(['0 number', id]);
  switch (event.type) {
    case 'incident.tasks-added':
      for (const [task, title] of Object.entries(
        (personal['titles'] ?? {}) as Record<string, unknown>,
      ))
        if (typeof title === 'string') changes.push([`task ${task}`, title]);
      break;
    case 'incident.task-set':
      set(`task ${name('task')}`, said('title'));
      break;
    case 'incident.task-removed':
      changes.push([`task ${name('task')}`, null]);
      break;
    case 'incident.evidence-added':
      set(
        `evidence ${name('evidence')}`,
        ['title', 'name', 'url', 'text'].flatMap((key) => said(key) ?? []).join(' '),
      );
      break;
    case 'incident.evidence-removed':
      changes.push([`evidence ${name('evidence')}`, null]);
      break;
    default:
      set('1 title', said('title'));
      set('2 next', said('nextStep'));
      set(`note ${event.seq}`, joined(said('text'), said('reason')));
  }
  if (event.type === 'incident.tagged') changes.push(...tagChanges(data));
  const tags = restoredTags(event);
  if (tags) changes.push(['0 number', id], ...tagChanges({ add: tags }));
  return changes;
}

/** The tags that an undo put back. */
function restoredTags({ type, data }: StoredEvent): string[] | undefined {
  if (type !== 'incident.undone') return undefined;
  return (data['restores'] as { tags?: string[] } | undefined)?.tags;
}

function tagChanges(data: Record<string, unknown>): [string, string | null][] {
  const tags = (key: string): string[] => (data[key] ?? []) as string[];
  return [
    ...tags('add').map((tag): [string, string] => [`tag ${tag}`, tag]),
    ...tags('remove').map((tag): [string, null] => [`tag ${tag}`, null]),
  ];
}

function joined(...texts: (string | undefined)[]): string | undefined {
  const said = texts.filter((text) => text !== undefined);
  return said.length === 0 ? undefined : said.join(' ');
}
