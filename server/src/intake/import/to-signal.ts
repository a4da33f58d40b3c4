import { createHash } from 'node:crypto';
import { SignalInput } from '@warroom/shared';
import type {
  Channel,
  ColumnMap,
  CompiledElection,
  DateOrder,
  ImportTarget,
} from '@warroom/shared';
import { explainIssue } from '../check-signal.ts';
import { jurisdictionOf, severityOf } from '../connector-fields.ts';
import { TARGETS } from './column-map.ts';
import { languageTag } from './languages.ts';
import type { Row } from './rows.ts';
import { seenContents } from './seen.ts';
import { readTime } from './times.ts';

/** How rows become signals. */
export interface Mapping {
  map: ColumnMap;
  /** IANA zone for times that name none. */
  zone: string;
  dates: DateOrder;
  /** For rows that name none. */
  channel: Channel;
}

export type Mapped =
  | { ok: true; input: SignalInput; assumedZone: boolean; unknownLanguage: string | undefined }
  | { ok: false; reasons: string[] };

/**
 * Makes signals of a file's rows, in order. A row's external id is that of its columns; without any
 * it is the hash of what the map takes from it and how often the same came before, so that equal rows
 * of one file are all kept and a second run finds each again.
 */
export function rowMapper(
  { map, zone, dates, channel }: Mapping,
  election: CompiledElection,
): (row: Row) => Mapped {
  const seen = seenContents();
  const targets = TARGETS.filter(
    (target) => target !== 'externalId' && (map[target]?.length ?? 0) > 0,
  );
  const columnsOf = (target: ImportTarget): readonly string[] => map[target] ?? [];

  return (row) => {
    const values = (target: ImportTarget): string[] =>
      columnsOf(target).map((column) => valueOf(row.fields, column));
    const content = JSON.stringify(targets.map((target) => [target, values(target)]));
    // Counted for broken rows too, so that the numbers don't shift when one of them is mended.
    const occurrence = seen.occurrence(content);
    if (row.problem !== undefined) return { ok: false, reasons: [row.problem] };
    const reasons: string[] = [];
    const input: Record<string, unknown> = { channel };
    let assumedZone = false;
    let unknownLanguage: string | undefined;
    for (const target of targets) {
      const said = values(target)
        .filter((value) => value !== '')
        .join('\n');
      if (said === '') {
        if (target === 'text') reasons.push(`text: ${columnsOf('text').join(' and ')} is empty`);
        continue;
      }
      if (target === 'observedAt') {
        const time = readTime(said, zone, dates);
        if ('problem' in time) reasons.push(`observedAt: ${time.problem}`);
        else {
          input['observedAt'] = time.at;
          ({ assumedZone } = time);
        }
      } else if (target === 'language') {
        const tag = languageTag(said);
        if (tag === undefined) unknownLanguage = said.slice(0, 60);
        else input['language'] = tag;
      } else if (target === 'jurisdiction') {
        const id = jurisdictionOf([said], { election });
        if (id === undefined)
          reasons.push(`jurisdiction: this election has none called "${said.slice(0, 60)}"`);
        else input['jurisdiction'] = id;
      } else if (target === 'severity') {
        const severity = severityOf(said);
        if (severity === undefined)
          reasons.push(
            `severity: "${said.slice(0, 60)}" is not one of S1 to S5, nor a word such as critical, high, warning, low, info`,
          );
        else input['severity'] = severity;
      } else if (target === 'channel') input['channel'] = said.toLowerCase();
      else input[target] = said;
    }
    const ids = values('externalId');
    if (ids.length > 0 && ids.every((id) => id === ''))
      reasons.push(`externalId: ${columnsOf('externalId').join(' and ')} is empty`);
    else
      input['externalId'] =
        ids.length === 0 ? hashed([content, occurrence]) : ids.length === 1 ? ids[0] : hashed(ids);
    const parsed = SignalInput.safeParse(input);
    for (const issue of parsed.error?.issues ?? []) {
      const { path, reason } = explainIssue(issue, input);
      if (path !== 'text' || input['text'] !== undefined) reasons.push(`${path}: ${reason}`);
    }
    if (!parsed.success || reasons.length > 0) return { ok: false, reasons };
    return { ok: true, input: parsed.data, assumedZone, unknownLanguage };
  };
}

function hashed(parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url');
}

/** A column's value as text; in NDJSON a name with dots leads into nested objects. */
function valueOf(fields: Readonly<Record<string, unknown>>, column: string): string {
  const value = Object.hasOwn(fields, column)
    ? fields[column]
    : column
        .split('.')
        .reduce<unknown>(
          (inner, key) =>
            typeof inner === 'object' && inner !== null && Object.hasOwn(inner, key)
              ? (inner as Record<string, unknown>)[key]
              : undefined,
          fields,
        );
  if (value === undefined || value === null) return '';
  return (typeof value === 'string' ? value : JSON.stringify(value)).trim();
}
