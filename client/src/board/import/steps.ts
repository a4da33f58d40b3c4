import type { ImportJobView } from '@warroom/shared';

export const STEPS = ['file', 'columns', 'check', 'import'] as const;
export type Step = (typeof STEPS)[number];

export const STEP_WORDS: Readonly<Record<Step, string>> = {
  file: 'File',
  columns: 'Columns',
  check: 'Dry run',
  import: 'Import',
};

/** Where an import stands; `edits` goes back to the columns while that is possible. */
export function stepOf(job: ImportJobView | null, edits: boolean): Step {
  if (job === null || job.state === 'uploading') return 'file';
  switch (job.state) {
    case 'uploaded':
    case 'failed':
      return 'columns';
    case 'checking':
      return 'check';
    case 'checked':
      return edits ? 'columns' : 'check';
    case 'stopped':
      return edits ? 'columns' : 'import';
    case 'importing':
    case 'done':
      return 'import';
  }
}

/** Whether the server works on it, so that it has to be asked how far it is. */
export function isRunning(job: ImportJobView | null): boolean {
  return job?.state === 'checking' || job?.state === 'importing';
}

/** One line for the list of imports. */
export const STATE_WORDS: Readonly<Record<ImportJobView['state'], string>> = {
  uploading: 'upload unfinished',
  uploaded: 'not begun',
  checking: 'dry run',
  checked: 'checked',
  importing: 'importing',
  stopped: 'stopped',
  done: 'done',
  failed: 'failed',
};

/** "1.4 MB", "12 kB". */
export function sizeWords(bytes: number): string {
  if (bytes >= 1_000_000) return `${(bytes / 1_000_000).toFixed(1)} MB`;
  return bytes >= 1000 ? `${Math.round(bytes / 1000)} kB` : `${bytes} bytes`;
}
