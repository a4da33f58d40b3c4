import type { ImportReport, SignalInput } from '@warroom/shared';
import { countMapped, countRejected, emptyReport } from './report.ts';
import type { Row } from './rows.ts';
import type { Sink } from './sink.ts';
import type { Mapped } from './to-signal.ts';
import { UnreadableFile } from './unreadable.ts';

const BATCH = 500;
/** In a replay a batch waits at most this long for company. */
const TICK_MS = 50;

/** Time as an import needs it; `sleep` ends early when the signal is aborted. */
export interface ImportClock {
  now(): number;
  sleep(ms: number, stop: AbortSignal): Promise<void>;
}

export interface ImportRun {
  rows: AsyncIterable<Row>;
  mapper: (row: Row) => Mapped;
  sink: Sink;
  clock: ImportClock;
  stop: AbortSignal;
  /** Times faster than it happened, by observedAt in the order of the file; undefined: as fast as it goes. */
  replay?: number | undefined;
  /** Where an earlier run was broken off: these rows are read but not sent again. */
  resume?: { rows: number; report: ImportReport } | undefined;
  /** Told of each row not taken, in the order of the file within a batch. Awaited. */
  onRejected(row: Row, reasons: string[]): Promise<void> | void;
  /** After each batch is acknowledged: all rows up to `rows` are done. Awaited. */
  onProgress(report: ImportReport): Promise<void> | void;
}

interface Waiting {
  row: Row;
  input: SignalInput;
  mapped: Mapped & { ok: true };
}

/**
 * Reads rows, makes signals of them, hands them on in batches of 500 and waits until each batch is
 * durable. Answers the report, with `stopped` true where it was broken off; what was acknowledged
 * stays, and running again is harmless. Throws UnreadableFile, and whatever the sink throws.
 */
export async function runImport(
  run: ImportRun,
): Promise<{ report: ImportReport; stopped: boolean }> {
  const { clock, stop } = run;
  const report = run.resume?.report ?? emptyReport();
  const skip = run.resume?.rows ?? 0;
  const pace = run.replay === undefined ? undefined : pacer(run.replay, clock);
  let batch: Waiting[] = [];
  let rejected: { row: Row; reasons: string[] }[] = [];
  let read = 0;

  const flush = async (): Promise<boolean> => {
    if (batch.length > 0) {
      const answer = await delivered(
        run,
        batch.map(({ input }) => input),
      );
      if (!answer) return false;
      report.accepted += answer.accepted;
      report.duplicates += answer.duplicates;
      for (const one of batch) countMapped(report, one.mapped);
      for (const { index, path, reason } of answer.rejected) {
        const row = batch[index]?.row;
        if (row) rejected.push({ row, reasons: [`${path}: ${reason}`] });
      }
    }
    for (const { row, reasons } of rejected.toSorted((a, b) => a.row.row - b.row.row)) {
      countRejected(report, row, reasons);
      await run.onRejected(row, reasons);
    }
    batch = [];
    rejected = [];
    report.rows = read;
    await run.onProgress(report);
    return true;
  };

  try {
    for await (const row of run.rows) {
      if (stop.aborted) break;
      const mapped = run.mapper(row);
      if (row.row <= skip) {
        read = row.row;
        continue;
      }
      const waitMs = mapped.ok ? (pace?.(mapped.input.observedAt) ?? 0) : 0;
      // What is due earlier goes out before waiting for what is due later.
      if (waitMs > TICK_MS) {
        if (!(await flush())) break;
        await clock.sleep(waitMs, stop);
        if (stop.aborted) break;
      }
      read = row.row;
      if (mapped.ok) batch.push({ row, input: mapped.input, mapped });
      else rejected.push({ row, reasons: mapped.reasons });
      if (batch.length + rejected.length >= BATCH && !(await flush())) break;
    }
  } catch (error) {
    // What stands before the broken line is as good as any: it goes in like the batches before it.
    if (error instanceof UnreadableFile) await flush();
    throw error;
  }
  if (!stop.aborted) await flush();
  return { report, stopped: stop.aborted };
}

/** The sink's answer, asked again for as long as it says "later"; undefined when stopped meanwhile. */
async function delivered(
  { sink, clock, stop }: ImportRun,
  batch: SignalInput[],
): Promise<Exclude<Awaited<ReturnType<Sink>>, { retryAfterMs: number }> | undefined> {
  while (!stop.aborted) {
    const answer = await sink(batch);
    if (!('retryAfterMs' in answer)) return answer;
    await clock.sleep(answer.retryAfterMs, stop);
  }
  return undefined;
}

/** How long to wait before a signal observed then; those observed earlier than one before wait no longer. */
function pacer(factor: number, clock: ImportClock): (observedAt: number | undefined) => number {
  let began: { clockMs: number; observedAt: number } | undefined;
  return (observedAt) => {
    if (observedAt === undefined) return 0;
    began ??= { clockMs: clock.now(), observedAt };
    return Math.max(0, began.clockMs + (observedAt - began.observedAt) / factor - clock.now());
  };
}
