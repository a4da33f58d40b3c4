import type { FigureRow, FiguresView } from '@warroom/shared';

const HEAD = [
  'group',
  'key',
  'opened',
  'acknowledged',
  'acknowledge_median_s',
  'acknowledge_p90_s',
  'acknowledge_waiting',
  'acknowledge_ended',
  'resolved',
  'resolve_median_s',
  'resolve_p90_s',
  'resolve_waiting',
  'resolve_ended',
  'left_out_merged',
  'left_out_drill',
  'breached_acknowledge',
  'breached_act',
  'breached_resolve',
];

/** Figures as CSV (RFC 4180): a line a group, durations in whole seconds, empty where there is none. */
export function figuresCsv(view: FiguresView): string {
  const lines = [
    lineOf('all', view.total),
    ...view.bySeverity.map((row) => lineOf('severity', row)),
    ...view.byDesk.map((row) => lineOf('desk', row)),
    ...view.byCategory.map((row) => lineOf('category', row)),
    ...view.byHour.map(({ at, opened, acknowledgeMs, resolveMs }) => {
      const line: (string | number)[] = HEAD.map(() => '');
      line[0] = 'hour';
      line[1] = new Date(at).toISOString();
      line[2] = opened;
      line[4] = seconds(acknowledgeMs);
      line[9] = seconds(resolveMs);
      return line;
    }),
  ];
  return [HEAD, ...lines].map((line) => `${line.map(cell).join(',')}\r\n`).join('');
}

function lineOf(group: string, row: FigureRow): (string | number)[] {
  const { acknowledge, resolve, breached } = row;
  return [
    group,
    row.key,
    row.opened,
    acknowledge.count,
    seconds(acknowledge.medianMs),
    seconds(acknowledge.p90Ms),
    acknowledge.leftOut.waiting,
    acknowledge.leftOut.ended,
    resolve.count,
    seconds(resolve.medianMs),
    seconds(resolve.p90Ms),
    resolve.leftOut.waiting,
    resolve.leftOut.ended,
    acknowledge.leftOut.merged,
    acknowledge.leftOut.drill,
    breached.acknowledge,
    breached.act,
    breached.resolve,
  ];
}

function seconds(ms: number | null): string | number {
  return ms === null ? '' : Math.round(ms / 1_000);
}

/** Quoted where it must be; a leading = + - @ would be a formula to a spreadsheet. */
function cell(value: string | number): string {
  const text = String(value);
  const safe = /^[=+@-]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
