/** Salts (32 hex digits) from a pool: one call for random bytes serves many events. */
export function saltSource(randomBytes: (count: number) => Buffer): () => string {
  let pool = '';
  let at = 0;
  return () => {
    if (at >= pool.length) {
      pool = randomBytes(4096).toString('hex');
      at = 0;
    }
    at += 32;
    return pool.slice(at - 32, at);
  };
}
