import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { appendFile, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ImportJobView } from '@warroom/shared';

/** An import as it is kept: what its page shows, and where its file of rejected rows stood. */
export interface ImportJob extends Omit<ImportJobView, 'hasRejected'> {
  election: string;
  rejectedBytes: number;
  changedAt: number;
}

/** The folders of imports: `<dir>/<id>/` with job.json, upload and rejected.csv. */
export interface JobFiles {
  newId(): string;
  uploadOf(id: string): string;
  rejectedOf(id: string): string;
  hasRejected(id: string): boolean;
  save(job: ImportJob): Promise<void>;
  append(id: string, bytes: Uint8Array): Promise<void>;
  dropUpload(id: string): Promise<void>;
  remove(id: string): Promise<void>;
  /** All jobs on disk; what can't be read is left alone. */
  load(): Promise<ImportJob[]>;
}

/** Keeps imports below `dir`, readable by the server alone: uploads hold personal text. */
export function jobFiles(dir: string): JobFiles {
  const folder = (id: string): string => join(dir, id);
  return {
    newId: () => `imp-${randomBytes(8).toString('hex')}`,
    uploadOf: (id) => join(folder(id), 'upload'),
    rejectedOf: (id) => join(folder(id), 'rejected.csv'),
    hasRejected: (id) => existsSync(join(folder(id), 'rejected.csv')),
    async save(job) {
      await mkdir(folder(job.id), { recursive: true, mode: 0o700 });
      const file = join(folder(job.id), 'job.json');
      await writeFile(`${file}.new`, JSON.stringify(job), { mode: 0o600 });
      await rename(`${file}.new`, file);
    },
    append: (id, bytes) => appendFile(join(folder(id), 'upload'), bytes, { mode: 0o600 }),
    dropUpload: (id) => rm(join(folder(id), 'upload'), { force: true }),
    remove: (id) => rm(folder(id), { recursive: true, force: true }),
    async load() {
      const jobs: ImportJob[] = [];
      for (const entry of existsSync(dir) ? await readdir(dir, { withFileTypes: true }) : []) {
        if (!entry.isDirectory() || !entry.name.startsWith('imp-')) continue;
        try {
          // Our own file, written whole or not at all.
          jobs.push(
            JSON.parse(await readFile(join(dir, entry.name, 'job.json'), 'utf8')) as ImportJob,
          );
        } catch {
          // A folder begun in the moment the server stopped: it holds nothing anyone was told of.
          await rm(join(dir, entry.name), { recursive: true, force: true });
        }
      }
      return jobs;
    },
  };
}
