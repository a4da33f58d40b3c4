import type { Unit } from '../src/journal/journal.ts';

/** How many incidents the changes of the cluster bench go round. */
export const INCIDENTS = 500;

export function incidentId(n: number): string {
  return `US28-${String((n % INCIDENTS) + 1).padStart(4, '0')}`;
}

/** About 200 bytes, with the moment of its making (epoch ms, fractions kept) to measure the way by. */
export function changedTitle(n: number): string {
  const at = (performance.timeOrigin + performance.now()).toFixed(2);
  return `@${at}@ Reports of long lines at polling place ${n} in Harlow County, ${'voters leave unserved '.repeat(6)}`;
}

const clock = { startedAt: 0, warnAt: 4e12, dueAt: 4e12, metAt: null };

/** An incident as the journal opens it. */
export function openedIncident(n: number, at: number): Unit {
  return {
    entries: [
      {
        aggregate: `incident:${incidentId(n)}`,
        expectedVersion: 0,
        event: {
          type: 'incident.opened',
          data: {
            severity: 'S3',
            category: 'OPS.long-lines',
            jurisdictions: ['US-AZ'],
            tlp: 'AMBER',
            occurrence: 'happening',
            veracity: 'unverified',
            signals: [],
            sources: ['tips'],
            drill: false,
            named: [],
            clocks: { acknowledge: clock, act: clock, resolve: clock },
          },
          personal: { title: `Long line at polling place ${n}` },
          at,
          by: { kind: 'person', id: 'bench' },
          via: 'api',
        },
      },
    ],
  };
}

/** A change of an incident's title, as a command writes it. */
export function changedIncident(n: number, at: number): Unit {
  return {
    entries: [
      {
        aggregate: `incident:${incidentId(n)}`,
        event: {
          type: 'incident.changed',
          data: { changes: {} },
          personal: { title: changedTitle(n) },
          at,
          by: { kind: 'person', id: 'bench' },
          via: 'api',
        },
      },
    ],
  };
}

const TEXT =
  'Polling place on Elm Street has run out of ballots, people are being sent home. '.repeat(4);

/** An event of about 500 bytes on one of many incidents, as the bench of the embedded journal writes them. */
export function notedIncident(n: number): Unit {
  return {
    entries: [
      {
        aggregate: `incident:${n % 1000}`,
        event: {
          type: 'incident.noted',
          data: { number: n, note: TEXT.slice(0, 330), severity: 'S2' },
          at: 1_730_000_000_000 + n,
          by: { kind: 'person', id: `person-${n % 40}` },
          via: 'board',
        },
      },
    ],
  };
}
