import { personHappenings } from '@warroom/shared';
import type { CommandResult } from '@warroom/shared';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { electionWith, testNodes, testTime } from '../desk/testing/nodes.ts';
import type { Nodes, TestTime } from '../desk/testing/nodes.ts';
import type { Room } from '../desk/room.ts';
import { MISSING_MS, wallWatch, type WatchedDisplay } from './wall-watch.ts';

const START = 1_800_000_000_000;
const MINUTE = 60_000;

let time: TestTime;
let nodes: Nodes;
let rooms: Room[];
let displays: WatchedDisplay[];
let hearsAll: boolean;
let said: string[];
const stops: (() => Promise<void>)[] = [];

beforeEach(async () => {
  time = testTime(START);
  nodes = testNodes({ election: electionWith(), now: time.now });
  rooms = [await nodes.open(), await nodes.open()];
  displays = [];
  hearsAll = true;
  said = [];
});
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
  await nodes.close();
});

function watch(room: Pick<Room, 'situation' | 'command'>): void {
  const one = wallWatch({
    room,
    displays: () => displays,
    hearsAll: () => hearsAll,
    now: time.now,
    schedule: time.schedule,
    notice: (message) => said.push(message),
  });
  stops.push(one.stop);
}
const report = (at: number) => ({ at });
/** Time passes, and these report every 10 s. */
async function pass(ms: number, ...alive: string[]): Promise<void> {
  for (let left = ms; left > 0; left -= 10_000) {
    displays = displays.map((one) =>
      alive.includes(one.id) ? { ...one, lastReport: report(time.now()) } : one,
    );
    await time.pass(Math.min(left, 10_000));
  }
}
const told = async (): Promise<string[]> =>
  (await nodes.events())
    .filter(({ type }) => type.startsWith('wall.display'))
    .map(({ type, data }) => `${type.slice('wall.display-'.length)} ${data['display'] as string}`);
const missing = (): object => rooms[0]!.situation.sections.wall.missing;

describe('missing walls', () => {
  it('[WL6] are told once, however many nodes look, and again only after they were back', async () => {
    displays = ['a', 'b'].map((id) => ({ id, lastReport: report(START) }));
    for (const room of rooms) watch(room);
    await pass(5 * MINUTE, 'a', 'b');
    expect(await told()).toEqual([]);
    await pass(MISSING_MS - 10_000, 'a');
    expect(await told()).toEqual([]);
    await pass(5 * MINUTE, 'a');
    expect(await told()).toEqual(['missing b']);
    expect(missing()).toEqual({ b: START + 5 * MINUTE - 10_000 });
    await pass(MINUTE, 'a', 'b');
    expect(await told()).toEqual(['missing b', 'back b']);
    expect(missing()).toEqual({});
    await pass(3 * MINUTE, 'a');
    expect(await told()).toEqual(['missing b', 'back b', 'missing b']);
  });

  it('[WL6] are not those that never reported, were last heard of a day ago, or just had no server', async () => {
    displays = [
      { id: 'new', lastReport: null },
      { id: 'old', lastReport: report(START - 25 * 60 * MINUTE) },
      { id: 'restarted', lastReport: report(START - 10 * MINUTE) },
    ];
    watch(rooms[0]!);
    await pass(MINUTE);
    expect(await told()).toEqual([]);
    await pass(10 * MINUTE, 'restarted');
    expect(await told()).toEqual([]);
  });

  it('[WL6] are not judged while this node can’t hear the others, or stood still, and a while after', async () => {
    displays = [{ id: 'a', lastReport: report(START) }];
    watch(rooms[0]!);
    await pass(3 * MINUTE, 'a');
    hearsAll = false;
    await pass(10 * MINUTE);
    hearsAll = true;
    await pass(MINUTE);
    expect(await told()).toEqual([]);
    await pass(MINUTE, 'a');
    time.setClock(time.now() + 60 * MINUTE);
    await pass(MINUTE);
    expect(await told()).toEqual([]);
    await pass(MINUTE);
    expect(await told()).toEqual(['missing a']);
  });

  it('[WL6] a revoked one is missing no more', async () => {
    displays = [{ id: 'a', lastReport: report(START) }];
    watch(rooms[0]!);
    await pass(4 * MINUTE);
    expect(await told()).toEqual(['missing a']);
    displays = [];
    await pass(MINUTE);
    expect(await told()).toEqual(['missing a', 'back a']);
  });

  it('[WL6] are told when the store takes writes again', async () => {
    displays = [{ id: 'a', lastReport: report(START) }];
    let isDown = true;
    const room = rooms[0]!;
    watch({
      situation: room.situation,
      command: (input, who): Promise<CommandResult> =>
        isDown ? Promise.reject(new Error('down')) : room.command(input, who),
    });
    await pass(5 * MINUTE);
    expect(await told()).toEqual([]);
    expect(said).toHaveLength(1);
    isDown = false;
    await pass(MINUTE);
    expect(await told()).toEqual(['missing a']);
  });

  it('[MS8] leads and admins hear of it by their rules, with the same write', async () => {
    const people = [
      { id: 'lea', role: 'lead' as const },
      { id: 'adam', role: 'admin' as const },
      { id: 'tri', role: 'triager' as const },
    ];
    const happenings = personHappenings(
      {
        aggregate: 'wall:main',
        expectedVersion: 3,
        event: { type: 'wall.display-missing', data: { display: 'd-1', since: START } },
      },
      { kind: 'system', id: 'clockwork' },
      {
        incident: () => undefined,
        message: () => undefined,
        sections: rooms[0]!.situation.sections,
        people: () => people,
      },
    );
    expect(happenings.map(({ person, event, about }) => [person, event, about])).toEqual([
      ['lea', 'display-missing', { code: 'missing', id: 'd-1', from: START }],
      ['adam', 'display-missing', { code: 'missing', id: 'd-1', from: START }],
    ]);
  });
});
