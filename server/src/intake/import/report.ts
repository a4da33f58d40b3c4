import type { ImportReport } from '@warroom/shared';

const EXAMPLES = 10;
const LANGUAGES = 30;

/** Nothing read yet. */
export function emptyReport(): ImportReport {
  return {
    rows: 0,
    accepted: 0,
    duplicates: 0,
    rejected: 0,
    assumedZone: 0,
    unknownLanguages: {},
    firstAt: null,
    lastAt: null,
    examples: [],
  };
}

/** Counts a row that became a signal; what became of the signal is counted when it is acknowledged. */
export function countMapped(
  report: ImportReport,
  mapped: {
    input: { observedAt?: number | undefined };
    assumedZone: boolean;
    unknownLanguage: string | undefined;
  },
): void {
  if (mapped.assumedZone) report.assumedZone += 1;
  const { unknownLanguage: language, input } = mapped;
  if (
    language !== undefined &&
    (Object.hasOwn(report.unknownLanguages, language) ||
      Object.keys(report.unknownLanguages).length < LANGUAGES)
  ) {
    report.unknownLanguages[language] = (report.unknownLanguages[language] ?? 0) + 1;
  }
  if (input.observedAt === undefined) return;
  report.firstAt = Math.min(report.firstAt ?? input.observedAt, input.observedAt);
  report.lastAt = Math.max(report.lastAt ?? input.observedAt, input.observedAt);
}

/** Counts a row that was not taken. */
export function countRejected(
  report: ImportReport,
  row: { row: number; line: number },
  reasons: string[],
): void {
  report.rejected += 1;
  if (report.examples.length < EXAMPLES)
    report.examples.push({ row: row.row, line: row.line, reasons });
}
