import { ErrorReply, MultiErrorReply } from 'redis';

/**
 * Error replies by which a server says that it isn't (or not now) the master to work with. They come
 * instead of the command being executed.
 */
const NOT_MASTER =
  /^(READONLY|MOVED|ASK|TRYAGAIN|CLUSTERDOWN|MASTERDOWN|LOADING|UNBLOCKED|NOMASTERLINK)\b/;

/** The words of the server when the error means that this isn't the master to work with. */
export function notMaster(error: unknown): string | undefined {
  if (error instanceof MultiErrorReply) {
    for (const reply of error.errors()) {
      const words = notMaster(reply);
      if (words !== undefined) return words;
    }
    return undefined;
  }
  return error instanceof ErrorReply && NOT_MASTER.test(error.message) ? error.message : undefined;
}

/** `host:port` that a MOVED names. */
export function movedTo(words: string): string | undefined {
  return /^MOVED \d+ (\S+)/.exec(words)?.[1];
}

/** A server's words, with what they mean. */
export function notMasterInWords(words: string): string {
  if (words.startsWith('LOADING')) return 'Redis is still reading its data from disk (LOADING)';
  if (words.startsWith('READONLY')) return 'it became a replica and takes no writes (READONLY)';
  if (words.startsWith('CLUSTERDOWN')) return `the Redis Cluster can't serve now (${words})`;
  if (words.startsWith('MOVED')) return `another server holds the keys now (${words})`;
  if (words.startsWith('ASK') || words.startsWith('TRYAGAIN'))
    return `the keys are being moved to another server (${words})`;
  return words;
}
