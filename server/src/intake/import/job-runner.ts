import { createReadStream } from 'node:fs';
import type { ImportPlan } from '@warroom/shared';
import type { Room } from '../../desk/room.ts';
import { JournalUnavailable } from '../../journal/journal.ts';
import { mapProblem } from './column-map.ts';
import type { ImportJob, JobFiles } from './job-files.ts';
import { openRows } from './open-rows.ts';
import { rejectedFile } from './rejected-file.ts';
import type { RejectedFile } from './rejected-file.ts';
import { emptyReport } from './report.ts';
import { runImport } from './run-import.ts';
import type { ImportClock } from './run-import.ts';
import { roomSink } from './sink.ts';
import { rowMapper } from './to-signal.ts';
import { nay, yes } from './told.ts';
import type { Told } from './told.ts';
import { UnreadableFile } from './unreadable.ts';

/** How many imports may run at once on one server. */
const AT_ONCE = 2;

/** Runs imports side by side, each to its end or until it is stopped. */
export interface JobRunner {
  isRunning(id: string): boolean;
  /** Begins a run, which then goes on by itself; refused while it runs, or too many do. */
  begin(room: Room, job: ImportJob, plan: ImportPlan, dryRun: boolean): Promise<Told<null>>;
  /** Stops a run, if there is one; resolves when what came of it is kept. */
  stop(id: string): Promise<void>;
}

/** A runner that keeps what changes in a job by `change`. */
export function jobRunner(options: {
  files: JobFiles;
  clock: ImportClock;
  change(job: ImportJob, to: Partial<ImportJob>): Promise<void>;
  onFault(error: unknown): void;
}): JobRunner {
  const { files, clock, change } = options;
  const running = new Map<string, { stop: AbortController; done: Promise<void> }>();

  /** Waits for a run's end and keeps what came of it. */
  async function carryOut(
    job: ImportJob,
    dryRun: boolean,
    run: ReturnType<typeof runImport>,
    rejected: RejectedFile,
  ): Promise<void> {
    let to: Partial<ImportJob>;
    try {
      const { report, stopped } = await run;
      if (stopped) to = dryRun ? { state: 'uploaded', report: null } : { state: 'stopped', report };
      else to = { state: dryRun ? 'checked' : 'done', report, totalRows: report.rows };
    } catch (error) {
      const expected = error instanceof UnreadableFile || error instanceof JournalUnavailable;
      if (!expected) options.onFault(error);
      const message = expected
        ? error.message
        : 'The server failed at this import; its operator finds the reason in the log.';
      to = {
        state: error instanceof JournalUnavailable && !dryRun ? 'stopped' : 'failed',
        message,
      };
    }
    await rejected.close();
    // Free in the same moment as it shows another state, so that whoever sees it can go on.
    running.delete(job.id);
    await change(job, to);
    if (job.state === 'done') await files.dropUpload(job.id);
  }

  async function begin(
    room: Room,
    job: ImportJob,
    plan: ImportPlan,
    dryRun: boolean,
  ): Promise<Told<null>> {
    if (running.has(job.id)) return nay('wrong-state', 'This import is running; stop it first.');
    if (running.size >= AT_ONCE)
      return nay('overloaded', 'Two imports run already. Wait for one to end, or stop it.', {
        retryAfterMs: 10_000,
      });
    const stop = new AbortController();
    // Held before the first await, so that a second click can't begin it twice.
    let tellEnd = (): void => {};
    const done = new Promise<void>((resolve) => {
      tellEnd = resolve;
    });
    running.set(job.id, { stop, done });
    const ended = (): void => {
      running.delete(job.id);
      tellEnd();
    };
    try {
      const opened = await openRows(createReadStream(files.uploadOf(job.id)), plan);
      const wrong = mapProblem(plan.map, opened.columns);
      if (wrong) {
        ended();
        return { ok: false, refusal: wrong };
      }
      const goingOn = job.state === 'stopped' && job.report !== null && !dryRun;
      const report = goingOn && job.report ? job.report : emptyReport();
      const rejected = await rejectedFile(
        files.rejectedOf(job.id),
        opened.format === 'csv' ? opened.columns : ['json'],
        goingOn ? job.rejectedBytes : undefined,
      );
      await change(job, { state: dryRun ? 'checking' : 'importing', plan, report, message: null });
      const run = runImport({
        rows: opened.rows,
        mapper: rowMapper(
          {
            map: plan.map,
            zone: plan.zone ?? room.election.election.zone,
            dates: plan.dates,
            channel: plan.channel,
          },
          room.election,
        ),
        sink: roomSink(room, plan.source, dryRun),
        clock,
        stop: stop.signal,
        replay: dryRun ? undefined : plan.replay,
        resume: { rows: report.rows, report },
        onRejected: (row, reasons) => rejected.write(row, reasons),
        onProgress: async (so) =>
          change(job, { report: so, rejectedBytes: await rejected.flush() }),
      });
      void carryOut(job, dryRun, run, rejected)
        .catch((error: unknown) => options.onFault(error))
        .finally(tellEnd);
      return yes(null);
    } catch (error) {
      ended();
      if (error instanceof UnreadableFile) return nay('malformed', error.message);
      throw error;
    }
  }

  return {
    isRunning: (id) => running.has(id),
    begin,
    async stop(id) {
      const run = running.get(id);
      run?.stop.abort();
      await run?.done;
    },
  };
}
