import { createReadStream } from 'node:fs';
import type { ReadStream } from 'node:fs';
import { refuse } from '@warroom/shared';
import type { Refusal, Upload } from '@warroom/shared';
import { EvidenceUnavailable } from './evidence-store.ts';
import type { EvidenceKey, EvidenceStore } from './evidence-store.ts';
import { cleanFileName } from './file-name.ts';
import { places } from './places-taken.ts';
import { previews } from './preview.ts';
import type { Preview, Previews } from './preview.ts';
import { sniffed } from './sniff.ts';
import { openSound } from './sound.ts';
import type { Spool } from './spool.ts';
import type { UploadTokens } from './upload-token.ts';

/** The largest file. */
const MOST_BYTES = 25_000_000;
/** Left free for the journal, which must go on when there is no room for more files. */
const RESERVE_BYTES = 500_000_000;

export interface No {
  ok: false;
  refusal: Refusal;
  status?: number;
}

export type Uploaded = { ok: true; value: Upload & { upload: string } } | No;
/** A stream that is to be read to its end or destroyed: it holds a file and a place. */
export type Opened = { ok: true; size: number; stream: ReadStream } | No;

/** What people do with files: bring them, fetch them, look at them. Every "no" is in words. */
export interface EvidenceDesk {
  /** `declared` is the length that the sender told, if any. */
  upload(from: {
    election: string;
    person: string;
    name: string;
    declared: number | undefined;
    source: AsyncIterable<Uint8Array>;
  }): Promise<Uploaded>;
  open(key: EvidenceKey, person: string): Promise<Opened>;
  preview(key: EvidenceKey, width: number): Promise<Preview | No>;
  /** What an operator should change. */
  warnings(): string[];
  /** Whether the store failed when it was asked last. */
  isFailing(): boolean;
  /** Tries the store, and remembers whether it works. */
  tryAgain(): Promise<void>;
}

export interface EvidenceDeskOptions {
  store: EvidenceStore;
  spool: Spool;
  tokens: UploadTokens;
  /** True where several nodes share one war room. */
  shared: boolean;
  /** Where uploads lie while they come in. */
  freeBytes(): Promise<number>;
  /** Something is wrong that an operator must see. */
  alarm(message: string, cause?: unknown): void;
  previews?: Previews;
}

/** The desk for files, on a store. */
export function evidenceDesk(options: EvidenceDeskOptions): EvidenceDesk {
  const { store, spool, tokens } = options;
  const drawn = options.previews ?? previews();
  const uploading = places({ atMost: 16, perPerson: 3 });
  const reading = places({ atMost: 32, perPerson: 6 });
  let fault: string | null = null;

  /** Runs what needs the store; its failures become a refusal, remembered until it works again. */
  async function guarded<T>(work: () => Promise<T>): Promise<T | No> {
    try {
      const value = await work();
      fault = null;
      return value;
    } catch (error) {
      if (!(error instanceof EvidenceUnavailable)) throw error;
      // Told once, not for each who meets it.
      if (fault !== error.message) options.alarm(error.message, error.cause);
      fault = error.message;
      return unavailable(error);
    }
  }

  async function take(from: Parameters<EvidenceDesk['upload']>[0]): Promise<Uploaded> {
    const taken = await spool.take(from.source, MOST_BYTES);
    if (taken.kind === 'too-large') return tooLarge;
    if (taken.kind === 'gone')
      return no(refuse('malformed', 'The file did not arrive whole; send it again.'));
    const { file } = taken;
    try {
      if (file.size === 0) return no(refuse('malformed', 'The file is empty; nothing was kept.'));
      if (from.declared !== undefined && from.declared !== file.size)
        return no(refuse('malformed', 'The file did not arrive whole; send it again.'));
      const mime = await sniffed(file.head, file.size);
      const upload: Upload = {
        sha256: file.sha256,
        size: file.size,
        mime,
        name: cleanFileName(from.name),
        hasPreview: await drawn.fits(mime, file.path),
      };
      await store.keep(from.election, file);
      return {
        ok: true,
        value: { ...upload, upload: tokens.make(from.election, from.person, upload) },
      };
    } finally {
      await file.remove();
    }
  }

  async function sound(key: EvidenceKey) {
    const found = await openSound(store, key);
    if (found.kind === 'sound') return found.file;
    const short = key.sha256.slice(0, 12);
    if (found.kind === 'changed') {
      options.alarm(
        `The evidence file ${short}… of ${key.election} in ${store.where} is no longer what was kept: its bytes have another SHA-256. Put it back from a backup ("warroom evidence check" names all such files).`,
      );
      return no(
        refuse(
          'unavailable',
          `This file was changed or damaged where it is stored (its SHA-256 is no longer ${short}…), so it is not handed out. Tell the operator: it must be put back from a backup.`,
        ),
        502,
      );
    }
    if (options.shared && store.kind === 'file')
      return no(
        refuse(
          'not-found',
          'This file lies on another node: each keeps evidence on its own disk. Ask the operator to set EVIDENCE_STORE=s3://… for all nodes.',
        ),
      );
    options.alarm(
      `The evidence file ${short}… of ${key.election} is not in ${store.where}. Put it back from a backup ("warroom evidence check" names all that are missing).`,
    );
    return no(
      refuse(
        'unavailable',
        'The bytes of this file are missing from the store. Tell the operator: they must be put back from a backup.',
      ),
      502,
    );
  }

  return {
    async upload(from) {
      if ((from.declared ?? 0) > MOST_BYTES) return tooLarge;
      const giveBack = uploading.take(from.person);
      if (!giveBack)
        return no(
          refuse('rate-limited', 'Other files are still being uploaded; wait for them to end.', {
            retryAfterMs: 2_000,
          }),
        );
      try {
        return await guarded(async () => {
          // Asked anew each time: a disk fills while people upload.
          if ((await options.freeBytes()) < RESERVE_BYTES + (from.declared ?? MOST_BYTES))
            throw new EvidenceUnavailable(
              'disk-full',
              'The disk of the server is full but for what its journal needs; the file was not kept.',
            );
          return take(from);
        });
      } finally {
        giveBack();
      }
    },
    async open(key, person) {
      const giveBack = reading.take(person);
      if (!giveBack)
        return no(
          refuse('rate-limited', 'Too many files are being downloaded at once; wait a moment.', {
            retryAfterMs: 2_000,
          }),
        );
      let isHandedOut = false;
      try {
        const file = await guarded(() => sound(key));
        if ('ok' in file) return file;
        // Reads from the very file that was hashed, whatever its name means by now.
        const stream = createReadStream('', {
          fd: file.handle,
          start: 0,
          end: file.size - 1,
          autoClose: true,
        });
        stream.once('close', giveBack);
        isHandedOut = true;
        return { ok: true, size: file.size, stream };
      } finally {
        if (!isHandedOut) giveBack();
      }
    },
    async preview(key, width) {
      let refused: No | undefined;
      const preview = await drawn.of(key.sha256, width, async () => {
        const file = await guarded(() => sound(key));
        if ('ok' in file) {
          refused = file;
          throw new Error('There are no bytes to draw.');
        }
        try {
          const bytes = Buffer.alloc(file.size);
          await file.handle.read(bytes, 0, file.size, 0);
          return bytes;
        } finally {
          await file.handle.close();
        }
      });
      return refused ?? preview;
    },
    isFailing: () => fault !== null,
    async tryAgain() {
      await guarded(() => store.check());
    },
    warnings() {
      return [
        ...(options.shared && store.kind === 'file'
          ? [
              'Each node keeps evidence files on its own disk, so that the others can’t show them: set EVIDENCE_STORE=s3://BUCKET and S3_ENDPOINT on all nodes.',
            ]
          : []),
        ...(fault === null ? [] : [fault]),
      ];
    },
  };
}

function no(refusal: Refusal, status?: number): No {
  return { ok: false, refusal, ...(status === undefined ? {} : { status }) };
}

const tooLarge = no(
  refuse(
    'too-many',
    `The file is larger than ${MOST_BYTES / 1_000_000} MB; cut it, or keep it elsewhere and add its address.`,
  ),
  413,
);

function unavailable(error: EvidenceUnavailable): No {
  if (error.kind === 'disk-full')
    return no(refuse('unavailable', error.message, { retryAfterMs: 5_000 }), 507);
  // Addresses and keys of the store are for its operator.
  return no(
    refuse(
      'unavailable',
      'The store of evidence files does not answer as it should; nothing was changed. Try again soon; the operator’s log says why.',
      { retryAfterMs: 3_000 },
    ),
  );
}
