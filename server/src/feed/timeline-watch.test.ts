import type { Audience } from '@warroom/shared';
import { describe, expect, it } from 'vitest';
import { fakeRoom } from './fake-room.testing.ts';
import { fanOut } from './fan-out.ts';
import type { FeedClient } from './feed-client.ts';
import { timelineWatch } from './timeline-watch.ts';

const ID = 'EXA28-0001';
const GREEN: Audience = { clearance: 'GREEN', organisation: null, redaction: 'none', person: null };

/** A watched timeline with one connection told a turn; `told` has who was told, and what. */
function watched(...names: string[]) {
  const room = fakeRoom();
  room.open(ID, 'GREEN');
  let hides = 0;
  const turns: (() => void)[] = [];
  const later = (_delayMs: number, run: () => void) => {
    turns.push(run);
    return () => undefined;
  };
  const crowd = fanOut({ elapsedMs: () => 0, after: later }, 1);
  const timelines = timelineWatch(room, crowd, () => hides);
  const told: string[] = [];
  for (const name of names) {
    const emit = (event: string): void => void told.push(`${name} ${event}`);
    const shared = { fanOut: crowd, bufferCapBytes: 1, counts: { deliveries: 0, bytes: 0 } };
    const client = {
      audience: GREEN,
      audienceKey: 'green',
      gone: false,
      lagging: false,
      timelineFrom: null,
      watch: { signals: false, metrics: false, incident: null },
      socket: { emit, conn: {} },
      shared,
    };
    timelines.watch(client as unknown as FeedClient, ID);
  }
  return {
    room,
    told,
    timelines,
    hide() {
      room.relabel(ID, 'AMBER');
      hides += 1;
    },
    /** As many turns as there are, with what follows from each. */
    async turn() {
      for (const run of turns.splice(0)) run();
      await new Promise<void>((resolve) => void setImmediate(resolve));
    },
  };
}

describe('a timeline that many watch', () => {
  it('[FD32] is told to one after the other', async () => {
    const { room, told, timelines, turn } = watched('ana', 'ben', 'cid');
    room.retitle(ID, 'Longer lines');
    timelines.touch([ID]);
    const flushed = timelines.flush();
    await turn();
    expect(told.length).toBeLessThan(3);
    for (let n = 0; n < 4; n += 1) await turn();
    await flushed;
    expect(told).toEqual(['ana timeline', 'ben timeline', 'cid timeline']);
  });

  it('[FD3] [FD32] is told to nobody any more once it was hidden', async () => {
    const { room, told, timelines, turn, hide } = watched('ana', 'ben', 'cid');
    room.retitle(ID, 'Longer lines');
    timelines.touch([ID]);
    const flushed = timelines.flush();
    await turn();
    const before = [...told];
    expect(before).toContain('ana timeline');
    hide();
    for (let n = 0; n < 4; n += 1) await turn();
    await flushed;
    expect(told).toEqual(before);
  });
});
