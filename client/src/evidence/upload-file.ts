/** The largest file that the server takes. */
const MOST_BYTES = 25_000_000;

/** What the server tells of a file that it has. */
export interface UploadedFile {
  /** For the command that adds it; good for a day. */
  upload: string;
  sha256: string;
  size: number;
  mime: string;
  name: string;
  hasPreview: boolean;
}

export type UploadOutcome =
  | { kind: 'uploaded'; file: UploadedFile }
  /** Final where the same file will fail the same way. */
  | { kind: 'failed'; message: string; isFinal?: true }
  | { kind: 'cancelled' };

export interface Upload {
  done: Promise<UploadOutcome>;
  cancel(): void;
}

export interface UploadOptions {
  election: string;
  file: File;
  /** 0 to 1, of the bytes that left this machine. */
  onProgress(share: number): void;
  /** Default: the browser's. Fetch can't tell how far an upload is. */
  open?(): XMLHttpRequest;
}

/** Sends a file to our own server. Never throws: what went wrong is told in words. */
export function uploadFile(options: UploadOptions): Upload {
  const { election, file } = options;
  const problem = unfit(file);
  if (problem !== undefined)
    return {
      done: Promise.resolve({ kind: 'failed', message: problem, isFinal: true }),
      cancel: () => undefined,
    };
  const request = options.open?.() ?? new XMLHttpRequest();
  const done = new Promise<UploadOutcome>((resolve) => {
    const fail = (message: string): void => resolve({ kind: 'failed', message });
    request.upload.addEventListener('progress', ({ loaded, total }) =>
      options.onProgress(total === 0 ? 0 : loaded / total),
    );
    request.addEventListener('load', () => {
      const answer = parsed(request.responseText);
      if (request.status === 200 && isUploaded(answer)) resolve({ kind: 'uploaded', file: answer });
      else fail(wordsOf(answer, request.status));
    });
    request.addEventListener('abort', () => resolve({ kind: 'cancelled' }));
    request.addEventListener('error', () =>
      fail('The file did not get through. Check the network, then try again.'),
    );
    request.addEventListener('timeout', () =>
      fail('The file took longer than three minutes. Try again on a better line.'),
    );
  });
  request.open('POST', `/api/elections/${encodeURIComponent(election)}/uploads`);
  request.timeout = 180_000;
  request.setRequestHeader('content-type', 'application/octet-stream');
  // Half a surrogate pair can't be encoded.
  const name = file.name.replaceAll(/\p{Cs}/gu, '_');
  request.setRequestHeader('x-file-name', encodeURIComponent(name));
  request.send(file);
  return { done, cancel: () => request.abort() };
}

/** Why a file need not be sent at all. */
function unfit(file: File): string | undefined {
  if (file.size === 0) return 'The file is empty (or a folder); nothing was sent.';
  if (file.size > MOST_BYTES)
    return `The file is larger than ${MOST_BYTES / 1_000_000} MB. Cut it, or keep it elsewhere and add its address.`;
  return undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isUploaded(answer: unknown): answer is UploadedFile {
  return (
    typeof answer === 'object' &&
    answer !== null &&
    'upload' in answer &&
    typeof answer.upload === 'string'
  );
}

function wordsOf(answer: unknown, status: number): string {
  const error =
    typeof answer === 'object' && answer !== null && 'error' in answer ? answer.error : undefined;
  if (
    typeof error === 'object' &&
    error !== null &&
    'message' in error &&
    typeof error.message === 'string'
  )
    return error.message;
  if (status === 413) return 'A proxy before the server does not take files of this size.';
  return `The server did not take the file (${status}). Try again; its log says why.`;
}
