import type { IncidentView, SignalView } from '@warroom/shared';
import { describe, expect, it } from 'vitest';
import { incidentView, NOON, signalView } from '../../store/testing/records.ts';
import { keyOf } from '../../ui/keys/keymap.ts';
import { planOf, unitsOf } from './plan.ts';
import type { PlanContext } from './plan.ts';
import type { BulkDeed } from './staged.ts';

const INCIDENTS = [
  incidentView({ id: 'US28-0001', tlp: 'AMBER' }),
  incidentView({ id: 'US28-0002', tlp: 'RED', assignee: 'bo' }),
  incidentView({ id: 'US28-0003', state: 'closed' }),
  incidentView({ id: 'US28-0004', severity: 'S1', assignee: 'me' }),
];
const context: PlanContext = {
  me: 'me',
  role: 'triager',
  now: NOON,
  blocked: null,
  person: (id) => id.toUpperCase(),
  keyOf: (action) => keyOf({}, action),
  incident: (id) => INCIDENTS.find((one) => one.id === id),
  outcome: (code) => code,
  dismissReason: (code) => code,
};
const onIncidents = (deed: BulkDeed, incidents: readonly IncidentView[] = INCIDENTS) =>
  Object.fromEntries(
    planOf(
      deed,
      incidents.map((incident) => ({ kind: 'incident', id: incident.id, incident })),
      context,
    ).map(({ id, will, why }) => [id.slice(-1), why === null ? will : `– ${why}`]),
  );
const onSignals = (deed: BulkDeed, ...given: Partial<SignalView>[]) =>
  planOf(
    deed,
    given.map((one, n) => {
      const signal = signalView({ id: `s${n}`, ...one });
      return { kind: 'signal', id: signal.id, signal };
    }),
    context,
  ).map(({ will, why }) => (why === null ? will : `– ${why}`));

describe('what will happen to each', () => {
  it('is told of incidents: what is done, and why some are left out', () => {
    expect(onIncidents({ do: 'assign', assignee: 'bo' })).toEqual({
      1: 'assign',
      2: '– BO has it already',
      3: '– closed: nothing to do',
      4: 'take over from ME',
    });
    expect(onIncidents({ do: 'change', changes: { severity: 'S1' } })).toEqual({
      1: '3 MED → 1 CRIT',
      2: '3 MED → 1 CRIT',
      3: '– closed: nothing to do',
      4: '– so already',
    });
    expect(onIncidents({ do: 'dismiss', reason: 'spam', text: '' })).toMatchObject({
      1: 'dismiss',
      4: 'ask for it: a second person confirms',
    });
  });

  it('leaves the target of a merge in place, and what its label does not cover', () => {
    expect(onIncidents({ do: 'merge', into: 'US28-0001' })).toEqual({
      1: '– stays: the others come to it',
      2: '– TLP:RED, and US28-0001 only TLP:AMBER',
      3: '– closed: nothing to do',
      4: 'merge into US28-0001',
    });
  });

  it('leaves out signals that someone holds or decided, with who and how long', () => {
    const held = { claim: { by: 'tomas', until: NOON + 252_000 } };
    expect(onSignals({ do: 'claim' }, {}, held, { state: 'dismissed' })).toEqual([
      'claim',
      '– held by TOMAS, 4:12 left',
      '– was dismissed',
    ]);
    expect(
      onSignals(
        { do: 'link', incidents: ['US28-0001', 'US28-0004'] },
        {},
        { state: 'linked', incidents: ['US28-0001'] },
        { state: 'linked', incidents: ['US28-0001', 'US28-0004'] },
      ),
    ).toEqual([
      'link to US28-0001, US28-0004',
      'link to US28-0004',
      '– linked to US28-0001, US28-0004 already',
    ]);
  });

  it('becomes a command each, but for signals to one incident, which go together', () => {
    const ids = Array.from({ length: 250 }, (_, n) => `s${n}`);
    const link = unitsOf(
      { do: 'link', incidents: ['US28-0001', 'US28-0004'] },
      'signal',
      ids,
      (signal, incident) => signal === 's0' && incident === 'US28-0001',
    );
    expect(
      link.map(({ intent, items }) => ['incident' in intent && intent.incident, items.length]),
    ).toEqual([
      ['US28-0001', 200],
      ['US28-0001', 49],
      ['US28-0004', 200],
      ['US28-0004', 50],
    ]);
    expect(unitsOf({ do: 'claim' }, 'signal', ids)).toHaveLength(250);
    expect(unitsOf({ do: 'merge', into: 'A' }, 'incident', ['B', 'C'])).toMatchObject([
      { intent: { type: 'incident.merge', incident: 'B', into: 'A' }, items: ['B'] },
      { intent: { incident: 'C' } },
    ]);
  });
});
