import type { Refusal } from '@warroom/shared';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { message, testFeed } from './test-feed.testing.ts';
import type { TestFeed } from './test-feed.testing.ts';

let rig: TestFeed;
let caughtUp: number;
beforeEach(async () => {
  rig = await testFeed({});
  caughtUp = 0;
});
afterEach(() => rig.close());

function catchesUpWith(work: () => void): void {
  Object.assign(rig.accounts, {
    async catchUp() {
      caughtUp += 1;
      work();
    },
  });
}

describe('being let in on one of several nodes', () => {
  it('[AC22] someone whom another node let in a moment ago is found by looking again', async () => {
    catchesUpWith(() => rig.accounts.person('late', 'lead', 'AMBER'));
    const socket = rig.socket('late');
    const hello = message(socket, 'hello');
    socket.connect();
    expect(await hello).toMatchObject({ subject: { kind: 'person', id: 'late' } });
    expect(caughtUp).toBe(1);
  });

  it('[AC22] a stranger is still refused, and whoever is known is let in without looking', async () => {
    catchesUpWith(() => undefined);
    rig.accounts.person('known', 'lead', 'AMBER');
    const known = rig.socket('known');
    const hello = message(known, 'hello');
    known.connect();
    await hello;
    expect(caughtUp).toBe(0);
    const stranger = rig.socket('nobody');
    const refused = new Promise<Refusal>((resolve) =>
      stranger.once('connect_error', (error) => resolve((error as Error & { data: Refusal }).data)),
    );
    stranger.connect();
    expect(await refused).toMatchObject({ kind: 'forbidden', path: 'session' });
    expect(caughtUp).toBe(1);
  });
});
