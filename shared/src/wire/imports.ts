import { z } from 'zod';
import { Channel } from '../signal/signal.ts';
import { Id } from '../text.ts';

/** Fields of a signal that a column of a file can fill. */
export const ImportTarget = z.enum([
  'text',
  'observedAt',
  'author',
  'url',
  'language',
  'channel',
  'jurisdiction',
  'category',
  'severity',
  'externalId',
]);
export type ImportTarget = z.infer<typeof ImportTarget>;

const column = z.string().min(1).max(400);

/** Columns by field. Several columns make one external id, or one text of several paragraphs. */
export const ColumnMap = z.partialRecord(ImportTarget, z.array(column).min(1).max(10));
export type ColumnMap = z.infer<typeof ColumnMap>;

export const ImportFormat = z.enum(['csv', 'ndjson']);
export type ImportFormat = z.infer<typeof ImportFormat>;

/** `latin1` is Windows-1252, as browsers read it. */
export const ImportEncoding = z.enum(['utf-8', 'utf-16le', 'utf-16be', 'latin1']);
export type ImportEncoding = z.infer<typeof ImportEncoding>;

/** Which comes first in `11/8/2016`. */
export const DateOrder = z.enum(['mdy', 'dmy']);
export type DateOrder = z.infer<typeof DateOrder>;

/** What is found out about a file unless it is said. */
export const ImportReading = z.strictObject({
  format: ImportFormat.optional(),
  encoding: ImportEncoding.optional(),
  delimiter: z.enum([',', ';', '\t', '|']).optional(),
});
export type ImportReading = z.infer<typeof ImportReading>;

/** How a file's rows become signals of a source. */
export const ImportPlan = z.strictObject({
  ...ImportReading.shape,
  map: ColumnMap,
  source: Id,
  channel: Channel.default('other'),
  /** IANA zone for times that name none; by default the election's. */
  zone: z.string().max(64).optional(),
  dates: DateOrder.default('mdy'),
  /** Times faster than it happened; left out: as fast as it goes. */
  replay: z.number().min(0.1).max(100_000).optional(),
});
export type ImportPlan = z.infer<typeof ImportPlan>;

/** Begins an import: the file follows in pieces. `size` in bytes. */
export const ImportStart = z.strictObject({
  name: z.string().trim().min(1).max(255),
  size: z.int().min(1),
});
export type ImportStart = z.infer<typeof ImportStart>;

/** How far an import has come and what it found; the same for the command line and the page. */
export interface ImportReport {
  /** Data rows read. */
  rows: number;
  accepted: number;
  duplicates: number;
  rejected: number;
  /** Rows whose time named no zone and was read in the plan's. */
  assumedZone: number;
  /** Languages left out because no tag is known for them, with how many rows each; at most 30 names. */
  unknownLanguages: Record<string, number>;
  /** Earliest and latest time observed, epoch ms. */
  firstAt: number | null;
  lastAt: number | null;
  /** The first reasons for rejecting; all are in the file of rejected rows. */
  examples: { row: number; line: number; reasons: string[] }[];
}

/**
 * `uploaded`: whole, nothing done yet. `checking`, `checked`: the dry run. `stopped` can be gone on with;
 * `failed` can be tried again with another plan.
 */
export type ImportJobState =
  | 'uploading'
  | 'uploaded'
  | 'checking'
  | 'checked'
  | 'importing'
  | 'stopped'
  | 'done'
  | 'failed';

/** An import as its page shows it. */
export interface ImportJobView {
  id: string;
  name: string;
  size: number;
  /** Bytes uploaded so far: where to go on. */
  received: number;
  state: ImportJobState;
  plan: ImportPlan | null;
  report: ImportReport | null;
  /** Rows of the whole file, known after a dry run. */
  totalRows: number | null;
  /** Why it failed or stopped. */
  message: string | null;
  /** Whether there is a file of rejected rows to fetch. */
  hasRejected: boolean;
  createdAt: number;
  createdBy: string;
}

/** A file's beginning, read as the plan would. */
export interface ImportPreview {
  format: ImportFormat;
  encoding: ImportEncoding;
  delimiter: string | null;
  columns: string[];
  /** At most 20, cells by column, each cut to 300 characters. */
  rows: { line: number; cells: string[]; problem: string | null }[];
  suggested: ColumnMap;
  /** The election's zone: what times without one are read in. */
  zone: string;
}
