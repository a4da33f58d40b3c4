import type { CommandResult, Subject } from '@warroom/shared';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { electionWith, LEAD, testNodes, TRIAGER } from './testing/nodes.ts';
import type { Nodes } from './testing/nodes.ts';
import type { Room } from './room.ts';

const START = Date.parse('2028-06-01T12:00:00Z');
let now = START;
const open: Nodes[] = [];
afterEach(async () => {
  now = START;
  for (const nodes of open.splice(0)) await nodes.close();
});

function twoNodes(): Nodes {
  const nodes = testNodes({ election: electionWith(), now: () => now });
  open.push(nodes);
  return nodes;
}

const person = (id: string): Subject => ({ ...TRIAGER, id });
let commands = 0;
const next = (room: Room, subject: Subject, count: number, more: object = {}) =>
  room.command(
    { type: 'signal.claim-next', commandId: `n${(commands += 1)}`, count, ...more },
    { subject, via: 'board' },
  );
const given = (result: CommandResult): string[] =>
  result.kind === 'done' ? (result.signals ?? []) : [];

async function arrive(room: Room, count: number, more: object = {}): Promise<string[]> {
  const received = await room.receive(
    Array.from({ length: count }, (_, i) => ({
      input: { text: `signal ${i}`, ...more },
      source: 'tips',
      via: 'intake' as const,
    })),
  );
  return received.map(({ id }) => id ?? '');
}

describe('the next batch', () => {
  it('[SG10] is the oldest signals that nobody holds, and a repeated command gets the same ones', async () => {
    const nodes = twoNodes();
    const room = await nodes.open();
    const ids = await arrive(room, 10);
    await nodes.must(room, LEAD, { type: 'signal.claim', signals: [ids[1]] });
    const command = { type: 'signal.claim-next', commandId: 'same', count: 3 };
    const first = await room.command(command, { subject: TRIAGER, via: 'board' });
    expect(given(first)).toEqual([ids[0], ids[2], ids[3]]);
    const again = await room.command(command, { subject: TRIAGER, via: 'board' });
    expect(again).toMatchObject({ repeated: true, signals: [ids[0], ids[2], ids[3]] });
    expect(room.situation.signals.get(ids[3]!)?.signal.claim).toEqual({
      by: 'bo',
      until: START + 15 * 60_000,
    });
    expect(given(await next(room, TRIAGER, 50))).toEqual(ids.slice(4));
    expect(await next(room, TRIAGER, 1)).toMatchObject({ refusal: { kind: 'nothing-changes' } });
    now += 15 * 60_000;
    expect(given(await next(room, LEAD, 2))).toEqual([ids[0], ids[1]]);
  });

  it('[SG11] is taken from what fits the filters and what the asker may see', async () => {
    const nodes = twoNodes();
    const room = await nodes.open();
    await arrive(room, 2);
    const [es] = await arrive(room, 1, { language: 'es-MX', severity: 'S2' });
    const [az] = await arrive(room, 1, { jurisdiction: 'US-AZ', language: 'en' });
    expect(given(await next(room, LEAD, 9, { filters: { language: 'es' } }))).toEqual([es]);
    expect(given(await next(room, LEAD, 9, { filters: { jurisdiction: 'US-AZ' } }))).toEqual([az]);
    expect(await next(room, LEAD, 9, { filters: { severity: 'S2' } })).toMatchObject({
      refusal: { kind: 'nothing-changes' },
    });
    expect(await next(room, LEAD, 9, { filters: { jurisdiction: 'US-XX' } })).toMatchObject({
      refusal: { kind: 'unknown-jurisdiction', path: 'filters.jurisdiction' },
    });
    const cleared: Subject = { ...TRIAGER, clearance: 'CLEAR' } as Subject;
    expect(await next(room, cleared, 9)).toMatchObject({ refusal: { kind: 'nothing-changes' } });
    expect(await next(room, { ...LEAD, role: 'viewer' } as Subject, 9)).toMatchObject({
      refusal: { kind: 'forbidden' },
    });
    expect(await next(room, LEAD, 51)).toMatchObject({ refusal: { kind: 'malformed' } });
  });

  it('[SG12] never gives one signal to two people, and starves nobody, when 20 ask at once on two nodes', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ node: fc.nat(1), count: fc.integer({ min: 1, max: 50 }) }), {
          minLength: 20,
          maxLength: 20,
        }),
        fc.integer({ min: 0, max: 1_000 }),
        async (people, signals) => {
          const nodes = twoNodes();
          const rooms = [await nodes.open(), await nodes.open()];
          const ids = await arrive(rooms[0]!, signals);
          const results = await Promise.all(
            people.map(({ node, count }, i) => next(rooms[node]!, person(`p${i}`), count)),
          );
          const handedOut = results.flatMap(given);
          expect(new Set(handedOut).size).toBe(handedOut.length);
          const asked = people.reduce((sum, { count }) => sum + count, 0);
          expect(handedOut.length).toBe(Math.min(asked, ids.length));
          for (const [i, result] of results.entries()) {
            if (result.kind === 'done') {
              expect(given(result).length).toBeLessThanOrEqual(people[i]!.count);
              for (const id of given(result))
                expect(rooms[1]!.situation.signals.get(id)?.signal.claim?.by).toBe(`p${i}`);
            } else {
              expect(result.refusal.kind).toBe('nothing-changes');
              expect(asked).toBeGreaterThan(ids.length);
            }
          }
        },
      ),
      { numRuns: 15 },
    );
  }, 60_000);
});
