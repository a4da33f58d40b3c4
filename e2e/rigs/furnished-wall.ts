import { intakeKey } from './api.ts';
import type { Api } from './api.ts';
import { furnish } from './furnished.ts';
import { done, openIncident, postSignals } from './seed.ts';
import type { ServerRig } from './server.ts';

/** A scene and what an address or a playlist says of it. */
export interface SceneTurn {
  scene: string;
  view?: string;
  map?: 'tiles' | 'states' | 'counties';
  announcement?: string;
  incident?: string;
}

const PLACES = ['US-AZ', 'US-PA', 'US-MI', 'US-GA', 'US-PR'];
const LONG =
  'Voters at several polling places report that poll books do not load and that provisional ballots have run out';

/** As the address of a wall has it. */
export function searchOf(turn: SceneTurn): string {
  return new URLSearchParams({ ...turn }).toString();
}

/**
 * So much that every scene has something to say, as a bad hour brings it, short of a flood: three-digit
 * counts, long titles, a critical that nobody has and one that somebody has, a roster, signals, a view of
 * the team and an announcement. Answers every scene there is.
 */
export async function furnishWall(
  server: ServerRig,
  lead: Api,
  election: string,
): Promise<SceneTurn[]> {
  const numbers: string[] = [];
  for (const [severity, count] of [
    ['S1', 2],
    ['S2', 6],
    ['S3', 104],
    ['S4', 12],
  ] as const)
    for (let n = 0; n < count; n += 1) {
      const id = await openIncident(lead, election, {
        title: `${LONG} (${n + 1})`,
        severity,
        category: 'OPS.equipment',
        jurisdictions: [PLACES[n % PLACES.length]],
      });
      if (n % 3 === 1) await done(lead, election, { type: 'incident.acknowledge', incident: id });
      numbers.push(id);
    }
  const key = await intakeKey(lead, election, 'tips');
  await postSignals(
    server,
    election,
    key,
    Array.from({ length: 30 }, (_, n) => ({
      externalId: `fill-${n}`,
      text: `${LONG}, says caller ${n}`,
      jurisdiction: 'US-NV',
    })),
  );
  await furnish(lead, election, numbers[20] ?? '');
  await done(lead, election, {
    type: 'view.save',
    title: 'Equipment of the southern states',
    query: 'cat:OPS.equipment',
    lanes: 'both',
    sort: 'severity',
    scope: 'team',
  });
  const { views } = await lead.get<{ views: { id: string }[] }>(`/api/elections/${election}/views`);
  await done(lead, election, {
    type: 'wall.announcement-save',
    announcement: 'briefing',
    title: 'Briefing of all desks at the half hour',
    body: `The **county line** has changed.\n\n- Bring the sheet of your desk\n- ${LONG}\n- Nobody leaves a desk empty\n\nAsk the lead on duty.`,
    tlp: 'CLEAR',
    forVisitors: true,
    from: null,
    until: null,
  });
  return [
    { scene: 'overview' },
    { scene: 'ticker' },
    { scene: 'map' },
    { scene: 'map', map: 'states' },
    { scene: 'map', map: 'counties' },
    { scene: 'metrics' },
    { scene: 'on-call' },
    { scene: 'polls' },
    { scene: 'view', view: views[0]?.id ?? '' },
    { scene: 'announcement', announcement: 'briefing' },
    { scene: 'incident', incident: numbers[0] ?? '' },
  ];
}
