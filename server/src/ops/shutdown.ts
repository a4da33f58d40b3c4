/** One part of going down; the next begins when it is done or its time is up. */
export interface ShutdownStep {
  name: string;
  withinMs: number;
  run(): Promise<void> | void;
}

export interface ShutdownOptions {
  /** In order: first stop letting in, last close the journal. */
  steps: readonly ShutdownStep[];
  log: {
    info(fields: object, message: string): void;
    error(fields: object, message: string): void;
  };
  /** Ends the process. */
  exit(code: number): void;
  /** Runs work after a delay; answers how to call it off. Default: a timer. */
  after?(delayMs: number, work: () => void): () => void;
}

/**
 * Goes down in order, once however often it is asked: each step is waited for, but not beyond its
 * time. Exits 0 when all went well, else 1. What was acknowledged is on disk already.
 */
export function gracefulShutdown(options: ShutdownOptions): (reason: string) => Promise<void> {
  const { steps, log, after = timer } = options;
  let going: Promise<void> | undefined;

  async function goDown(reason: string): Promise<void> {
    log.info({ reason }, 'The server is going down.');
    let failed = false;
    for (const { name, withinMs, run } of steps) {
      try {
        await limited(run, withinMs, after);
      } catch (error) {
        failed = true;
        log.error({ err: error, step: name }, 'A step of going down failed; the next follows.');
      }
    }
    log.info({ failed }, 'The server is down.');
    options.exit(failed ? 1 : 0);
  }
  return (reason) => (going ??= goDown(reason));
}

async function limited(
  run: ShutdownStep['run'],
  withinMs: number,
  after: NonNullable<ShutdownOptions['after']>,
): Promise<void> {
  let callOff = (): void => undefined;
  const late = new Promise<never>((_, reject) => {
    callOff = after(withinMs, () => reject(new Error(`not done after ${withinMs} ms`)));
  });
  try {
    await Promise.race([Promise.resolve().then(run), late]);
  } finally {
    callOff();
  }
}

function timer(delayMs: number, work: () => void): () => void {
  const handle = setTimeout(work, delayMs);
  return () => clearTimeout(handle);
}
