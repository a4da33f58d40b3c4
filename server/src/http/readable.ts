import { refuse } from '@warroom/shared';
import type { Refusal, Subject } from '@warroom/shared';
import type { z } from 'zod';
import { malformedBy } from '../guard/issue-words.ts';
import type { HttpContext } from './env.ts';
import type { RouteContext } from './options.ts';
import { refused } from './respond.ts';
import type { Reader, Router } from './router.ts';

/**
 * Adds routes of an election that are read by query, for those who may read (`reading`) or for people
 * alone (`staff`), at a rate that a person can use.
 */
export function readableOn(
  router: Pick<Router, 'reading' | 'staff'>,
  context: Pick<RouteContext, 'busy'>,
  door: 'reading' | 'staff' = 'reading',
) {
  return <S extends z.ZodType>(
    path: string,
    schema: S,
    handle: (reader: Reader, query: z.infer<S>, c: HttpContext) => Promise<Response>,
  ): void =>
    router[door](
      'signal.read',
      `/api/elections/:election${path}`,
      async (c: HttpContext, reader: Reader) => {
        const { subject } = reader;
        const waitMs = context.busy.take(`read ${subject.kind} ${subject.id}`);
        if (waitMs > 0) return refused(tooFast(waitMs));
        const query = readQuery(c, schema);
        return query.ok ? handle(reader, query.value, c) : refused(query.refusal);
      },
    );
}

/**
 * What the address asks for after its `?`, over these defaults. An emptied field of a form is as if it
 * were not there.
 */
export function readQuery<S extends z.ZodType>(
  c: HttpContext,
  schema: S,
  defaults: Readonly<Record<string, unknown>> = {},
): { ok: true; value: z.infer<S> } | { ok: false; refusal: Refusal } {
  const typed = Object.entries(c.req.query()).filter(([, value]) => value !== '');
  const given = { ...defaults, ...Object.fromEntries(typed) };
  const parsed = schema.safeParse(given);
  if (parsed.success) return { ok: true, value: parsed.data };
  const about = { whole: 'What is asked for', isTyped: true };
  return { ok: false, refusal: malformedBy(parsed.error, given, about) };
}

/** Whose "mine" a search means: a person's; displays and the command line have none. */
export function personOf(subject: Subject): string | null {
  return subject.kind === 'person' ? subject.id : null;
}

/** Says when to come again. */
export function tooFast(retryAfterMs: number): Refusal {
  return refuse('rate-limited', 'That is faster than anyone can work; slow down a little.', {
    retryAfterMs,
  });
}
