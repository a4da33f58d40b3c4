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

/** What our page has and a proxy's page of apology has not. */
const OURS = 'id="root"';
/** A server that takes longer is not well; and a probe that never ended would keep this screen on its build for ever. */
const PROBE_MS = 10_000;

/** Asks the server whether it is well and has its page: ours, not one that a proxy serves in its stead. */
export async function probeServer(): Promise<boolean> {
  const signal = AbortSignal.timeout(PROBE_MS);
  const [health, page] = await Promise.all([
    fetch('/healthz', { cache: 'no-store', signal }),
    fetch('/index.html', { cache: 'no-store', signal }),
  ]);
  const isPage = page.headers.get('content-type')?.includes('text/html') === true;
  return health.ok && page.ok && isPage && (await page.text()).includes(OURS);
}
