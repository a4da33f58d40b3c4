import {
  briefAudience,
  composeBrief,
  listedBrief,
  mayReadBrief,
  readFrozen,
  sees,
} from '@warroom/shared';
import type { Brief, BriefChange, BriefListed, BriefView, Subject } from '@warroom/shared';
import { briefWorld } from '../desk/briefs.ts';
import type { Room } from '../desk/room.ts';

const MOST_LISTED = 200;
const MOST_CHANGED = 12;
const CHANGED_WITHIN_MS = 30 * 60_000;

/** Types of events that are worth a line beside a draft; notes and claims go on all the time. */
const NOTEWORTHY: ReadonlySet<string> = new Set([
  'incident.opened',
  'incident.assigned',
  'incident.changed',
  'incident.confirmed',
  'incident.mitigated',
  'incident.resolved',
  'incident.closed',
  'incident.reopened',
  'incident.dismissed',
  'incident.merged',
  'incident.snoozed',
  'incident.woken',
  'incident.sla-breached',
  'incident.nobody-notified',
]);

/** The briefs that a person may read, newest first. */
export function briefsFor(room: Room, subject: Subject): BriefListed[] {
  const { clearance } = briefAudience(subject);
  return Object.values(room.situation.sections.brief)
    .filter((brief) => mayReadBrief(brief, clearance))
    .toSorted((a, b) => b.number - a.number)
    .slice(0, MOST_LISTED)
    .map(listedBrief);
}

/**
 * A brief as a person may read it: a draft as it stands now, else as it was signed, in both cases without
 * what they may not see. Undefined where there is none for them.
 */
export async function briefFor(
  room: Room,
  id: string,
  subject: Subject,
  now: number,
): Promise<BriefView | undefined> {
  const { situation } = room;
  const brief = Object.hasOwn(situation.sections.brief, id)
    ? situation.sections.brief[id]
    : undefined;
  const audience = briefAudience(subject);
  if (!brief || !mayReadBrief(brief, audience.clearance)) return undefined;
  const listed = listedBrief(brief);
  if (brief.state === 'draft') {
    const content = composeBrief(briefWorld(room.election, situation), brief, audience, now);
    return {
      ...listed,
      isLive: true,
      content,
      changed: await changesOf(room, brief, subject, now),
    };
  }
  const frozen = await room.signedBrief(id);
  return {
    ...listed,
    isLive: false,
    content: frozen && readFrozen(frozen, situation, audience),
    changed: [],
  };
}

/** What was last done on the incidents that changed last, since the draft was made; of the last half hour. */
async function changesOf(
  room: Room,
  brief: Brief,
  subject: Subject,
  now: number,
): Promise<BriefChange[]> {
  const audience = briefAudience(subject);
  const since = Math.max(brief.madeAt, now - CHANGED_WITHIN_MS);
  const changed = [...room.situation.incidents.values()]
    .map(({ incident }) => incident)
    .filter(
      (incident) =>
        incident.changedAt >= since && incident.tlp !== 'RED' && sees(audience, incident),
    )
    .toSorted((a, b) => b.changedAt - a.changedAt)
    .slice(0, MOST_CHANGED);
  const entries = await Promise.all(
    changed.map(async ({ id, version }) =>
      (await room.timeline(id, audience, Math.max(0, version - 20))).map((entry) => ({
        incident: id,
        entry,
      })),
    ),
  );
  return entries
    .flat()
    .filter(({ entry }) => entry.at >= since && NOTEWORTHY.has(entry.type))
    .toSorted((a, b) => b.entry.at - a.entry.at || b.entry.seq - a.entry.seq)
    .slice(0, MOST_CHANGED)
    .map(({ incident, entry: { at, by, type, data } }) => ({ incident, at, by, type, data }));
}
