import type { Command, CommandResult, SignalView } from '@warroom/shared';
import { describe, expect, it } from 'vitest';
import { signalLane } from '../../store/signal-lane.ts';
import { manualTime, NOON, settled, signalView } from '../../store/testing/records.ts';
import { batch } from './batch.ts';

const LEASE_MS = 900_000;

/** A batch on a lane, with a server that hands out what a test says. */
function batchOf(...server: SignalView[]) {
  const time = manualTime();
  const lane = signalLane({ schedule: time.schedule, after: time.after });
  const told: Command[] = [];
  const asked: string[] = [];
  let now = NOON;
  let handed: string[] = [];
  let refused: string | null = null;
  const made = batch({
    lane,
    me: 'me',
    newId: () => `c${told.length}`,
    feed: {
      serverNow: () => now,
      command: (command) => {
        told.push(command);
        return Promise.resolve({ kind: 'done' } as CommandResult);
      },
    },
    desk: {
      run: (intent) => {
        told.push(intent as Command);
        const refusal = { kind: 'nothing-changes', message: refused ?? '' };
        return Promise.resolve(
          (refused === null
            ? { kind: 'done', signals: handed }
            : { kind: 'refused', refusal }) as CommandResult,
        );
      },
    },
    fetch: (id) => {
      asked.push(id);
      return Promise.resolve(server.find((one) => one.id === id));
    },
  });
  return {
    batch: made,
    lane,
    told,
    asked,
    hand(...ids: string[]) {
      handed = ids;
    },
    refuse(why: string) {
      refused = why;
    },
    pass(ms: number) {
      now += ms;
    },
    now: () => now,
  };
}
const mine = (id: string, more: Partial<SignalView> = {}): SignalView =>
  signalView({ id, claim: { by: 'me', until: NOON + LEASE_MS }, ...more });

describe('batch', () => {
  it('takes the next twenty, shows them oldest first, and says how many are left and until when', async () => {
    const at = batchOf(mine('a'), mine('b'));
    at.hand('a', 'b');
    expect(await at.batch.take({ source: 'tips' })).toEqual({ ok: true, first: 'a' });
    expect(at.told[0]).toMatchObject({
      type: 'signal.claim-next',
      count: 20,
      filters: { source: 'tips' },
    });
    expect(at.batch.store.getState()).toMatchObject({ ids: ['a', 'b'], isShown: true });
    expect(at.batch.rest(at.now())).toEqual({ ids: ['a', 'b'], until: NOON + LEASE_MS });
    const shown = await at.batch.rule.fetch(null);
    expect(shown.ok && shown.items.map(({ id }) => id)).toEqual(['a', 'b']);
  });

  it('comes on top of what is still held, and keeps nothing that ran out or was decided', async () => {
    const at = batchOf(mine('a'), mine('b'), mine('c'));
    at.hand('a', 'b');
    await at.batch.take({});
    at.lane.records.set('a', mine('a', { state: 'dismissed' }));
    at.hand('c');
    await at.batch.take({});
    expect(at.batch.store.getState().ids).toEqual(['b', 'c']);
    at.pass(LEASE_MS);
    expect(at.batch.rest(at.now())).toEqual({ ids: [], until: null });
  });

  it('says why there is none', async () => {
    const at = batchOf();
    at.refuse('No signal is waiting that nobody has claimed.');
    expect(await at.batch.take({})).toEqual({
      ok: false,
      why: 'No signal is waiting that nobody has claimed.',
    });
    expect(at.batch.store.getState()).toMatchObject({ isShown: false, isTaking: false });
  });

  it('is renewed by working on it once half of the time is over, and not before', async () => {
    const at = batchOf(mine('a'), mine('b'), mine('c'));
    at.lane.configure(at.batch.rule);
    at.hand('a', 'b', 'c');
    await at.batch.take({});
    at.lane.configure(at.batch.rule);
    await settled();
    at.lane.strike(['a'], { how: 'dismissed', incident: null, by: 'me' });
    await settled();
    expect(at.told).toHaveLength(1);
    at.pass(LEASE_MS / 2 + 1);
    at.lane.strike(['b'], { how: 'dismissed', incident: null, by: 'me' });
    await settled();
    expect(at.told[1]).toMatchObject({ type: 'signal.claim', signals: ['c'] });
  });

  it('is given back in one go, without what was decided', async () => {
    const at = batchOf(mine('a'), mine('b'));
    at.hand('a', 'b');
    await at.batch.take({});
    at.lane.records.set('a', mine('a', { state: 'linked' }));
    expect(await at.batch.giveBack()).toEqual({ ok: true, count: 1 });
    expect(at.told[1]).toMatchObject({ type: 'signal.release', signals: ['b'] });
    expect(at.batch.store.getState()).toMatchObject({ ids: [], isShown: false });
  });
});
