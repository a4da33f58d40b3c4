import { can, localDateOf } from '@warroom/shared';
import type { CareView } from '@warroom/shared';
import type { RouteContext } from '../options.ts';
import { json } from '../respond.ts';
import type { Router } from '../router.ts';

/** How long people have looked at distressing signals: one's own; leads see everyone's. */
export function careRoutes(
  router: Router,
  { now, accounts }: Pick<RouteContext, 'now' | 'accounts'>,
): void {
  router.reading('signal.read', '/api/elections/:election/care', (_c, { room, subject }) => {
    const { care } = room.situation.sections;
    const names = new Map(accounts.people(room.id).map(({ id, name }) => [id, name]));
    const today = localDateOf(now(), room.election.election.zone);
    const view: CareView = {
      today,
      own: subject.kind === 'person' ? (care[subject.id] ?? null) : null,
      people: can(subject, 'incident.lead')
        ? Object.entries(care)
            .map(([person, one]) => ({
              person,
              name: names.get(person) ?? 'Someone who left',
              ...one,
            }))
            .sort(
              (a, b) =>
                (b.minutesByDay[today] ?? 0) - (a.minutesByDay[today] ?? 0) || b.lastAt - a.lastAt,
            )
        : null,
    };
    return json(view);
  });
}
