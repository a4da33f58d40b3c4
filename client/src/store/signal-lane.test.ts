import type { SignalsMessage, SignalView } from '@warroom/shared';
import { describe, expect, it } from 'vitest';
import { signalLane } from './signal-lane.ts';
import type { FetchSignals } from './signal-lane.ts';
import { manualTime, NOON, settled, signalView } from './testing/records.ts';

const message = (given: Partial<SignalsMessage>): SignalsMessage => ({
  asOf: NOON,
  undecided: 0,
  oldestAt: null,
  newest: [],
  skipped: 0,
  changed: [],
  gone: [],
  reload: false,
  ...given,
});

async function laneOf(count: number, matches: (signal: SignalView) => boolean = () => true) {
  const time = manualTime();
  const all = Array.from({ length: count }, (_, index) =>
    signalView({ id: `s-${count - index}`, receivedAt: NOON + (count - index) * 1_000 }),
  );
  const asked: (string | null)[] = [];
  const fetch: FetchSignals = async (before) => {
    asked.push(before);
    const from = before === null ? 0 : Number(before);
    const items = all.slice(from, from + 3);
    return { ok: true, items, next: from + 3 < all.length ? String(from + 3) : null };
  };
  const lane = signalLane({ schedule: time.schedule, after: time.after });
  lane.configure({ fetch, matches });
  await settled();
  return { lane, time, asked, all, state: () => lane.store.getState() };
}

describe('signals lane', () => {
  it('loads the first page, then further ones on demand, without doubles', async () => {
    const { lane, state, asked } = await laneOf(7);
    expect(state().ids).toEqual(['s-7', 's-6', 's-5']);
    await lane.loadMore();
    await lane.loadMore();
    await lane.loadMore();
    expect(state().ids).toEqual(['s-7', 's-6', 's-5', 's-4', 's-3', 's-2', 's-1']);
    expect(asked).toEqual([null, '3', '6']);
    expect(state().next).toBeNull();
  });

  it('puts what comes in on top when nobody’s hand is there', async () => {
    const { lane, state } = await laneOf(2);
    lane.apply(message({ undecided: 3, newest: [signalView({ id: 'new' })] }));
    expect(state().ids[0]).toBe('new');
    expect(state()).toMatchObject({ arrivals: 0, undecided: 3 });
  });

  it('gathers what comes in while held, and shows it on "."', async () => {
    const { lane, state } = await laneOf(2);
    lane.hold('hover', true);
    lane.apply(message({ newest: [signalView({ id: 'a' })] }));
    lane.apply(message({ newest: [signalView({ id: 'b' })] }));
    expect(state()).toMatchObject({ ids: ['s-2', 's-1'], arrivals: 2 });
    lane.release();
    expect(state()).toMatchObject({ ids: ['b', 'a', 's-2', 's-1'], arrivals: 0 });
  });

  it('leaves out what the search does not find', async () => {
    const { lane, state } = await laneOf(1, (signal) => signal.severity === 'S1');
    lane.apply(
      message({ newest: [signalView({ id: 'no' }), signalView({ id: 'yes', severity: 'S1' })] }),
    );
    expect(state().ids).toEqual(['yes', 's-1']);
  });

  it('takes decided signals away, or strikes them while held', async () => {
    const { lane, state } = await laneOf(3);
    lane.apply(message({ gone: [{ id: 's-3', how: 'dismissed', incident: null, by: 'ana' }] }));
    expect(state().ids).toEqual(['s-2', 's-1']);
    lane.hold('focus', true);
    lane.apply(message({ gone: [{ id: 's-2', how: 'linked', incident: 'US28-0001', by: 'bo' }] }));
    expect(state().ids).toEqual(['s-2', 's-1']);
    expect(state().left.get('s-2')).toEqual({ how: 'linked', incident: 'US28-0001', by: 'bo' });
    lane.focusMoved('s-1');
    expect(state().ids).toEqual(['s-1']);
  });

  it('asks again, once, when more came than was told', async () => {
    const { lane, time, asked } = await laneOf(3);
    lane.apply(message({ newest: [signalView({ id: 'x' })], skipped: 400 }));
    lane.apply(message({ newest: [signalView({ id: 'y' })], skipped: 400 }));
    time.pass(2_000);
    await settled();
    expect(asked).toEqual([null, null]);
  });

  it('counts those it was not told of among the arrivals, and reads them on "."', async () => {
    const { lane, state, asked } = await laneOf(3);
    lane.hold('selected', true);
    lane.apply(message({ newest: [signalView({ id: 'x' })], skipped: 49 }));
    expect(state().arrivals).toBe(50);
    lane.release();
    await settled();
    expect(asked).toEqual([null, null]);
    expect(state()).toMatchObject({ ids: ['s-3', 's-2', 's-1'], arrivals: 0 });
  });

  it('keeps the rows under someone’s hand when the page is read again', async () => {
    const { lane, all, state } = await laneOf(2);
    lane.hold('selected', true);
    all.unshift(signalView({ id: 'late', receivedAt: NOON + 9_000 }));
    await lane.reload();
    expect(state()).toMatchObject({ ids: ['s-2', 's-1'], arrivals: 1 });
  });

  it('gives a struck signal back when the decision was refused or undone', async () => {
    const { lane, state } = await laneOf(2);
    lane.strike(['s-2'], { how: 'dismissed', incident: null, by: 'me' });
    expect(state().left.has('s-2')).toBe(true);
    lane.restore(['s-2']);
    expect(state().left.size).toBe(0);
    lane.hold('focus', true);
    lane.apply(message({ gone: [{ id: 's-1', how: 'dismissed', incident: null, by: 'me' }] }));
    lane.apply(message({ changed: [signalView({ id: 's-1', version: 3 })] }));
    expect(state().left.size).toBe(0);
  });

  it('says why the first page could not be read', async () => {
    const lane = signalLane({ schedule: manualTime().schedule });
    lane.configure({
      fetch: async () => ({ ok: false, error: 'The server does not answer.' }),
      matches: () => true,
    });
    await settled();
    expect(lane.store.getState()).toMatchObject({
      error: 'The server does not answer.',
      loaded: false,
    });
  });
});
