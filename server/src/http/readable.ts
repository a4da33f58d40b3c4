import { refuse } from '@warroom/shared';
import type { Refusal, Subject } from '@warroom/shared';
import type { z } from 'zod';
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
        // An emptied filter field in a form means no filter.
        const given = Object.entries(c.req.query()).filter(([, value]) => value !== '');
        const query = schema.safeParse(Object.fromEntries(given));
        if (!query.success) {
          const issue = query.error.issues[0];
          const field = issue?.path.join('.') ?? '';
          return refused(
            refuse('malformed', `${field}: ${issue?.message ?? 'is not right'}`, { path: field }),
          );
        }
        return handle(reader, query.data, c);
      },
    );
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
