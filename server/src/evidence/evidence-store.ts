import type { FileHandle } from 'node:fs/promises';

/** A file of an election, by the SHA-256 of its bytes (64 hex digits, lower case). */
export interface EvidenceKey {
  election: string;
  sha256: string;
}

/** Bytes that were written whole to a file of this machine, synced, not yet kept. */
export interface Spooled {
  path: string;
  sha256: string;
  size: number;
}

/** A kept file, opened for reading; whoever opened it closes the handle. */
export interface KeptFile {
  handle: FileHandle;
  size: number;
}

export interface ListedFile {
  sha256: string;
  size: number;
  /** When it was kept last, epoch ms, by the clock of the store. */
  at: number;
}

/**
 * Keeps files by their content. One contract (contract.ts) holds for every store: the same bytes are kept
 * once for an election, whole or not at all, and what `keep` resolved for is there after a power cut.
 * All but `where` reject with EvidenceUnavailable.
 */
export interface EvidenceStore {
  readonly kind: 'file' | 's3';
  /** In words, for operators. */
  readonly where: string;
  /** May move the spooled file away. Keeping what is there already makes it whole again and new. */
  keep(election: string, spooled: Spooled): Promise<void>;
  /** Undefined when there is none. The bytes are not checked: see `openSound`. */
  open(key: EvidenceKey): Promise<KeptFile | undefined>;
  list(election: string): AsyncIterable<ListedFile>;
  /** Removes it unless it was kept at or after `before` (epoch ms). Answers whether it did. */
  removeOlder(key: EvidenceKey, before: number): Promise<boolean>;
  /** Tries all that it needs: writes, reads, lists and removes. */
  check(): Promise<void>;
  close(): void;
}

/**
 * The store can't do what it was asked. `misconfigured` tells what to change and doesn't pass by itself;
 * the others may.
 */
export class EvidenceUnavailable extends Error {
  override readonly name = 'EvidenceUnavailable';
  readonly kind: 'disk-full' | 'unreachable' | 'misconfigured';
  constructor(kind: EvidenceUnavailable['kind'], message: string, cause?: unknown) {
    super(message, cause === undefined ? {} : { cause });
    this.kind = kind;
  }
}

/** Whether this is the SHA-256 of something, as hex: also what makes it fit for a path. */
export function isSha256(text: string): boolean {
  return /^[0-9a-f]{64}$/.test(text);
}

/** What the operating system said, where it said something. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string'
    ? error.code
    : undefined;
}

/** A failure of the file system, in words; anything else is passed on. */
export function diskFault(error: unknown, folder: string): Error {
  const code = codeOf(error);
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return new EvidenceUnavailable(
      'disk-full',
      'The disk of the server is full; the file was not kept.',
      error,
    );
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS')
    return new EvidenceUnavailable(
      'misconfigured',
      `The server may not write to ${folder} (${code}): give it to the user that the server runs as.`,
      error,
    );
  return error instanceof Error ? error : new Error(String(error));
}
