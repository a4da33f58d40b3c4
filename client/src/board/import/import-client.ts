import type { ImportJobView, ImportPlan, ImportPreview, ImportReading } from '@warroom/shared';
import type { ApiError, ApiResult } from '../../api.ts';

/** Bytes a piece of an upload may have at the server. */
const PIECE_BYTES = 1_500_000;

export type Ask = <Value>(
  method: 'GET' | 'POST' | 'DELETE',
  path: string,
  body?: unknown,
) => Promise<ApiResult<Value>>;
export type Put = (
  path: string,
  bytes: Blob,
  signal: AbortSignal,
) => Promise<ApiResult<ImportJobView>>;

/** What the import page asks of the server. */
export interface ImportClient {
  list(): Promise<ApiResult<{ imports: ImportJobView[] }>>;
  job(id: string): Promise<ApiResult<ImportJobView>>;
  begin(file: File): Promise<ApiResult<ImportJobView>>;
  /** Uploads what the server has not got yet; `onPiece` after each piece. */
  upload(
    job: ImportJobView,
    file: File,
    onPiece: (job: ImportJobView) => void,
    signal: AbortSignal,
  ): Promise<ApiResult<ImportJobView>>;
  preview(id: string, reading: ImportReading): Promise<ApiResult<ImportPreview>>;
  run(id: string, plan: ImportPlan, dryRun: boolean): Promise<ApiResult<ImportJobView>>;
  stop(id: string): Promise<ApiResult<ImportJobView>>;
  resume(id: string): Promise<ApiResult<ImportJobView>>;
  remove(id: string): Promise<ApiResult<null>>;
  /** The address of the file of rejected rows. */
  rejectedHref(id: string): string;
}

/** The imports of one election. */
export function importClient(election: string, ask: Ask, put: Put): ImportClient {
  const base = `/api/elections/${encodeURIComponent(election)}/imports`;
  const of = (id: string): string => `${base}/${encodeURIComponent(id)}`;
  return {
    list: () => ask('GET', base),
    job: (id) => ask('GET', of(id)),
    begin: (file) => ask('POST', base, { name: file.name, size: file.size }),
    async upload(job, file, onPiece, signal) {
      let at = job.received;
      let last: ApiResult<ImportJobView> = { ok: true, value: job };
      while (at < file.size) {
        last = await put(
          `${of(job.id)}/bytes?offset=${at}`,
          file.slice(at, at + PIECE_BYTES),
          signal,
        );
        if (!last.ok) {
          // A piece whose answer was lost is in already: the server says where it stands.
          const stands = last.error.kind === 'wrong-state' ? Number(last.error.path) : Number.NaN;
          if (!(stands > at)) return last;
          at = stands;
          continue;
        }
        at = last.value.received;
        onPiece(last.value);
      }
      return last.ok ? last : this.job(job.id);
    },
    preview: (id, reading) => ask('POST', `${of(id)}/preview`, reading),
    run: (id, plan, dryRun) => ask('POST', `${of(id)}/run`, { plan, dryRun }),
    stop: (id) => ask('POST', `${of(id)}/stop`, {}),
    resume: (id) => ask('POST', `${of(id)}/resume`, {}),
    remove: (id) => ask('DELETE', of(id)),
    rejectedHref: (id) => `${of(id)}/rejected`,
  };
}

/** Puts bytes by fetch; never throws. */
export const putBytes: Put = async (path, bytes, signal) => {
  try {
    const response = await fetch(path, {
      method: 'PUT',
      body: bytes,
      credentials: 'same-origin',
      headers: { 'content-type': 'application/octet-stream' },
      signal,
    });
    const value = (await response.json()) as ImportJobView | { error: ApiError };
    if ('error' in value) return { ok: false, error: { ...value.error, status: response.status } };
    return { ok: true, value };
  } catch {
    const message = signal.aborted
      ? 'The upload was stopped.'
      : 'The server does not answer. Check the network, then go on with the upload.';
    return { ok: false, error: { kind: 'unreachable', message, status: 0 } };
  }
};
