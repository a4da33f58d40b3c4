/** Slows down guessing. All waits are in ms; 0 means go on. */
export interface SignInGuard {
  /** How long this address must wait before it may try this account again. */
  waitMs(account: string, address: string): number;
  failed(account: string, address: string): void;
  succeeded(account: string, address: string): void;
}

interface Rule {
  key: string;
  /** Failures that cost nothing. */
  free: number;
}

const FIRST_WAIT_MS = 15_000;
const LONGEST_WAIT_MS = 15 * 60_000;
/** Failures are forgotten one by one. */
const FORGET_MS = 20 * 60_000;
const MAX_KEYS = 20_000;

/**
 * Counts failures for the pair of account and address, for the account, and for the address. Past the
 * free ones each failure doubles the wait, up to 15 min. An account alone is given more room than a
 * pair, so that a stranger who guesses doesn't lock out its owner elsewhere at once.
 */
export function signInGuard(now: () => number): SignInGuard {
  const failures = new Map<string, { count: number; at: number }>();

  const rules = (account: string, address: string): Rule[] => [
    { key: `both ${account} ${address}`, free: 5 },
    { key: `account ${account}`, free: 25 },
    { key: `address ${address}`, free: 30 },
  ];
  function standing(key: string): { count: number; at: number } | undefined {
    const known = failures.get(key);
    if (!known) return undefined;
    const count = known.count - Math.floor(Math.max(0, now() - known.at) / FORGET_MS);
    return count > 0 ? { count, at: known.at } : undefined;
  }

  return {
    waitMs(account, address) {
      return Math.max(
        ...rules(account, address).map(({ key, free }) => {
          const known = standing(key);
          if (!known || known.count < free) return 0;
          const waitMs = Math.min(
            LONGEST_WAIT_MS,
            FIRST_WAIT_MS * 2 ** Math.min(20, known.count - free),
          );
          return Math.max(0, known.at + waitMs - now());
        }),
      );
    },
    failed(account, address) {
      for (const { key } of rules(account, address)) {
        const count = (standing(key)?.count ?? 0) + 1;
        failures.delete(key);
        failures.set(key, { count, at: now() });
        if (failures.size > MAX_KEYS) {
          const oldest = failures.keys().next();
          if (!oldest.done) failures.delete(oldest.value);
        }
      }
    },
    succeeded(account, address) {
      // The address keeps its count: else one valid account would let it try all others.
      failures.delete(`both ${account} ${address}`);
      failures.delete(`account ${account}`);
    },
  };
}
