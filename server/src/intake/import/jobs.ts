import { createReadStream } from 'node:fs';
import { isZone, refuse } from '@warroom/shared';
import type { ImportJobView, ImportPlan, ImportPreview, ImportReading, ImportStart, Refusal } from '@warroom/shared';
import type { Room } from '../../desk/room.ts';
import { JournalUnavailable } from '../../journal/journal.ts';
import { mapProblem, suggestMap } from './column-map.ts';
import { jobFiles } from './job-files.ts';
import type { ImportJob } from './job-files.ts';
import { openRows } from './open-rows.ts';
import { rejectedFile } from './rejected-file.ts';
import { emptyReport } from './report.ts';
import { runImport } from './run-import.ts';
import type { ImportClock } from './run-import.ts';
import { roomSink } from './sink.ts';
import { rowMapper } from './to-signal.ts';
import { UnreadableFile } from './unreadable.ts';

export const IMPORT_LIMITS = { fileBytes: 500 * 1024 * 1024, pieceBytes: 1_500_000, jobsPerElection: 20, running: 2 } as const;
const KEPT_MS = 24 * 3_600_000;
const PREVIEW_ROWS = 20;
const PREVIEW_CELL = 300;

type Told<T> = { ok: true; value: T } | { ok: false; refusal: Refusal };
const yes = <T>(value: T): Told<T> => ({ ok: true, value });
const nay = (...refusal: Parameters<typeof refuse>): { ok: false; refusal: Refusal } => ({ ok: false, refusal: refuse(...refusal) });

/** Imports by the page: uploaded in pieces, looked at, tried, run. They survive a restart, and are gone a day after. */
export interface ImportJobs {
  list(election: string): ImportJobView[];
  view(election: string, id: string): Told<ImportJobView>;
  create(election: string, by: string, start: ImportStart): Promise<Told<ImportJobView>>;
  /** `offset` has to be where the upload stands: a piece sent twice is refused, not doubled. */
  upload(election: string, id: string, offset: number, bytes: Uint8Array): Promise<Told<ImportJobView>>;
  preview(room: Room, id: string, reading: ImportReading): Promise<Told<ImportPreview>>;
  /** Begins a dry run or the import itself, which then goes on by itself. */
  run(room: Room, id: string, plan: ImportPlan, dryRun: boolean): Promise<Told<ImportJobView>>;
  resume(room: Room, id: string): Promise<Told<ImportJobView>>;
  stop(election: string, id: string): Promise<Told<ImportJobView>>;
  remove(election: string, id: string): Promise<Told<null>>;
  /** The file of rejected rows, complete up to now. */
  rejected(election: string, id: string): Told<{ file: string; name: string }>;
  /** Stops what runs; resolves when all is saved. */
  close(): Promise<void>;
}

/** The imports kept below `dir`. Those that were running when the server stopped are `stopped`. */
export async function importJobs(options: { dir: string; now: () => number; clock: ImportClock; onFault: (error: unknown) => void }): Promise<ImportJobs> {
  const { now, clock } = options;
  const files = jobFiles(options.dir);
  const jobs = new Map((await files.load()).map((job) => [job.id, job]));
  const running = new Map<string, { stop: AbortController; done: Promise<void> }>();
  const uploading = new Set<string>();
  for (const job of jobs.values()) {
    if (job.state === 'importing') await change(job, { state: 'stopped', message: 'The server stopped. Go on when you like.' });
    if (job.state === 'checking') await change(job, { state: 'uploaded' });
  }
  await sweep();

  async function sweep(): Promise<void> {
    for (const job of jobs.values()) {
      if (running.has(job.id) || now() - job.changedAt < KEPT_MS) continue;
      jobs.delete(job.id);
      await files.remove(job.id);
    }
  }
  // One after the other: two writers of one file would take it from under each other.
  let saving = Promise.resolve();
  async function change(job: ImportJob, to: Partial<ImportJob>): Promise<void> {
    Object.assign(job, to, { changedAt: now() });
    saving = saving.catch(() => {}).then(() => files.save(job));
    await saving;
  }
  function viewOf({ election: _election, rejectedBytes: _bytes, changedAt: _at, ...job }: ImportJob): ImportJobView {
    return structuredClone({ ...job, hasRejected: (job.report?.rejected ?? 0) > 0 && files.hasRejected(job.id) });
  }
  function find(election: string, id: string): Told<ImportJob> {
    const job = jobs.get(id);
    return job?.election === election ? yes(job) : nay('not-found', 'This import is not here (any more): files are deleted a day after the last change.');
  }
  const busy = (job: ImportJob): { ok: false; refusal: Refusal } | undefined => (running.has(job.id) ? nay('wrong-state', 'This import is running; stop it first.') : undefined);

  async function begin(room: Room, job: ImportJob, plan: ImportPlan, dryRun: boolean): Promise<Told<ImportJobView>> {
    const stopped = busy(job);
    if (stopped) return stopped;
    if (running.size >= IMPORT_LIMITS.running) return nay('overloaded', 'Two imports run already. Wait for one to end, or stop it.', { retryAfterMs: 10_000 });
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
      const rejected = await rejectedFile(files.rejectedOf(job.id), opened.format === 'csv' ? opened.columns : ['json'], goingOn ? job.rejectedBytes : undefined);
      await change(job, { state: dryRun ? 'checking' : 'importing', plan, report, message: null });
      void runImport({
        rows: opened.rows,
        mapper: rowMapper({ map: plan.map, zone: plan.zone ?? room.election.election.zone, dates: plan.dates, channel: plan.channel }, room.election),
        sink: roomSink(room, plan.source, dryRun),
        clock,
        stop: stop.signal,
        replay: dryRun ? undefined : plan.replay,
        resume: { rows: report.rows, report },
        onRejected: (row, reasons) => rejected.write(row, reasons),
        onProgress: async (so) => change(job, { report: so, rejectedBytes: await rejected.flush() }),
      })
        .finally(() => rejected.close())
        .then(
          (result): Partial<ImportJob> => {
            if (result.stopped) return dryRun ? { state: 'uploaded', report: null } : { state: 'stopped', report: result.report };
            return { state: dryRun ? 'checked' : 'done', report: result.report, totalRows: result.report.rows };
          },
          (error: unknown): Partial<ImportJob> => {
            const expected = error instanceof UnreadableFile || error instanceof JournalUnavailable;
            if (!expected) options.onFault(error);
            const message = expected ? error.message : 'The server failed at this import; its operator finds the reason in the log.';
            return { state: error instanceof JournalUnavailable && !dryRun ? 'stopped' : 'failed', message };
          },
        )
        .then(async (to) => {
          // Free in the same moment as it shows another state, so that whoever sees it can go on.
          running.delete(job.id);
          await change(job, to);
          if (job.state === 'done') await files.dropUpload(job.id);
        })
        .catch(options.onFault)
        .finally(tellEnd);
      return yes(viewOf(job));
    } catch (error) {
      ended();
      if (error instanceof UnreadableFile) return nay('malformed', error.message);
      throw error;
    }
  }

  return {
    list: (election) => [...jobs.values()].filter((job) => job.election === election).toSorted((a, b) => b.createdAt - a.createdAt).map(viewOf),
    view(election, id) {
      const job = find(election, id);
      return job.ok ? yes(viewOf(job.value)) : job;
    },
    async create(election, by, start) {
      await sweep();
      if (start.size > IMPORT_LIMITS.fileBytes) return nay('too-many', `A file may have ${IMPORT_LIMITS.fileBytes / 1_048_576} MB here. Cut it in parts, or import it by command line: warroom import.`);
      if ([...jobs.values()].filter((job) => job.election === election).length >= IMPORT_LIMITS.jobsPerElection) return nay('too-many', `There are ${IMPORT_LIMITS.jobsPerElection} imports in this election already. Delete one that is done.`);
      const at = now();
      const job: ImportJob = { id: files.newId(), election, name: start.name, size: start.size, received: 0, state: 'uploading', plan: null, report: null, totalRows: null, message: null, rejectedBytes: 0, createdAt: at, createdBy: by, changedAt: at };
      await files.save(job);
      jobs.set(job.id, job);
      return yes(viewOf(job));
    },
    async upload(election, id, offset, bytes) {
      const found = find(election, id);
      if (!found.ok) return found;
      const job = found.value;
      if (job.state !== 'uploading' || offset !== job.received || uploading.has(id)) {
        return nay('wrong-state', `The upload stands at byte ${job.received} of ${job.size}; go on from there.`, { path: String(job.received) });
      }
      if (job.received + bytes.length > job.size) return nay('malformed', `More bytes than the ${job.size} that were announced. Begin the import anew.`);
      uploading.add(id);
      try {
        await files.append(id, bytes);
        const received = job.received + bytes.length;
        await change(job, { received, state: received === job.size ? 'uploaded' : 'uploading' });
      } finally {
        uploading.delete(id);
      }
      return yes(viewOf(job));
    },
    async preview(room, id, reading) {
      const found = find(room.id, id);
      if (!found.ok) return found;
      if (found.value.state === 'uploading' || found.value.state === 'done') return nay('wrong-state', found.value.state === 'done' ? 'This import is done; its file was deleted.' : 'The file is not uploaded whole yet.');
      try {
        const opened = await openRows(createReadStream(files.uploadOf(id)), reading);
        const rows: ImportPreview['rows'] = [];
        for await (const row of opened.rows) {
          const cells = opened.format === 'csv' ? row.cells : [row.cells[0] ?? ''];
          rows.push({ line: row.line, cells: cells.map((cell) => cell.slice(0, PREVIEW_CELL)), problem: row.problem ?? null });
          if (rows.length >= PREVIEW_ROWS) break;
        }
        return yes({ format: opened.format, encoding: opened.encoding, delimiter: opened.delimiter, columns: [...opened.columns], rows, suggested: suggestMap(opened.columns), zone: room.election.election.zone });
      } catch (error) {
        if (error instanceof UnreadableFile) return nay('malformed', error.message);
        throw error;
      }
    },
    async run(room, id, plan, dryRun) {
      const found = find(room.id, id);
      if (!found.ok) return found;
      const { state } = found.value;
      if (state === 'uploading' || state === 'done') return nay('wrong-state', state === 'done' ? 'This import is done.' : 'The file is not uploaded whole yet.');
      if (plan.zone !== undefined && !isZone(plan.zone)) return nay('malformed', `"${plan.zone}" is no IANA time zone; right would be a name such as America/Denver.`, { path: 'zone' });
      // With another plan it is another import: what was counted under the old one doesn't go on.
      if (state === 'stopped' && !running.has(id)) found.value.report = null;
      return begin(room, found.value, plan, dryRun);
    },
    async resume(room, id) {
      const found = find(room.id, id);
      if (!found.ok) return found;
      const { state, plan } = found.value;
      return state === 'stopped' && plan ? begin(room, found.value, plan, false) : nay('wrong-state', 'Only an import that was stopped can be gone on with.');
    },
    async stop(election, id) {
      const found = find(election, id);
      if (!found.ok) return found;
      const run = running.get(id);
      run?.stop.abort();
      await run?.done;
      return yes(viewOf(found.value));
    },
    async remove(election, id) {
      const found = find(election, id);
      if (!found.ok) return found;
      const stopped = busy(found.value);
      if (stopped) return stopped;
      jobs.delete(id);
      await files.remove(id);
      return yes(null);
    },
    rejected(election, id) {
      const found = find(election, id);
      if (!found.ok) return found;
      if (!files.hasRejected(id)) return nay('not-found', 'No row of this import was rejected.');
      return yes({ file: files.rejectedOf(id), name: `${found.value.name.replace(/\.[^.]*$/, '').replaceAll(/[^\w.-]+/g, '-').slice(0, 80)}-rejected.csv` });
    },
    async close() {
      for (const { stop } of running.values()) stop.abort();
      await Promise.all([...running.values()].map(({ done }) => done));
    },
  };
}
