import { isZone } from '@warroom/shared';
import type {
  ImportJobView,
  ImportPlan,
  ImportPreview,
  ImportReading,
  ImportStart,
} from '@warroom/shared';
import type { Room } from '../../desk/room.ts';
import { jobFiles } from './job-files.ts';
import type { ImportJob } from './job-files.ts';
import { jobRunner } from './job-runner.ts';
import { previewOf } from './preview.ts';
import type { ImportClock } from './run-import.ts';
import { nay, yes } from './told.ts';
import type { Told } from './told.ts';

export const IMPORT_LIMITS = {
  fileBytes: 500 * 1024 * 1024,
  pieceBytes: 1_500_000,
  jobsPerElection: 20,
} as const;
const KEPT_MS = 24 * 3_600_000;

/** Imports by the page: uploaded in pieces, looked at, tried, run. They survive a restart, and are gone a day after. */
export interface ImportJobs {
  list(election: string): ImportJobView[];
  view(election: string, id: string): Told<ImportJobView>;
  create(election: string, by: string, start: ImportStart): Promise<Told<ImportJobView>>;
  /** `offset` has to be where the upload stands: a piece sent twice is refused, not doubled. */
  upload(
    election: string,
    id: string,
    offset: number,
    bytes: Uint8Array,
  ): Promise<Told<ImportJobView>>;
  preview(room: Room, id: string, reading: ImportReading): Promise<Told<ImportPreview>>;
  /** Begins a dry run or the import itself, which then goes on by itself. */
  run(room: Room, id: string, plan: ImportPlan, dryRun: boolean): Promise<Told<ImportJobView>>;
  resume(room: Room, id: string): Promise<Told<ImportJobView>>;
  stop(election: string, id: string): Promise<Told<ImportJobView>>;
  remove(election: string, id: string): Promise<Told<null>>;
  /** The file of rejected rows, complete up to now. */
  rejected(election: string, id: string): Told<{ file: string; name: string }>;
}

/** The imports kept below `dir`. Those that were running when the server stopped are `stopped`. */
export async function importJobs(options: {
  dir: string;
  now: () => number;
  clock: ImportClock;
  onFault: (error: unknown) => void;
}): Promise<ImportJobs> {
  const { now } = options;
  const files = jobFiles(options.dir);
  const jobs = new Map((await files.load()).map((job) => [job.id, job]));
  const uploading = new Set<string>();
  for (const job of jobs.values()) {
    if (job.state === 'importing')
      await change(job, { state: 'stopped', message: 'The server stopped. Go on when you like.' });
    if (job.state === 'checking') await change(job, { state: 'uploaded' });
  }

  async function sweep(): Promise<void> {
    for (const job of jobs.values()) {
      if (runner.isRunning(job.id) || now() - job.changedAt < KEPT_MS) continue;
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
  function viewOf({
    election: _election,
    rejectedBytes: _bytes,
    changedAt: _at,
    ...job
  }: ImportJob): ImportJobView {
    return structuredClone({
      ...job,
      hasRejected: (job.report?.rejected ?? 0) > 0 && files.hasRejected(job.id),
    });
  }
  function find(election: string, id: string): Told<ImportJob> {
    const job = jobs.get(id);
    return job?.election === election
      ? yes(job)
      : nay(
          'not-found',
          'This import is not here (any more): files are deleted a day after the last change.',
        );
  }
  const runner = jobRunner({ files, clock: options.clock, change, onFault: options.onFault });
  await sweep();

  async function begin(...run: Parameters<typeof runner.begin>): Promise<Told<ImportJobView>> {
    const begun = await runner.begin(...run);
    return begun.ok ? yes(viewOf(run[1])) : begun;
  }

  return {
    list: (election) =>
      [...jobs.values()]
        .filter((job) => job.election === election)
        .toSorted((a, b) => b.createdAt - a.createdAt)
        .map(viewOf),
    view(election, id) {
      const job = find(election, id);
      return job.ok ? yes(viewOf(job.value)) : job;
    },
    async create(election, by, start) {
      await sweep();
      if (start.size > IMPORT_LIMITS.fileBytes)
        return nay(
          'too-many',
          `A file may have ${IMPORT_LIMITS.fileBytes / 1_048_576} MB here. Cut it in parts, or import it by command line: warroom import.`,
        );
      if (
        [...jobs.values()].filter((job) => job.election === election).length >=
        IMPORT_LIMITS.jobsPerElection
      )
        return nay(
          'too-many',
          `There are ${IMPORT_LIMITS.jobsPerElection} imports in this election already. Delete one that is done.`,
        );
      const at = now();
      const job: ImportJob = {
        id: files.newId(),
        election,
        name: start.name,
        size: start.size,
        received: 0,
        state: 'uploading',
        plan: null,
        report: null,
        totalRows: null,
        message: null,
        rejectedBytes: 0,
        createdAt: at,
        createdBy: by,
        changedAt: at,
      };
      await files.save(job);
      jobs.set(job.id, job);
      return yes(viewOf(job));
    },
    async upload(election, id, offset, bytes) {
      const found = find(election, id);
      if (!found.ok) return found;
      const job = found.value;
      if (job.state !== 'uploading' || offset !== job.received || uploading.has(id)) {
        return nay(
          'wrong-state',
          `The upload stands at byte ${job.received} of ${job.size}; go on from there.`,
          { path: String(job.received) },
        );
      }
      if (job.received + bytes.length > job.size)
        return nay(
          'malformed',
          `More bytes than the ${job.size} that were announced. Begin the import anew.`,
        );
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
      if (found.value.state === 'uploading' || found.value.state === 'done')
        return nay(
          'wrong-state',
          found.value.state === 'done'
            ? 'This import is done; its file was deleted.'
            : 'The file is not uploaded whole yet.',
        );
      return previewOf(files.uploadOf(id), reading, room.election.election.zone);
    },
    async run(room, id, plan, dryRun) {
      const found = find(room.id, id);
      if (!found.ok) return found;
      const { state } = found.value;
      if (state === 'uploading' || state === 'done')
        return nay(
          'wrong-state',
          state === 'done' ? 'This import is done.' : 'The file is not uploaded whole yet.',
        );
      if (plan.zone !== undefined && !isZone(plan.zone))
        return nay(
          'malformed',
          `"${plan.zone}" is no IANA time zone; right would be a name such as America/Denver.`,
          { path: 'zone' },
        );
      // With another plan it is another import: what was counted under the old one doesn't go on.
      if (state === 'stopped' && !runner.isRunning(id)) found.value.report = null;
      return begin(room, found.value, plan, dryRun);
    },
    async resume(room, id) {
      const found = find(room.id, id);
      if (!found.ok) return found;
      const { state, plan } = found.value;
      return state === 'stopped' && plan
        ? begin(room, found.value, plan, false)
        : nay('wrong-state', 'Only an import that was stopped can be gone on with.');
    },
    async stop(election, id) {
      const found = find(election, id);
      if (!found.ok) return found;
      await runner.stop(id);
      return yes(viewOf(found.value));
    },
    async remove(election, id) {
      const found = find(election, id);
      if (!found.ok) return found;
      if (runner.isRunning(id)) return nay('wrong-state', 'This import is running; stop it first.');
      jobs.delete(id);
      await files.remove(id);
      return yes(null);
    },
    rejected(election, id) {
      const found = find(election, id);
      if (!found.ok) return found;
      if (!files.hasRejected(id)) return nay('not-found', 'No row of this import was rejected.');
      return yes({
        file: files.rejectedOf(id),
        name: `${found.value.name
          .replace(/\.[^.]*$/, '')
          .replaceAll(/[^\w.-]+/g, '-')
          .slice(0, 80)}-rejected.csv`,
      });
    },
  };
}
