import type { IncidentView, SignalView, Tlp } from '@warroom/shared';

/** 7 November 2028, 17:42:08 in New York: the moment most examples play at. */
export const EXAMPLE_NOW = Date.parse('2028-11-07T17:42:08-05:00');

const polls = (closes: string, opens = '06:00') => [
  { opens: `2028-11-07T${opens}`, closes: `2028-11-07T${closes}` },
];

/** An election file of six states in one zone: two close at 18:00, three at 19:30, one at 20:00. */
export function electionDocument() {
  const zone = 'America/New_York';
  const state = (code: string, name: string, row: number, col: number, closes: string) => ({
    id: `US-${code}`,
    code,
    name,
    kind: 'state',
    parent: 'US',
    zone,
    tile: { row, col },
    polls: polls(closes),
  });
  return {
    id: 'example',
    name: 'Example',
    numberPrefix: 'US28',
    electionDay: '2028-11-07',
    zone,
    deskContact: 'Call the desk, ext. 4100',
    jurisdictions: [
      { id: 'US', code: 'US', name: 'Country', kind: 'country', zone },
      state('IN', 'Indiana', 4, 6, '18:00'),
      state('KY', 'Kentucky', 5, 6, '18:00'),
      state('NC', 'North Carolina', 6, 7, '19:30'),
      state('OH', 'Ohio', 4, 7, '19:30'),
      state('WV', 'West Virginia', 5, 7, '19:30'),
      state('PA', 'Pennsylvania', 4, 8, '20:00'),
      {
        id: 'US-PA-1',
        code: 'HAR',
        name: 'Harlow County',
        kind: 'county',
        parent: 'US-PA',
        zone,
      },
    ],
    taxonomy: [{ code: 'OPS', name: 'Operations', subs: [] }],
    dismissReasons: [{ code: 'unfounded', name: 'Unfounded' }],
    outcomes: [{ code: 'fixed', name: 'Fixed' }],
    sla: {
      S1: { acknowledgeMin: 5, actMin: 15, resolveMin: 90 },
      S2: { acknowledgeMin: 10, actMin: 30, resolveMin: 240 },
      S3: { acknowledgeMin: 30, actMin: 120, resolveMin: 720 },
      S4: { acknowledgeMin: 120, actMin: 480, resolveMin: 2880 },
      S5: { acknowledgeMin: 480, actMin: 1440, resolveMin: 4320 },
    },
  };
}

/** An open, new, unacknowledged incident of medium severity; what is given replaces what is in it. */
export function exampleIncident(id: string, more: Partial<IncidentView> = {}): IncidentView {
  const openedAt = more.openedAt ?? EXAMPLE_NOW - 12 * 60_000;
  const clock = (minutes: number) => ({
    startedAt: openedAt,
    warnAt: openedAt + minutes * 45_000,
    dueAt: openedAt + minutes * 60_000,
    metAt: null,
  });
  return {
    id,
    version: 1,
    openedAt,
    changedAt: openedAt,
    changedBy: null,
    drill: false,
    title: `Incident ${id}`,
    nextStep: '',
    state: 'new',
    severity: 'S3',
    veracity: 'unverified',
    occurrence: 'happening',
    category: 'OPS',
    jurisdictions: [],
    tlp: 'AMBER',
    named: [],
    tags: [],
    owned: false,
    assignee: null,
    claim: null,
    acknowledgedAt: null,
    acknowledgedBy: null,
    mitigatedAt: null,
    activeAt: null,
    resolvedAt: null,
    closedAt: null,
    outcome: null,
    dismissal: null,
    dismissalRequest: null,
    mergedInto: null,
    signalCount: 1,
    sources: [],
    noteCount: 0,
    sourceResolvedAt: null,
    taskCount: 0,
    openTaskCount: 0,
    evidenceCount: 0,
    linkCount: 0,
    watchers: [],
    snooze: null,
    escalation: null,
    clocks: { acknowledge: clock(5), act: clock(15), resolve: clock(90) },
    undo: null,
    ...more,
  };
}

/** An undecided signal from the tip form; what is given replaces what is in it. */
export function exampleSignal(id: string, more: Partial<SignalView> = {}): SignalView {
  const tlp: Tlp = 'AMBER';
  return {
    id,
    version: 1,
    source: 'tips',
    channel: 'tip',
    observedAt: EXAMPLE_NOW,
    receivedAt: EXAMPLE_NOW,
    language: 'en',
    jurisdiction: null,
    category: null,
    severity: null,
    tlp,
    drill: false,
    state: 'undecided',
    incidents: [],
    claim: null,
    sourceResolvedAt: null,
    text: `Signal ${id}`,
    url: null,
    author: null,
    erased: false,
    dismissReason: null,
    ...more,
  };
}
