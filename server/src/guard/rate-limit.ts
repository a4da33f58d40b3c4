/** A token bucket for each key, in bounded memory. */
export interface RateLimit {
  /** Takes tokens: 0 when there were enough, else how many ms until there are. Takes none then. */
  take(key: string, tokens?: number): number;
  /** Gives tokens back, for what turned out not to count. */
  giveBack(key: string, tokens?: number): void;
  /** What was taken elsewhere: the key pays for it, at most ten bursts' worth. */
  charge(key: string, tokens: number): void;
  readonly size: number;
}

/**
 * @param options.burst tokens a key starts with and never exceeds
 * @param options.perSecond tokens that come back each second
 * @param options.maxKeys keys remembered (default 10,000); the longest unused is forgotten first,
 *   which gives it at most a fresh burst
 */
export function rateLimit(options: {
  burst: number;
  perSecond: number;
  now(): number;
  maxKeys?: number;
}): RateLimit {
  const { burst, perSecond, now, maxKeys = 10_000 } = options;
  const buckets = new Map<string, { tokens: number; at: number }>();

  function bucketOf(key: string): { tokens: number; at: number } {
    const at = now();
    const known = buckets.get(key);
    const passedMs = known ? Math.max(0, at - known.at) : 0;
    const tokens = known ? Math.min(burst, known.tokens + (passedMs * perSecond) / 1000) : burst;
    const bucket = { tokens, at };
    buckets.delete(key); // put last: the map's order is the order of use
    buckets.set(key, bucket);
    if (buckets.size > maxKeys) {
      const oldest = buckets.keys().next();
      if (!oldest.done) buckets.delete(oldest.value);
    }
    return bucket;
  }

  return {
    take(key, tokens = 1) {
      const bucket = bucketOf(key);
      // A whole batch larger than the burst may pass from a full bucket, and is paid off afterwards.
      const needed = Math.min(tokens, burst);
      if (bucket.tokens < needed) {
        return Math.max(1, Math.ceil(((needed - bucket.tokens) * 1000) / perSecond));
      }
      bucket.tokens -= tokens;
      return 0;
    },
    giveBack(key, tokens = 1) {
      const bucket = bucketOf(key);
      bucket.tokens = Math.min(burst, bucket.tokens + tokens);
    },
    charge(key, tokens) {
      const bucket = bucketOf(key);
      bucket.tokens = Math.max(-10 * burst, Math.min(burst, bucket.tokens - tokens));
    },
    get size() {
      return buckets.size;
    },
  };
}
