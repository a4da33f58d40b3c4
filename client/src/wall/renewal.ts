const JITTER_MS = 120_000;
const AGAIN_MS = 30_000;

/** Watches for a newer build and decides when to load it. */
export interface Renewal {
  /** Called every now and then with what is known. */
  look(now: number, seen: { newBuild: string | null; isBusy: boolean }): void;
}

export interface RenewalOptions {
  random(): number;
  /** Whether the server is well and serves its page: a reload must never end on an error page. */
  probe(): Promise<boolean>;
  reload(): void;
}

/**
 * Reloads once the server runs another build: after a random wait of up to two minutes, so that not
 * all walls go dark at once, never while a critical has the wall (`isBusy`), and only when a probe says
 * that the server answers.
 */
export function renewal({ random, probe, reload }: RenewalOptions): Renewal {
  let dueAt: number | null = null;
  let isProbing = false;
  return {
    look(now, { newBuild, isBusy }) {
      if (newBuild === null) {
        dueAt = null;
        return;
      }
      dueAt ??= now + random() * JITTER_MS;
      if (now < dueAt || isBusy || isProbing) return;
      isProbing = true;
      probe()
        .catch(() => false)
        .then((isWell) => {
          isProbing = false;
          if (isWell) reload();
          dueAt = now + AGAIN_MS;
        })
        .catch(() => undefined);
    },
  };
}

/** Asks the server whether it is well and has its page. */
export async function probeServer(): Promise<boolean> {
  const [health, page] = await Promise.all([
    fetch('/healthz', { cache: 'no-store' }),
    fetch('/index.html', { cache: 'no-store' }),
  ]);
  const isPage = page.headers.get('content-type')?.includes('text/html') === true;
  return health.ok && page.ok && isPage;
}
