import { compileElection, Election } from '@warroom/shared';
import { describe, expect, it } from 'vitest';
import {
  electionDocument,
  EXAMPLE_NOW as NOW,
  exampleIncident,
  exampleSignal,
} from './testing/example.ts';
import { visitorView } from './visitor-view.ts';
import type { WallData } from './wall-data.ts';

const SECRETS = [
  'Teo Marwick',
  'Marwick',
  '@teo_m',
  'evil.example',
  'ana@office.example',
  '555 0134',
  'Partner Ltd',
  'inside-tag',
  'Crew note',
];

const data: WallData = {
  compiled: compileElection(Election.parse(electionDocument())),
  identity: { kind: 'display', name: 'North wall', clearance: 'AMBER', redaction: 'none' },
  incidents: [
    exampleIncident('US28-0001', {
      title: 'Teo Marwick says @teo_m was seen at https://evil.example/x',
      nextStep: 'Call Marwick, +1 555 0134 000, or ana@office.example',
      assignee: 'teo',
      acknowledgedBy: 'teo',
      acknowledgedAt: NOW,
      changedBy: { kind: 'person', id: 'teo' },
      claim: { by: 'teo', until: NOW + 1 },
      named: ['teo'],
      watchers: ['teo'],
      tags: ['inside-tag'],
      sources: ['Partner Ltd'],
    }),
  ],
  signals: [
    exampleSignal('s-1', {
      text: 'Marwick at www.evil.example',
      url: 'https://evil.example/y',
      author: '@teo_m',
      source: 'Partner Ltd',
    }),
  ],
  program: {
    rules: [],
    pin: null,
    pausedAt: null,
    announcements: [
      { id: 'a', title: 'Crew note', body: 'Crew note', tlp: 'AMBER', from: null, until: null },
    ],
    views: [{ id: 'v', title: 'Crew note', query: 'is:open', sort: 'newest' }],
  },
  metrics: null,
  onCall: {
    desks: [
      {
        desk: 'lead',
        title: 'Lead',
        isManned: true,
        needs: 1,
        people: [{ person: 'teo', until: NOW }],
        next: null,
        gap: null,
      },
    ],
    gaps: [],
  },
  sources: [
    {
      name: 'partner-ltd',
      title: 'Partner Ltd',
      kind: 'partner',
      count: 1,
      lastAt: NOW,
      silentAfterMs: null,
    },
  ],
  names: new Map([['teo', 'Teo']]),
  ticker: { id: 'v', title: 'Seen by Marwick', query: 'is:open' },
  asOf: { incidents: NOW, signals: NOW, metrics: NOW },
  heartbeatMs: 5_000,
  readOnly: null,
  unsafe: null,
};

describe('the picture for visitors, made on the screen', () => {
  const view = visitorView(data, [{ name: 'Teo Marwick' }]);
  const { compiled: _, names, ...rest } = view;

  it('[WV1] holds no name, handle, address, partner, or text of which only the server knows who it is for', () => {
    const text = JSON.stringify(rest);
    for (const secret of SECRETS) expect(text).not.toContain(secret);
    expect(text).not.toContain('"teo"');
    expect([...names]).toEqual([]);
    expect(view.onCall).toBeNull();
    expect(view.identity.redaction).toBe('visitor');
  });

  it('[WV1] still says what happened, where, since when, and that somebody has it', () => {
    expect(view.incidents[0]).toMatchObject({
      id: 'US28-0001',
      severity: 'S3',
      owned: true,
      acknowledgedAt: NOW,
    });
    expect(view.incidents[0]?.title).toContain('was seen at');
    expect(view.asOf).toEqual(data.asOf);
  });
});
