import type { LinkTime } from './link-time.ts';

/** What several servers said when asked at once, and why the others said nothing. */
export interface Gathered<T> {
  answers: T[];
  reasons: string[];
}

/**
 * Waits for answers of several servers that were asked at once: until all have answered or failed,
 * `enough` have answered, or `graceMs` after the first answer. So one that is silent holds nobody up.
 * Each asking must end by itself.
 */
export function gather<T>(
  time: LinkTime,
  asked: Promise<T>[],
  { enough, graceMs }: { enough: number; graceMs: number },
): Promise<Gathered<T>> {
  return new Promise((resolve) => {
    const gathered: Gathered<T> = { answers: [], reasons: [] };
    let callOff: (() => void) | undefined;
    let isDone = false;
    const done = (): void => {
      if (isDone) return;
      isDone = true;
      callOff?.();
      resolve(gathered);
    };
    const settled = (): void => {
      if (isDone) return;
      if (gathered.answers.length >= enough) return done();
      if (gathered.answers.length + gathered.reasons.length === asked.length) return done();
      if (gathered.answers.length > 0) callOff ??= time.after(graceMs, done);
    };
    for (const one of asked)
      one.then(
        (answer) => {
          if (!isDone) gathered.answers.push(answer);
          settled();
        },
        (error: unknown) => {
          if (!isDone)
            gathered.reasons.push(error instanceof Error ? error.message : String(error));
          settled();
        },
      );
    if (asked.length === 0) done();
  });
}
