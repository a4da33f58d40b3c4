import type { Api } from './api.ts';
import { done } from './seed.ts';

/** The pages of an election beside its board: after `/e/<election>/`, and their heading. */
export const DESK_PAGES = [
  ['roster', 'Roster'],
  ['handover', /hands over at/],
  ['sitrep', 'Situation report'],
  ['figures', 'Figures'],
  ['notify', 'Notifications'],
  ['messages', 'Messages'],
  ['care', 'Staff care'],
] as const satisfies readonly (readonly [string, string | RegExp])[];

const HOUR_MS = 3_600_000;

/**
 * So that no page of the desk stands empty: shifts and a swap in the roster, a shift brief begun, and on
 * an incident a task, an address as evidence, and a signal.
 */
export async function furnish(lead: Api, election: string, incident: string): Promise<void> {
  const me = (await lead.get<{ subject: { id: string } }>('/api/session')).subject.id;
  const { desks, now } = await lead.get<{ desks: { id: string }[]; now: number }>(
    `/api/elections/${election}/roster`,
  );
  const desk = desks[0]?.id ?? '';
  await done(lead, election, {
    type: 'roster.shift-add',
    desk,
    person: me,
    from: now - HOUR_MS,
    until: now + 7 * HOUR_MS,
  });
  await done(lead, election, {
    type: 'roster.swap-ask',
    desk,
    from: now + HOUR_MS,
    until: now + 3 * HOUR_MS,
    reason: 'A doctor’s appointment.',
  });
  await done(lead, election, { type: 'brief.make' });
  await done(lead, election, {
    type: 'signal.enter',
    signal: { text: 'Caller: they say the polls close at six' },
  });
  const { items } = await lead.get<{ items: { id: string }[] }>(
    `/api/elections/${election}/signals?limit=200&q=caller`,
  );
  await done(lead, election, {
    type: 'incident.link',
    incident,
    signals: items.map(({ id }) => id),
  });
  await done(lead, election, { type: 'incident.task-add', incident, title: 'Call the clerk.' });
  await done(lead, election, {
    type: 'incident.evidence-add',
    incident,
    evidence: { kind: 'url', url: 'https://example.org/post', title: 'The post' },
  });
}
