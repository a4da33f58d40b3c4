import type { ImportPlan, ImportReport } from '@warroom/shared';
import type { OpenedRows } from './open-rows.ts';

const count = (value: number): string => value.toLocaleString('en-US').padStart(12);

/** A finished import in words, for a terminal. */
export function reportText(
  report: ImportReport,
  about: {
    file: string;
    election: string;
    plan: ImportPlan;
    zone: string;
    opened: OpenedRows;
    dryRun: boolean;
    guessedMap: boolean;
    rejectedFile: string | undefined;
  },
): string {
  const { plan, zone, opened } = about;
  const delimiter =
    opened.delimiter === null
      ? ''
      : `, ${opened.delimiter === '\t' ? 'tab' : `"${opened.delimiter}"`} between cells`;
  const lines = [
    `${about.dryRun ? 'Dry run: nothing was taken in. ' : ''}${about.file} (${opened.format === 'csv' ? 'CSV' : 'NDJSON'}, ${opened.encoding}${delimiter}) into ${about.election} as source ${plan.source}`,
    `${count(report.rows)} rows`,
    `${count(report.accepted)} ${about.dryRun ? 'good (duplicates are only found when it is done in earnest)' : 'accepted'}`,
    ...(about.dryRun ? [] : [`${count(report.duplicates)} duplicates`]),
    `${count(report.rejected)} rejected`,
  ];
  if (about.guessedMap) {
    lines.push(
      `Columns were guessed: --map ${Object.entries(plan.map)
        .map(([field, columns]) => `${field}=${columns.join('+')}`)
        .join(',')}`,
    );
  }
  if (report.firstAt !== null && report.lastAt !== null)
    lines.push(
      `Observed from ${shown(report.firstAt, zone)} to ${shown(report.lastAt, zone)}, ${zone}.`,
    );
  if (report.assumedZone > 0)
    lines.push(
      `${report.assumedZone.toLocaleString('en-US')} times named no zone and were read as ${zone}${plan.zone === undefined ? " (the election's)" : ''}; --zone names another.`,
    );
  const unknown = Object.entries(report.unknownLanguages);
  if (unknown.length > 0)
    lines.push(
      `Languages left out, because no tag is known for them: ${unknown.map(([name, rows]) => `${name} (${rows})`).join(', ')}.`,
    );
  for (const { line, reasons } of report.examples.slice(0, 5))
    lines.push(`  line ${line}: ${reasons.join('; ')}`);
  if (report.rejected > 5 && about.rejectedFile === undefined)
    lines.push('  … --rejected FILE writes all of them.');
  if (report.rejected > 0 && about.rejectedFile !== undefined)
    lines.push(`Rejected rows are in ${about.rejectedFile}.`);
  return `${lines.join('\n')}\n`;
}

function shown(at: number, zone: string): string {
  return new Intl.DateTimeFormat('sv-SE', {
    timeZone: zone,
    dateStyle: 'short',
    timeStyle: 'short',
  }).format(at);
}
