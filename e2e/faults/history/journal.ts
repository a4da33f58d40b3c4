import { createHash } from 'node:crypto';

/** An event as `warroom events` prints it, with the line itself. */
export interface JournalEvent {
  seq: number;
  aggregate: string;
  version: number;
  type: string;
  at: number;
  by: { kind: string; id: string };
  via: string;
  commandId?: string;
  data: Record<string, unknown>;
  personal: Record<string, unknown> | null;
  hash: string;
  line: string;
}

/** Reads what `warroom events` printed. */
export function parseEvents(printed: string): JournalEvent[] {
  return printed
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => ({ ...(JSON.parse(line) as Omit<JournalEvent, 'line'>), line }));
}

/** The record's bytes: the line without what was put after it. */
export function recordOf({ line }: Pick<JournalEvent, 'line'>): string {
  return `${line.slice(0, line.lastIndexOf(',"personal":'))}}`;
}

/** The chain's next hash, hex. */
export function chained(previousHash: string, record: string): string {
  return createHash('sha256').update(`${previousHash}\n${record}`).digest('hex');
}

/** An event sealed anew at its place, as a journal would print it: for made-up journals of tests. */
export function sealedAgain(
  event: Omit<JournalEvent, 'hash' | 'line'>,
  previousHash: string,
): JournalEvent {
  const { seq, aggregate, version, type, at, by, via, commandId, data, personal } = event;
  const record = JSON.stringify({ seq, aggregate, version, type, at, by, via, commandId, data });
  const hash = chained(previousHash, record);
  const line = `${record.slice(0, -1)},"personal":${JSON.stringify(personal)},"hash":"${hash}"}`;
  return { ...event, hash, line };
}
