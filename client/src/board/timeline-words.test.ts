import type { IncidentEvent, IncidentEventType, TimelineEntry } from '@warroom/shared';
import { describe, expect, it } from 'vitest';
import { testElection } from './testing/election.ts';
import { NOON } from '../store/testing/records.ts';
import { timelineLine } from './timeline-words.ts';
import { namesOf } from './words.ts';

const names = namesOf(
  testElection({
    playbooks: [
      { id: 'rumour', title: 'Rumour about procedure', categories: [], tasks: ['Call the county'] },
    ],
  }),
  [
    { id: 'ana', name: 'Ana', role: 'lead' },
    { id: 'bo', name: 'Bo', role: 'triager' },
  ],
  [
    {
      name: 'monitoring',
      title: 'Monitoring',
      kind: 'alert',
      count: 1,
      lastAt: 1,
      silentAfterMs: null,
    },
  ],
);
const clock = { startedAt: 0, warnAt: 1, dueAt: 2, metAt: null };
const clocks = { acknowledge: clock, act: clock, resolve: clock };

type Sample = {
  [T in IncidentEventType]: [
    data: Extract<IncidentEvent, { type: T }>['data'],
    texts: Record<string, string>,
    words: string,
    quote?: string,
  ];
};

/** One of each: a new type of event does not compile until it stands here with its words. */
const SAMPLES: Sample = {
  'incident.opened': [
    {
      severity: 'S1',
      category: null,
      jurisdictions: [],
      tlp: 'AMBER',
      occurrence: 'happening',
      veracity: 'unverified',
      signals: ['a', 'b'],
      sources: [],
      drill: false,
      clocks,
      named: [],
    },
    { title: 'Polls close early?' },
    'opened it from 2 signals, 1 CRIT',
    'Polls close early?',
  ],
  'incident.signals-linked': [{ signals: ['a'], sources: [] }, {}, 'linked 1 signal'],
  'incident.signals-unlinked': [
    { signals: ['a', 'b'] },
    { reason: 'another county' },
    'unlinked 2 signals',
    'another county',
  ],
  'incident.claimed': [{ until: 5 }, {}, 'claimed it'],
  'incident.acknowledged': [
    { until: 5, again: false, assigns: true },
    {},
    'acknowledged, claimed and took it',
  ],
  'incident.released': [{ claimOnly: true }, {}, 'released the claim'],
  'incident.assigned': [{ from: 'ana', to: 'bo' }, {}, 'assigned Bo in place of Ana'],
  'incident.changed': [
    {
      changes: { severity: 'S1', veracity: 'confirmed-false' },
      before: { severity: 'S2', veracity: 'unverified' },
    },
    { reason: 'people are leaving lines' },
    'set severity 2 HIGH → 1 CRIT, set veracity unverified → confirmed-false',
    'people are leaving lines',
  ],
  'incident.tagged': [
    { add: ['drop-box'], remove: ['van'] },
    {},
    'tagged it drop-box, took off van',
  ],
  'incident.noted': [{ length: 5 }, { text: 'Hello' }, 'noted', 'Hello'],
  'incident.dismissal-requested': [{ reason: 'duplicate' }, {}, 'asked to dismiss it: Duplicate'],
  'incident.dismissal-declined': [
    { reason: 'duplicate' },
    { text: 'not the same' },
    'kept it: not dismissed',
    'not the same',
  ],
  'incident.dismissed': [
    { reason: 'spam', requestedBy: 'bo' },
    {},
    'dismissed it: Spam, asked for by Bo',
  ],
  'incident.confirmed': [{}, {}, 'confirmed it: active'],
  'incident.mitigated': [{}, { text: 'signs are up' }, 'marked it mitigated', 'signs are up'],
  'incident.resolved': [{ outcome: 'corrected' }, {}, 'resolved it: Correct information published'],
  'incident.closed': [{ review: 'waived' }, { text: 'small' }, 'closed it, review waived', 'small'],
  'incident.reopened': [
    { from: 'resolved' },
    { reason: 'it is back' },
    'reopened it (was resolved)',
    'it is back',
  ],
  'incident.merged': [{ into: 'US28-0002', from: 'triage' }, {}, 'merged it into US28-0002'],
  'incident.absorbed': [
    { incident: 'US28-0001', signals: [], signalCount: 4 },
    {},
    'merged US28-0001 into this, with 4 signals',
  ],
  'incident.unmerged': [
    { to: 'triage', out: 'US28-0002' },
    {},
    'parted it from US28-0002 again: triage',
  ],
  'incident.parted': [
    { incident: 'US28-0001', signalCount: 4 },
    {},
    'parted US28-0001 from this again',
  ],
  'incident.source-resolved': [{ signal: 's-1' }, {}, 'says that it is over at the source'],
  'incident.sla-warned': [
    { clock: 'act', warnAt: 1, dueAt: 2 },
    {},
    'warns: the limit to act on it is near',
  ],
  'incident.sla-breached': [
    { clock: 'acknowledge', dueAt: 2 },
    {},
    'notes: the limit to acknowledge it has passed',
  ],
  'incident.undone': [
    { version: 3, what: 'incident.resolved', restores: {} },
    {},
    'took back: the resolution',
  ],
  'incident.tasks-added': [
    { tasks: [{ id: 't1', assignee: 'bo' }], playbook: null },
    { 'titles.t1': 'Call the county' },
    'added a task for Bo',
    'Call the county',
  ],
  'incident.task-set': [
    { task: 't1', done: true },
    { title: 'Call the county' },
    'did a task',
    'Call the county',
  ],
  'incident.task-removed': [{ task: 't1' }, {}, 'removed a task'],
  'incident.related': [
    { other: 'US28-0007', kind: 'caused-by' },
    {},
    'linked it: caused by US28-0007',
  ],
  'incident.unrelated': [{ other: 'US28-0007' }, {}, 'took off the link to US28-0007'],
  'incident.watched': [{}, {}, 'watches it'],
  'incident.unwatched': [{}, {}, 'no longer watches it'],
  'incident.snoozed': [
    {
      until: NOON + 1_800_000,
      condition: { kind: 'signals', count: 100, withinMin: 60 },
    },
    { reason: 'waits for the county' },
    'snoozed it for 30 min or until 100 more signals in 1 h',
    'waits for the county',
  ],
  'incident.woken': [{ why: 'time' }, {}, 'woke it: its time has come'],
  'incident.evidence-added': [
    {
      evidence: 'e1',
      kind: 'file',
      sha256: 'ab',
      size: 1_900_000,
      mime: 'image/jpeg',
      hasPreview: true,
    },
    { title: '', name: 'door.jpg' },
    'added a file as evidence (image/jpeg, 1.9 MB)',
    'door.jpg',
  ],
  'incident.evidence-removed': [
    { evidence: 'e1', sha256: 'ab' },
    { reason: 'shows a voter' },
    'removed evidence',
    'shows a voter',
  ],
  'incident.escalation-started': [
    { policy: 'p', name: 'Critical', steps: [{ afterMin: 0, targets: [{ kind: 'leads' }] }] },
    {},
    'began the escalation “Critical”, 1 step',
  ],
  'incident.escalation-stepped': [
    { step: 0, people: ['ana', 'bo'], reached: ['ana'], byHand: false },
    {},
    'paged Ana, step 1; Bo could not be reached',
  ],
  'incident.escalation-stopped': [
    { why: 'acknowledged' },
    {},
    'stopped the escalation: acknowledged',
  ],
  'incident.nobody-notified': [{ step: 1 }, {}, 'warns: no one was notified (step 2)'],
};

const entry = (given: Partial<TimelineEntry>): TimelineEntry => ({
  seq: 1,
  version: 1,
  type: 'incident.claimed',
  at: NOON,
  by: { kind: 'person', id: 'ana' },
  via: 'board',
  data: {},
  texts: {},
  erased: false,
  ...given,
});

describe('timeline in words', () => {
  for (const [type, [data, texts, words, quote]] of Object.entries(SAMPLES)) {
    it(`says ${type}`, () => {
      const line = timelineLine(entry({ type, data: { ...data }, texts }), names);
      expect(line).toMatchObject({ who: 'Ana', what: words });
      expect(line.quote).toBe(quote);
    });
  }

  it('says whose acknowledgement ran out', () => {
    const data = { claimOnly: false, expired: { holder: 'bo', until: NOON } };
    const by = { kind: 'system', id: 'clockwork' } as const;
    expect(timelineLine(entry({ type: 'incident.released', data, by }), names)).toMatchObject({
      who: 'The server',
      what: 'released it: new again, Bo did nothing on it',
    });
  });

  it('says where signals were moved or split to', () => {
    const what = (type: string, data: Record<string, unknown>) =>
      timelineLine(entry({ type, data }), names).what;
    const signals = ['a', 'b'];
    const opened = SAMPLES['incident.opened'][0];
    expect([
      what('incident.signals-linked', { signals, sources: [], movedFrom: 'US28-0001' }),
      what('incident.signals-unlinked', { signals, movedTo: 'US28-0002' }),
      what('incident.opened', { ...opened, splitFrom: 'US28-0001' }),
    ]).toEqual([
      'moved 2 signals here from US28-0001',
      'moved 2 signals to US28-0002',
      'split it off from US28-0001 with 2 signals, 1 CRIT',
    ]);
  });

  it('says that a new signal reopened it', () => {
    const by = { kind: 'source', id: 'monitoring' } as const;
    expect(
      timelineLine(entry({ type: 'incident.reopened', data: { from: 'resolved' }, by }), names),
    ).toMatchObject({ who: 'Monitoring', what: 'reopened it by a new signal (was resolved)' });
  });

  it('names a playbook by its title', () => {
    const data = { tasks: [{ id: 't', assignee: null }], playbook: 'rumour' };
    expect(timelineLine(entry({ type: 'incident.tasks-added', data }), names).what).toBe(
      'added 1 task of the playbook “Rumour about procedure”',
    );
  });

  it('marks what made it critical', () => {
    const [data, texts] = SAMPLES['incident.changed'];
    expect(
      timelineLine(entry({ type: 'incident.changed', data: { ...data }, texts }), names).weight,
    ).toBe('crit');
  });

  it('names sources by their title, the server as itself, and those who left as such', () => {
    const who = (by: TimelineEntry['by']) => timelineLine(entry({ by }), names).who;
    expect([
      who({ kind: 'source', id: 'monitoring' }),
      who({ kind: 'system', id: 'drill' }),
      who({ kind: 'person', id: 'x' }),
      who(null),
    ]).toEqual(['Monitoring', 'The server', 'Someone who left', 'Someone']);
  });

  it('says that a text was erased', () => {
    expect(
      timelineLine(entry({ type: 'incident.noted', data: { length: 5 }, erased: true }), names)
        .quote,
    ).toBe('(text erased)');
  });

  it('names a type that this page does not know', () => {
    expect(timelineLine(entry({ type: 'incident.referred' }), names).what).toBe('referred');
  });
});
