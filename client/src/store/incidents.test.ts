import { describe, expect, it } from 'vitest';
import { incidentStore } from './incidents.ts';
import { incidentView, manualTime } from './testing/records.ts';

function storeWith(...incidents: Parameters<typeof incidentView>[0][]) {
  const time = manualTime();
  const store = incidentStore(time.schedule);
  store.replace({ incidents: incidents.map((given) => incidentView(given)) });
  store.flush();
  return { store, time };
}

describe('incident store', () => {
  it('applies upserts and removals of a delta', () => {
    const { store } = storeWith({ id: 'US28-0001' }, { id: 'US28-0002' });
    store.apply({ upserts: [incidentView({ id: 'US28-0003' })], removals: ['US28-0001'] });
    expect([...store.values()].map(({ id }) => id)).toEqual(['US28-0002', 'US28-0003']);
  });

  it('lays an unanswered change over the incident and keeps the server’s apart', () => {
    const { store } = storeWith({ id: 'US28-0001', severity: 'S3' });
    store.foresee('US28-0001', 'c1', { severity: 'S1' });
    expect(store.get('US28-0001')?.severity).toBe('S1');
    expect(store.confirmed('US28-0001')?.severity).toBe('S3');
    expect([...store.values()][0]?.severity).toBe('S1');
  });

  it('gives the same object until something changes, so that rows are not drawn for nothing', () => {
    const { store } = storeWith({ id: 'US28-0001' });
    store.foresee('US28-0001', 'c1', { severity: 'S1' });
    expect(store.get('US28-0001')).toBe(store.get('US28-0001'));
  });

  it('takes a refused change back and tells the row', () => {
    const { store, time } = storeWith({ id: 'US28-0001', severity: 'S3' });
    store.foresee('US28-0001', 'c1', { severity: 'S1' });
    time.pass(16);
    let told = 0;
    store.subscribe('US28-0001', () => (told += 1));
    store.settle('c1');
    time.pass(16);
    expect(store.get('US28-0001')?.severity).toBe('S3');
    expect(told).toBe(1);
  });

  it('keeps a second person’s change while one’s own is on its way', () => {
    const { store } = storeWith({ id: 'US28-0001', severity: 'S3' });
    store.foresee('US28-0001', 'c1', { severity: 'S1' });
    store.apply({
      upserts: [incidentView({ id: 'US28-0001', version: 2, title: 'Theirs' })],
      removals: [],
    });
    expect(store.get('US28-0001')).toMatchObject({ title: 'Theirs', severity: 'S1', version: 2 });
  });

  it('lays several unanswered changes in the order they were made', () => {
    const { store } = storeWith({ id: 'US28-0001' });
    store.foresee('US28-0001', 'c1', { severity: 'S1', tags: ['a'] });
    store.foresee('US28-0001', 'c2', { severity: 'S2' });
    expect(store.get('US28-0001')).toMatchObject({ severity: 'S2', tags: ['a'] });
    store.settle('c1');
    expect(store.get('US28-0001')).toMatchObject({ severity: 'S2', tags: [] });
  });

  it('does not let an answer that is older than the feed set it back', () => {
    const { store } = storeWith({ id: 'US28-0001', version: 5, title: 'Five' });
    store.learn(incidentView({ id: 'US28-0001', version: 4, title: 'Four' }));
    expect(store.get('US28-0001')?.title).toBe('Five');
  });
});
