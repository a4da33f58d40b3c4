import { compileElection, Election, NO_PROGRAM, type WallProgram } from '@warroom/shared';
import { describe, expect, it } from 'vitest';
import { feedOnFakeServer, HELLO } from '../feed/testing/fake-server.ts';
import type { Ticker } from '../store/ticker.ts';
import { electionDocument } from './testing/example.ts';
import { wallFeed } from './wall-feed.ts';

const program: WallProgram = {
  ...NO_PROGRAM,
  pausedAt: 5,
  announcements: [
    { id: 'a', title: 'A', body: 'For staff', tlp: 'GREEN', from: null, until: null },
  ],
  views: [{ id: 'v', title: 'Ours', query: '', sort: 'due' }],
};

function picture() {
  const server = feedOnFakeServer();
  let beat: () => void = () => undefined;
  let now = 1_000_000;
  const clock: Ticker = {
    now: () => (now += 1_000),
    subscribe(listener) {
      beat = listener;
      return () => undefined;
    },
  };
  const feed = wallFeed({
    feed: server.feed,
    clock,
    compiled: compileElection(Election.parse(electionDocument())),
    identity: { kind: 'display', name: 'Wall', clearance: 'AMBER', redaction: 'none' },
    program,
  });
  return { server, feed, beat: () => beat() };
}

describe('the picture of a wall', () => {
  it('lets go of texts that it may not show any more, as soon as it hears that it is another audience', async () => {
    const { server, feed, beat } = picture();
    await server.connect({ ...HELLO, redaction: 'none', clearance: 'AMBER' });
    beat();
    expect(feed.get().program).toBe(program);
    server.drop();
    await server.connect({ ...HELLO, redaction: 'visitor', clearance: 'AMBER' });
    beat();
    expect(feed.get().program).toEqual({ ...NO_PROGRAM, pausedAt: 5 });
    expect(feed.get().identity.redaction).toBe('visitor');
    feed.close();
  });

  it('shows another program at once, and draws nothing anew for the same one', () => {
    const { feed } = picture();
    let drawn = 0;
    feed.subscribe(() => (drawn += 1));
    feed.play(program);
    expect(drawn).toBe(0);
    feed.play(NO_PROGRAM);
    expect([drawn, feed.get().program]).toEqual([1, NO_PROGRAM]);
    feed.close();
  });
});
