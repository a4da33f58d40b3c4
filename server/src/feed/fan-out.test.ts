import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fanOut } from './fan-out.ts';
import type { FanOut } from './fan-out.ts';
import type { FeedClient } from './feed-client.ts';

const client = (id: string): FeedClient => ({ id }) as FeedClient;
const crowdOf = (count: number): FeedClient[] =>
  Array.from({ length: count }, (_, n) => client(`c${n}`));

/** A fan-out whose turns are taken by hand, and whose deliveries take as long as the test says. */
function byHand(mostATurn?: number) {
  let nowMs = 0;
  let turns: (() => void)[] = [];
  const scheduler = {
    elapsedMs: () => nowMs,
    after(_delayMs: number, run: () => void) {
      turns.push(run);
      return () => undefined;
    },
  };
  return {
    fan: fanOut(scheduler, mostATurn),
    takes: (ms: number) => (nowMs += ms),
    turn() {
      const due = turns;
      turns = [];
      for (const run of due) run();
      return due.length > 0;
    },
  };
}

/** Notes what each connection was told, as it would come down its socket. */
function wires() {
  const told = new Map<string, string[]>();
  return {
    told,
    send: (message: string) => (to: FeedClient) =>
      void told.set(to.id, [...(told.get(to.id) ?? []), message]),
  };
}

describe('telling a crowd', () => {
  it('[FD32] is done at once for few, and in slices of about 2 ms for many', async () => {
    const { fan, takes, turn } = byHand();
    const { told, send } = wires();
    expect(fan.each(crowdOf(3), send('few'))).toBeUndefined();
    expect(told.size).toBe(3);
    turn();
    told.clear();
    const done = fan.each(crowdOf(10), (to) => {
      takes(1);
      send('many')(to);
    });
    expect(told.size).toBe(3);
    turn();
    expect(told.size).toBe(6);
    while (turn());
    await done;
    expect(told.size).toBe(10);
  });

  it('[FD32] takes no longer a slice for several that begin in one turn', () => {
    const { fan, turn } = byHand(4);
    const { told, send } = wires();
    void fan.each(crowdOf(3), send('a'));
    void fan.each(crowdOf(3), send('b'));
    const count = () => [...told.values()].flat().length;
    expect(count()).toBe(4);
    turn();
    expect(count()).toBe(6);
  });

  it('[FD32] tells one connection what waits for it before anything else is sent to it', () => {
    const { fan, turn } = byHand(1);
    const { told, send } = wires();
    const all = crowdOf(4);
    void fan.each(all, send('a'));
    void fan.each(all, send('b'));
    fan.settle(all[3]!);
    send('own answer')(all[3]!);
    while (turn());
    expect(told.get('c3')).toEqual(['a', 'b', 'own answer']);
    expect(told.get('c2')).toEqual(['a', 'b']);
  });

  it('[FD32] tells a connection that was dropped nothing more', () => {
    const { fan, turn } = byHand(1);
    const { told, send } = wires();
    const all = crowdOf(3);
    void fan.each(all, send('a'));
    fan.drop(all[2]!);
    while (turn());
    expect([...told.keys()]).toEqual(['c0', 'c1']);
  });

  it('[FD32] tells everyone the rest when the server closes', async () => {
    const { fan } = byHand(1);
    const { told, send } = wires();
    const done = fan.each(crowdOf(5), send('drain'));
    fan.finish();
    await done;
    expect(told.size).toBe(5);
  });

  it('[FD32] ends with what fails, and goes on with the next', async () => {
    const { fan, turn } = byHand(1);
    const { told, send } = wires();
    const all = crowdOf(3);
    const failing = fan.each(all, (to) => {
      if (to.id === 'c1') throw new Error('broken');
    });
    const next = fan.each(all, send('next'));
    while (turn());
    await expect(failing).rejects.toThrow('broken');
    await next;
    expect(told.size).toBe(3);
    expect(() =>
      byHand().fan.each(all, () => {
        throw new Error('at once');
      }),
    ).toThrow('at once');
  });

  it('[FD32] gives every connection what it would get were all told at once, in that order', () => {
    const place = fc.nat({ max: 4 });
    const step = fc.oneof(
      {
        weight: 3,
        arbitrary: fc.record({ do: fc.constant('each'), to: fc.subarray([0, 1, 2, 3, 4]) }),
      },
      { weight: 2, arbitrary: fc.record({ do: fc.constant('one'), place }) },
      { weight: 1, arbitrary: fc.record({ do: fc.constant('turn') }) },
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const { fan, turn } = byHand(2);
        const sliced = wires();
        const atOnce = wires();
        const all = crowdOf(5);
        for (const [n, one] of steps.entries()) {
          if ('to' in one) {
            const to = one.to.map((at) => all[at]!);
            void fan.each(to, sliced.send(`${n}`));
            to.forEach(atOnce.send(`${n}`));
          } else if ('place' in one) {
            const to = all[one.place]!;
            settled(fan, to, sliced.send(`${n}`));
            atOnce.send(`${n}`)(to);
          } else turn();
        }
        while (turn());
        expect(Object.fromEntries(sliced.told)).toEqual(Object.fromEntries(atOnce.told));
      }),
      { numRuns: 300, seed: 20281107 },
    );
  });
});

function settled(fan: FanOut, to: FeedClient, send: (to: FeedClient) => void): void {
  fan.settle(to);
  send(to);
}
