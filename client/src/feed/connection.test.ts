import type { Heartbeat } from '@warroom/shared';
import { describe, expect, it, vi } from 'vitest';
import { NOON } from '../store/testing/records.ts';
import { delta, feedOnFakeServer } from './testing/fake-server.ts';

const BEAT: Heartbeat = {
  now: NOON,
  build: 'b1',
  asOf: { incidents: NOON, signals: NOON, metrics: NOON },
  readOnly: null,
  unsafe: null,
};

describe('feed', () => {
  it('takes a snapshot over HTTP, then syncs from its cursor, then is live', async () => {
    const line = feedOnFakeServer();
    const snapshot = vi.fn();
    line.feed.on('snapshot', snapshot);
    await line.connect();
    expect(snapshot).toHaveBeenCalledTimes(1);
    expect(line.last('sync')?.value).toEqual({ cursor: 'snap-1' });
    expect(line.feed.status().phase).toBe('connecting');
    await line.answer('sync', { kind: 'delta', delta: delta('snap-1', 'c1') });
    expect(line.feed.status().phase).toBe('live');
  });

  it('hands on deltas that begin where it stands', async () => {
    const line = feedOnFakeServer();
    const heard: string[] = [];
    line.feed.on('delta', ({ to }) => heard.push(to));
    await line.live();
    await line.send('delta', delta('c1', 'c2'));
    await line.send('delta', delta('c2', 'c3'));
    expect(heard).toEqual(['c1', 'c2', 'c3']);
    expect(line.of('sync')).toHaveLength(1);
  });

  it('syncs again when a delta begins elsewhere, and applies none of it', async () => {
    const line = feedOnFakeServer();
    await line.live();
    const heard: string[] = [];
    line.feed.on('delta', ({ to }) => heard.push(to));
    await line.send('delta', delta('c7', 'c8'));
    await line.send('delta', delta('c8', 'c9'));
    expect(heard).toEqual([]);
    expect(line.of('sync')).toHaveLength(2);
    expect(line.last('sync')?.value).toEqual({ cursor: 'c1' });
    await line.answer('sync', { kind: 'delta', delta: delta('c1', 'c9') });
    // What came while it asked may have gone further than the answer: asked once more.
    await line.answer('sync', { kind: 'delta', delta: delta('c9', 'c9') });
    expect(heard).toEqual(['c9', 'c9']);
    expect(line.of('sync')).toHaveLength(3);
  });

  it('starts over with a new snapshot when the server no longer knows its cursor', async () => {
    const line = feedOnFakeServer();
    await line.live();
    line.drop();
    line.time.pass(20_000);
    await line.connect({ epoch: 'e2' });
    await line.answer('sync', { kind: 'snapshot', url: '/x' });
    expect(line.snapshots()).toBe(2);
    expect(line.last('sync')?.value).toEqual({ cursor: 'snap-2' });
  });

  it('comes back from a break with its cursor, not with a snapshot', async () => {
    const line = feedOnFakeServer();
    await line.live();
    line.drop();
    expect(line.feed.status().phase).toBe('offline');
    line.time.pass(20_000);
    await line.connect();
    expect(line.last('sync')?.value).toEqual({ cursor: 'c1' });
    expect(line.snapshots()).toBe(1);
  });

  it('waits longer after each failed attempt', async () => {
    const line = feedOnFakeServer();
    const waits: number[] = [];
    for (let attempt = 0; attempt < 4; attempt += 1) {
      const before = line.opened.at(-1) ?? 0;
      line.drop();
      line.time.pass(20_000);
      waits.push(
        (line.opened.at(-1) ?? 0) -
          before -
          (attempt === 0 ? 0 : 20_000 - (waits[attempt - 1] ?? 0)),
      );
    }
    expect(waits.map(Math.round)).toEqual([375, 563, 844, 1_266]);
  });

  it('asks again under the same commandId when the connection broke before the answer', async () => {
    const line = feedOnFakeServer();
    await line.live();
    const result = line.feed.command({
      type: 'incident.claim',
      commandId: 'c-9',
      incident: 'US28-0001',
    });
    expect(line.feed.status().pending).toBe(1);
    line.drop();
    line.time.pass(20_000);
    await line.connect();
    const sent = line.of('command').map(({ value }) => (value as { commandId: string }).commandId);
    expect(sent).toEqual(['c-9', 'c-9']);
    const done = {
      kind: 'done',
      commandId: 'c-9',
      repeated: true,
      incident: null,
      opened: null,
      signal: null,
    };
    await line.answer('command', done);
    expect(await result).toEqual(done);
    expect(line.feed.status().pending).toBe(0);
  });

  it('takes only one answer to a command that was sent twice', async () => {
    const line = feedOnFakeServer();
    await line.live();
    const result = line.feed.command({
      type: 'incident.claim',
      commandId: 'c-9',
      incident: 'US28-0001',
    });
    const first = line.last('command');
    line.drop();
    line.time.pass(20_000);
    await line.connect();
    first?.answer({
      kind: 'refused',
      commandId: 'c-9',
      refusal: { kind: 'unavailable', message: 'old' },
      current: null,
      between: [],
    });
    await line.settle();
    await line.answer('command', {
      kind: 'done',
      commandId: 'c-9',
      repeated: false,
      incident: null,
      opened: null,
      signal: null,
    });
    expect((await result).kind).toBe('done');
  });

  it('holds commands given while offline until it is back', async () => {
    const line = feedOnFakeServer();
    void line.feed.command({ type: 'incident.claim', commandId: 'c-1', incident: 'US28-0001' });
    expect(line.of('command')).toHaveLength(0);
    await line.connect();
    expect(line.of('command')).toHaveLength(1);
  });

  it('tries again by itself when the server is busy for a moment', async () => {
    const line = feedOnFakeServer();
    await line.live();
    const result = line.feed.command({
      type: 'incident.claim',
      commandId: 'c-1',
      incident: 'US28-0001',
    });
    await line.answer('command', {
      kind: 'refused',
      commandId: 'c-1',
      refusal: { kind: 'rate-limited', message: '', retryAfterMs: 500 },
      current: null,
      between: [],
    });
    line.time.pass(500);
    expect(line.of('command')).toHaveLength(2);
    await line.answer('command', {
      kind: 'done',
      commandId: 'c-1',
      repeated: false,
      incident: null,
      opened: null,
      signal: null,
    });
    expect((await result).kind).toBe('done');
  });

  it('stops for good when it is signed out, and answers what waited', async () => {
    const line = feedOnFakeServer();
    await line.live();
    const result = line.feed.command({
      type: 'incident.claim',
      commandId: 'c-1',
      incident: 'US28-0001',
    });
    await line.send('bye', { kind: 'forbidden', message: 'Your session was ended.' });
    expect(line.feed.status()).toMatchObject({
      phase: 'ended',
      bye: { message: 'Your session was ended.' },
    });
    expect(await result).toMatchObject({ kind: 'refused', refusal: { kind: 'unavailable' } });
    const attempts = line.opened.length;
    line.time.pass(120_000);
    expect(line.opened).toHaveLength(attempts);
  });

  it('stops when the handshake is refused for good, and goes on when it was only busy', async () => {
    const refused = feedOnFakeServer();
    refused.drop({ kind: 'stale-version', message: 'Reload the page.', path: 'wire' });
    expect(refused.feed.status().phase).toBe('ended');
    const busy = feedOnFakeServer();
    busy.drop({ kind: 'overloaded', message: 'Busy.', retryAfterMs: 4_000 });
    busy.time.pass(3_999);
    expect(busy.opened).toHaveLength(1);
    busy.time.pass(1);
    expect(busy.opened).toHaveLength(2);
  });

  it('spreads its return over the time that a drain gives', async () => {
    const line = feedOnFakeServer();
    await line.live();
    await line.send('drain', { withinMs: 10_000 });
    line.drop();
    line.time.pass(4_999);
    expect(line.opened).toHaveLength(1);
    line.time.pass(1);
    expect(line.opened).toHaveLength(2);
  });

  it('goes over by itself when a draining server does not close the line', async () => {
    const line = feedOnFakeServer();
    await line.live();
    await line.send('drain', { withinMs: 10_000 });
    line.time.pass(5_000);
    expect(line.feed.status().phase).toBe('offline');
    line.time.pass(1_000);
    expect(line.opened).toHaveLength(2);
  });

  it('judges the age of each stream by what the server said of it', async () => {
    const line = feedOnFakeServer();
    await line.live();
    await line.send('heartbeat', {
      now: NOON,
      build: 'b1',
      asOf: { incidents: NOON + 5, signals: NOON - 90_000, metrics: NOON },
      readOnly: 'The disk is full.',
      unsafe: null,
    });
    expect(line.feed.status()).toMatchObject({
      asOf: { incidents: NOON + 5, signals: NOON - 90_000, metrics: NOON },
      readOnly: 'The disk is full.',
      newBuild: null,
    });
  });

  it('notices that the server runs another build', async () => {
    const line = feedOnFakeServer();
    await line.connect({ build: 'b2' });
    expect(line.feed.status().newBuild).toBe('b2');
  });

  it('says again what it watches and looks at after a break', async () => {
    const line = feedOnFakeServer();
    await line.live();
    line.feed.watch({ signals: true });
    line.feed.watch({ incident: 'US28-0001' });
    line.feed.presence({ incident: 'US28-0001', editing: true });
    line.drop();
    line.time.pass(20_000);
    await line.connect();
    expect(line.last('watch')?.value).toEqual({
      signals: true,
      metrics: false,
      incident: 'US28-0001',
    });
    expect(line.last('presence')?.value).toEqual({ incident: 'US28-0001', editing: true });
  });

  it('keeps watching the rest when an incident is not its to see', async () => {
    const line = feedOnFakeServer();
    await line.live();
    line.feed.watch({ signals: true, incident: 'US28-0666' });
    await line.answer('watch', {
      kind: 'refused',
      refusal: { kind: 'not-found', message: '', path: 'incident' },
    });
    expect(line.last('watch')?.value).toEqual({ signals: true, metrics: false, incident: null });
  });

  it('repeats its presence every 10 s, and not before anyone is looked at', async () => {
    const line = feedOnFakeServer();
    await line.live();
    const first = line.of('presence').length;
    const beating = async (forMs: number): Promise<void> => {
      for (let passed = 0; passed < forMs; passed += 5_000) {
        line.time.pass(5_000);
        await line.send('heartbeat', BEAT);
      }
    };
    await beating(30_000);
    expect(line.of('presence')).toHaveLength(first);
    line.feed.presence({ incident: 'US28-0001', editing: false });
    await beating(20_000);
    expect(line.of('presence')).toHaveLength(first + 3);
  });

  it('leaves a server that has fallen silent, and comes back with its cursor', async () => {
    const line = feedOnFakeServer();
    await line.live();
    line.time.pass(14_000);
    await line.send('heartbeat', BEAT);
    line.time.pass(15_000);
    expect(line.feed.status().phase).toBe('live');
    line.time.pass(6_000);
    expect(line.feed.status().phase).toBe('offline');
    line.time.pass(500);
    expect(line.opened).toHaveLength(2);
    await line.connect();
    expect(line.last('sync')?.value).toEqual({ cursor: 'c1' });
  });

  it('reads what came while the page slept before it calls the server silent', async () => {
    const line = feedOnFakeServer();
    await line.live();
    // One long jump: the timers are late, and so is what the server sent meanwhile.
    line.time.pass(20_500);
    await line.send('heartbeat', BEAT);
    line.time.pass(10_000);
    expect(line.feed.status().phase).toBe('live');
  });

  it('says since when nothing can be written: from where the picture stands still', async () => {
    const line = feedOnFakeServer();
    await line.live();
    const since = NOON - 240_000;
    await line.send('heartbeat', {
      ...BEAT,
      asOf: { incidents: since, signals: since, metrics: since },
      readOnly: 'Redis is not reached.',
      unsafe: 'appendfsync is everysec',
    });
    const later = { ...BEAT, now: NOON + 5_000, readOnly: 'Redis is not reached.' };
    await line.send('heartbeat', later);
    expect(line.feed.status()).toMatchObject({ readOnlySince: since, unsafe: null });
    await line.send('heartbeat', BEAT);
    expect(line.feed.status()).toMatchObject({ readOnly: null, readOnlySince: null });
  });

  it('sends a command that is not known to be written again, under its id, before it says so', async () => {
    const line = feedOnFakeServer();
    await line.live();
    const result = line.feed.command({
      type: 'incident.claim',
      commandId: 'c-1',
      incident: 'US28-0001',
    });
    const unsettled = {
      kind: 'refused',
      commandId: 'c-1',
      refusal: { kind: 'unsettled', message: 'Nobody knows.', retryAfterMs: 2_000 },
      current: null,
      between: [],
    };
    for (let tries = 1; tries <= 3; tries += 1) {
      expect(line.of('command')).toHaveLength(tries);
      await line.answer('command', unsettled);
      line.time.pass(2_000);
    }
    expect(await result).toEqual(unsettled);
    const ids = line.of('command').map(({ value }) => (value as { commandId: string }).commandId);
    expect(ids).toEqual(['c-1', 'c-1', 'c-1']);
  });

  it('corrects the clock by answers to `time`, and goes by the greeting until then', async () => {
    const line = feedOnFakeServer();
    await line.connect({ now: NOON + 60_000 });
    expect(line.feed.serverNow()).toBe(NOON + 60_000);
    line.time.pass(0);
    line.last('time')?.answer({ now: NOON + 90_000 });
    await line.settle();
    expect(line.feed.serverNow()).toBe(NOON + 90_000);
    line.time.pass(1_000);
    expect(line.feed.serverNow()).toBe(NOON + 91_000);
  });

  it('says nothing more once it is closed', async () => {
    const line = feedOnFakeServer();
    await line.live();
    line.feed.close();
    expect(line.time.waiting()).toBe(0);
    expect(
      await line.feed.command({ type: 'incident.claim', commandId: 'c', incident: 'US28-0001' }),
    ).toMatchObject({
      kind: 'refused',
    });
  });
});
