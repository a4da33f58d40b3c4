import { describe, expect, it } from 'vitest';
import type { IncidentView } from '@warroom/shared';
import { incidentStore } from './incidents.ts';
import { incidentOrder } from './order.ts';
import { incidentView, manualTime } from './testing/records.ts';

const SEVERITIES = { S1: 1, S2: 2, S3: 3, S4: 4, S5: 5 } as const;
const rule = {
  matches: (incident: IncidentView) => incident.state === 'new',
  rank: (incident: IncidentView) => [SEVERITIES[incident.severity], 0] as const,
};

function lane(...given: Partial<IncidentView>[]) {
  const time = manualTime();
  const incidents = incidentStore(time.schedule);
  incidents.replace({ incidents: given.map((one) => incidentView(one)) });
  incidents.flush();
  const order = incidentOrder({ incidents, rule, after: time.after });
  return {
    time,
    order,
    state: () => order.store.getState(),
    change(one: Partial<IncidentView>) {
      incidents.apply({ upserts: [incidentView(one)], removals: [] });
      incidents.flush();
    },
    remove(id: string) {
      incidents.apply({ upserts: [], removals: [id] });
      incidents.flush();
    },
  };
}

describe('order of the incidents lane', () => {
  it('sorts by rank, then by number', () => {
    const { state } = lane(
      { id: 'US28-0003', severity: 'S3' },
      { id: 'US28-0002', severity: 'S1' },
      { id: 'US28-0001', severity: 'S3' },
    );
    expect(state().ids).toEqual(['US28-0002', 'US28-0001', 'US28-0003']);
  });

  it('shows all there is with the first picture, although one was known before and rows are held', () => {
    const time = manualTime();
    const incidents = incidentStore(time.schedule);
    const order = incidentOrder({ incidents, rule, after: time.after });
    incidents.learn(incidentView({ id: 'US28-0002' }));
    incidents.flush();
    order.hold('focus', true);
    incidents.replace({
      incidents: ['US28-0001', 'US28-0002', 'US28-0003'].map((id) => incidentView({ id })),
    });
    incidents.flush();
    expect(order.store.getState()).toMatchObject({
      ids: ['US28-0001', 'US28-0002', 'US28-0003'],
      arrivals: 0,
    });
  });

  it('sorts anew at most four times a second', () => {
    const { time, state, change, order } = lane({ id: 'US28-0001' });
    let sorted = 0;
    order.store.subscribe(() => (sorted += 1));
    for (let i = 2; i <= 500; i += 1) {
      change({ id: `US28-${String(i).padStart(4, '0')}` });
      time.pass(2);
    }
    time.pass(250);
    expect(state().ids).toHaveLength(500);
    expect(sorted).toBeLessThanOrEqual(5);
  });

  it('does not sort when a change moves nothing', () => {
    const { time, change, order } = lane({ id: 'US28-0001' });
    let sorted = 0;
    order.store.subscribe(() => (sorted += 1));
    change({ id: 'US28-0001', version: 2, signalCount: 9 });
    time.pass(1_000);
    expect(sorted).toBe(0);
  });

  it('keeps every row in its place while held, and counts what waits', () => {
    const { time, state, change, order } = lane(
      { id: 'US28-0001', severity: 'S3' },
      { id: 'US28-0002', severity: 'S4' },
    );
    order.hold('hover', true);
    change({ id: 'US28-0002', severity: 'S1', version: 2 });
    change({ id: 'US28-0003', severity: 'S1' });
    time.pass(250);
    expect(state()).toMatchObject({ ids: ['US28-0001', 'US28-0002'], arrivals: 1, total: 3 });
  });

  it('shows what waited and sorts when the hand goes away', () => {
    const { time, state, change, order } = lane({ id: 'US28-0001', severity: 'S3' });
    order.hold('hover', true);
    change({ id: 'US28-0002', severity: 'S1' });
    time.pass(250);
    order.hold('hover', false);
    time.pass(250);
    expect(state()).toMatchObject({ ids: ['US28-0002', 'US28-0001'], arrivals: 0 });
  });

  it('stays held while any one reason is left', () => {
    const { time, state, change, order } = lane({ id: 'US28-0001' });
    order.hold('hover', true);
    order.hold('selected', true);
    order.hold('hover', false);
    change({ id: 'US28-0002', severity: 'S1' });
    time.pass(500);
    expect(state().arrivals).toBe(1);
  });

  it('shows what waits on "." even while held', () => {
    const { time, state, change, order } = lane({ id: 'US28-0001' });
    order.hold('selected', true);
    change({ id: 'US28-0002', severity: 'S1' });
    time.pass(250);
    order.release();
    expect(state()).toMatchObject({ ids: ['US28-0002', 'US28-0001'], arrivals: 0 });
  });

  it('strikes a row that left the view and keeps it until the focus moves on', () => {
    const { time, state, change, order } = lane({ id: 'US28-0001' }, { id: 'US28-0002' });
    order.hold('selected', true);
    change({ id: 'US28-0001', state: 'resolved', version: 2 });
    time.pass(250);
    expect(state().ids).toEqual(['US28-0001', 'US28-0002']);
    expect([...state().left]).toEqual(['US28-0001']);
    order.focusMoved('US28-0001');
    expect(state().ids).toEqual(['US28-0001', 'US28-0002']);
    order.focusMoved('US28-0002');
    expect(state().ids).toEqual(['US28-0002']);
  });

  it('gives a struck row its place back when it belongs again', () => {
    const { time, state, change, order } = lane({ id: 'US28-0001' });
    order.hold('selected', true);
    change({ id: 'US28-0001', state: 'resolved', version: 2 });
    time.pass(250);
    change({ id: 'US28-0001', state: 'new', version: 3 });
    time.pass(250);
    expect(state()).toMatchObject({ ids: ['US28-0001'], arrivals: 0, total: 1 });
    expect(state().left.size).toBe(0);
  });

  it('strikes a row that this person may no longer see', () => {
    const { time, state, remove, order } = lane({ id: 'US28-0001' }, { id: 'US28-0002' });
    order.hold('hover', true);
    remove('US28-0001');
    time.pass(250);
    expect([...state().left]).toEqual(['US28-0001']);
  });

  it('shows the first picture at once, held or not', () => {
    const { state, change, order } = lane();
    order.hold('selected', true);
    change({ id: 'US28-0001' });
    expect(state().ids).toEqual(['US28-0001']);
  });

  it('starts over without struck rows for another view', () => {
    const { time, state, change, order } = lane({ id: 'US28-0001' });
    order.hold('selected', true);
    change({ id: 'US28-0001', state: 'resolved', version: 2 });
    time.pass(250);
    order.configure({ ...rule, matches: (incident) => incident.state === 'resolved' });
    expect(state()).toMatchObject({ ids: ['US28-0001'], total: 1 });
    expect(state().left.size).toBe(0);
  });

  it('puts what moved where a whole sort would (2,000 changes by chance, seeded)', () => {
    const { time, state, change, remove } = lane();
    let seed = 1;
    const upTo = (most: number): number => {
      seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7fffffff;
      return seed % (most + 1);
    };
    const there = new Map<string, Partial<IncidentView>>();
    for (let round = 1; round <= 2_000; round += 1) {
      const id = `US28-${String(upTo(80)).padStart(4, '0')}`;
      const severity = (['S1', 'S2', 'S3', 'S4', 'S5'] as const)[upTo(4)] ?? 'S3';
      const one = {
        id,
        severity,
        state: upTo(3) === 0 ? 'active' : 'new',
        version: round,
      } as const;
      if (upTo(9) === 0) {
        there.delete(id);
        remove(id);
      } else {
        there.set(id, one);
        change(one);
      }
      if (upTo(5) === 0) time.pass(250);
    }
    time.pass(250);
    const expected = [...there.values()]
      .filter((one) => one.state === 'new')
      .map((one) => `${one.severity ?? ''} ${one.id ?? ''}`)
      .toSorted();
    const severityOf = (id: string) => there.get(id)?.severity ?? '';
    expect(state().ids.map((id) => `${severityOf(id)} ${id}`)).toEqual(expected);
    expect(state()).toMatchObject({ total: expected.length, arrivals: 0 });
  });
});
