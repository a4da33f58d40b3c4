import { Desk } from '@warroom/shared';
import type { RosterEvent } from '@warroom/shared';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { message, messages, testFeed } from './test-feed.testing.ts';
import type { TestFeed } from './test-feed.testing.ts';

const NOW = 1_857_000_000_000;
const HOUR = 3_600_000;
const desks = [Desk.parse({ id: 'ops', title: 'Operations' })];

let rig: TestFeed;
beforeEach(async () => {
  rig = await testFeed();
  rig.accounts.person('ana', 'lead', 'AMBER');
  rig.accounts.pair('wall', 'GREEN', 'none');
  rig.accounts.pair('visitors', 'GREEN', 'visitor');
});
afterEach(() => rig.close());

const withDesks = (): void => void Object.assign(rig.room, { rules: { ...rig.room.rules, desks } });
const roster = (event: RosterEvent): void => rig.room.happen({ aggregate: 'roster:main', event });
const shift = (id: string, person: string, from: number, until: number): RosterEvent => ({
  type: 'roster.shift-added',
  data: { id, desk: 'ops', person, from: NOW + from * HOUR, until: NOW + until * HOUR },
});

describe('who is on call', () => {
  it('[FD30] is told on joining, with the next and the gaps of the next 24 h', async () => {
    withDesks();
    roster(shift('s1', 'ana', -1, 3));
    roster(shift('s2', 'bo', 5, 40));
    const socket = rig.socket('ana');
    const told = message(socket, 'on-call');
    socket.connect();
    expect(await told).toMatchObject({
      desks: [
        {
          desk: 'ops',
          title: 'Operations',
          people: [{ person: 'ana', until: NOW + 3 * HOUR }],
          next: { person: 'bo', from: NOW + 5 * HOUR },
          gap: null,
        },
      ],
      gaps: [{ desk: 'ops', from: NOW + 3 * HOUR, until: NOW + 5 * HOUR, has: 0, needs: 1 }],
    });
  });

  it('[FD30] is told again when the roster changes, and when time changes it, and not otherwise', async () => {
    withDesks();
    roster(shift('s1', 'ana', -1, 3));
    const socket = await rig.connected('ana');
    const told = messages(socket, 'on-call');
    await rig.settle(socket);
    expect(told).toEqual([]);
    roster(shift('s2', 'bo', 3, 40));
    await rig.settle(socket);
    expect(told.map(({ desks: [desk] }) => desk?.next?.person)).toEqual(['bo']);
    roster({ type: 'roster.feed-renewed', data: { person: 'ana' } });
    await rig.settle(socket);
    expect(told).toHaveLength(1);
    rig.scheduler.advance(3 * HOUR);
    await rig.settle(socket);
    expect(told.at(-1)?.desks[0]?.people).toEqual([{ person: 'bo', until: NOW + 40 * HOUR }]);
  });

  it('[FD31] is told without names, but with how many, where names are left out', async () => {
    withDesks();
    roster(shift('s1', 'ana', -1, 3));
    roster(shift('s2', 'bo', 3, 4));
    for (const [who, person] of [
      ['wall', 'ana'],
      ['visitors', null],
    ] as const) {
      const socket = rig.socket(who);
      const told = message(socket, 'on-call');
      socket.connect();
      const [desk] = (await told).desks;
      expect(desk?.people).toEqual([{ person, until: NOW + 3 * HOUR }]);
      expect(desk?.next?.person).toBe(person === null ? null : 'bo');
    }
  });

  it('[FD30] is not told where the election has no desks', async () => {
    const socket = rig.socket('ana');
    const told = messages(socket, 'on-call');
    const hello = message(socket, 'hello');
    socket.connect();
    await hello;
    roster(shift('s1', 'ana', -1, 3));
    await rig.settle(socket);
    expect(told).toEqual([]);
  });
});
