import type { z } from 'zod';
import { Election } from './election.ts';

const coast = 'America/New_York';

/** A small election for tests: a split state, a plain one, one with hours by county, and a county. */
export const exampleDocument = {
  id: 'example',
  name: 'Example',
  numberPrefix: 'EXA28',
  electionDay: '2028-11-07',
  zone: coast,
  calendar: [
    { id: 'early-voting', from: '2028-10-20', until: '2028-11-06T18:00' },
    { id: 'certification', from: '2028-11-20' },
  ],
  jurisdictions: [
    { id: 'XX', code: 'XX', name: 'Country', kind: 'country', zone: coast },
    {
      id: 'XX-SP',
      code: 'SP',
      name: 'Split',
      parent: 'XX',
      kind: 'state',
      zone: coast,
      zones: ['America/Chicago'],
      tile: { row: 1, col: 1 },
      polls: [
        { opens: '2028-11-07T06:00', closes: '2028-11-07T18:00' },
        { opens: '2028-11-07T06:00', closes: '2028-11-07T18:00', zone: 'America/Chicago' },
      ],
    },
    {
      id: 'XX-PL',
      code: 'PL',
      name: 'Plain',
      parent: 'XX',
      kind: 'state',
      zone: coast,
      tile: { row: 1, col: 2 },
      polls: [{ opens: '2028-11-07T07:00', closes: '2028-11-07T19:00' }],
    },
    {
      id: 'XX-PM',
      code: 'PM',
      name: 'With a pause',
      parent: 'XX',
      kind: 'state',
      zone: 'America/Chicago',
      polls: [
        { opens: '2028-11-07T08:00', closes: '2028-11-07T11:00' },
        { opens: '2028-11-07T13:00', closes: '2028-11-07T20:00' },
      ],
    },
    {
      id: 'XX-PL-1',
      code: 'PL1',
      name: 'Harlow County',
      parent: 'XX-PL',
      kind: 'county',
      zone: coast,
    },
  ],
  taxonomy: [
    { code: 'OPS', name: 'Operations', subs: [{ code: 'long-lines', name: 'Long lines' }] },
    { code: 'POSITIVE', name: 'Good news' },
  ],
  dismissReasons: [{ code: 'unfounded', name: 'Unfounded' }],
  outcomes: [{ code: 'fixed', name: 'Fixed' }],
  sla: {
    S1: { acknowledgeMin: 5, actMin: 15, resolveMin: 90 },
    S2: { acknowledgeMin: 10, actMin: 30, resolveMin: 240 },
    S3: { acknowledgeMin: 30, actMin: 120, resolveMin: 720 },
    S4: { acknowledgeMin: 120, actMin: 480, resolveMin: 2880 },
    S5: { acknowledgeMin: 480, actMin: 1440, resolveMin: 4320 },
  },
  slaInPhase: { 'last-hour': { S1: { acknowledgeMin: 3, warnAt: 0.5 } } },
  sources: [
    { name: 'tips', kind: 'tip', title: 'Tips' },
    { name: 'hotline', kind: 'call', title: 'Hotline', silentAfterMin: 15 },
  ],
} satisfies z.input<typeof Election>;

export const exampleElection: Election = Election.parse(exampleDocument);
