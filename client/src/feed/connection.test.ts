import { describe, expect, it, vi } from 'vitest';
import { NOON } from '../store/testing/records.ts';
import { delta, feedOnFakeServer } from './testing/fake-server.ts';

describe('feed', () => {
  it('takes a snapshot over HTTP, then syncs from its cursor, then is live', async () => {
    const it = feedOnFakeServer();
    const snapshot = vi.fn();
    it.feed.on('snapshot', snapshot);
    await it.connect();
    expect(snapshot).toHaveBeenCalledTimes(1);
    expect(it.last('sync')?.value).toEqual({ cursor: 'snap-1' });
    expect(it.feed.status().phase).toBe('connecting');
    await it.answer('sync', { kind: 'delta', delta: delta('snap-1', 'c1') });
    expect(it.feed.status().phase).toBe('live');
  });

  it('hands on deltas that begin where it stands', async () => {
    const it = feedOnFakeServer();
    const heard: string[] = [];
    it.feed.on('delta', ({ to }) => heard.push(to));
    await it.live();
    await it.send('delta', delta('c1', 'c2'));
    await it.send('delta', delta('c2', 'c3'));
    expect(heard).toEqual(['c1', 'c2', 'c3']);
    expect(it.of('sync')).toHaveLength(1);
  });

  it('syncs again when a delta begins elsewhere, and applies none of it', async () => {
    const it = feedOnFakeServer();
    await it.live();
    const heard: string[] = [];
    it.feed.on('delta', ({ to }) => heard.push(to));
    await it.send('delta', delta('c7', 'c8'));
    await it.send('delta', delta('c8', 'c9'));
    expect(heard).toEqual([]);
    expect(it.of('sync')).toHaveLength(2);
    expect(it.last('sync')?.value).toEqual({ cursor: 'c1' });
    await it.answer('sync', { kind: 'delta', delta: delta('c1', 'c9') });
    // What came while it asked may have gone further than the answer: asked once more.
    await it.answer('sync', { kind: 'delta', delta: delta('c9', 'c9') });
    expect(heard).toEqual(['c9', 'c9']);
    expect(it.of('sync')).toHaveLength(3);
  });

  it('starts over with a new snapshot when the server no longer knows its cursor', async () => {
    const it = feedOnFakeServer();
    await it.live();
    it.drop();
    it.time.pass(20_000);
    await it.connect({ epoch: 'e2' });
    await it.answer('sync', { kind: 'snapshot', url: '/x' });
    expect(it.snapshots()).toBe(2);
    expect(it.last('sync')?.value).toEqual({ cursor: 'snap-2' });
  });

  it('comes back from a break with its cursor, not with a snapshot', async () => {
    const it = feedOnFakeServer();
    await it.live();
    it.drop();
    expect(it.feed.status().phase).toBe('offline');
    it.time.pass(20_000);
    await it.connect();
    expect(it.last('sync')?.value).toEqual({ cursor: 'c1' });
    expect(it.snapshots()).toBe(1);
  });

  it('waits longer after each failed attempt', async () => {
    const it = feedOnFakeServer();
    const waits: number[] = [];
    for (let attempt = 0; attempt < 4; attempt += 1) {
      const before = it.opened.at(-1) ?? 0;
      it.drop();
      it.time.pass(20_000);
      waits.push((it.opened.at(-1) ?? 0) - before - (attempt === 0 ? 0 : 20_000 - (waits[attempt - 1] ?? 0)));
    }
    expect(waits).toEqual([375, 750, 1_500, 3_000]);
  });

  it('asks again under the same commandId when the connection broke before the answer', async () => {
    const it = feedOnFakeServer();
    await it.live();
    const result = it.feed.command({ type: 'incident.claim', commandId: 'c-9', incident: 'US28-0001' });
    expect(it.feed.status().pending).toBe(1);
    it.drop();
    it.time.pass(20_000);
    await it.connect();
    const sent = it.of('command').map(({ value }) => (value as { commandId: string }).commandId);
    expect(sent).toEqual(['c-9', 'c-9']);
    const done = { kind: 'done', commandId: 'c-9', repeated: true, incident: null, opened: null, signal: null };
    await it.answer('command', done);
    expect(await result).toEqual(done);
    expect(it.feed.status().pending).toBe(0);
  });

  it('takes only one answer to a command that was sent twice', async () => {
    const it = feedOnFakeServer();
    await it.live();
    const result = it.feed.command({ type: 'incident.claim', commandId: 'c-9', incident: 'US28-0001' });
    const first = it.last('command');
    it.drop();
    it.time.pass(20_000);
    await it.connect();
    first?.answer({ kind: 'refused', commandId: 'c-9', refusal: { kind: 'unavailable', message: 'old' }, current: null, between: [] });
    await it.settle();
    await it.answer('command', { kind: 'done', commandId: 'c-9', repeated: false, incident: null, opened: null, signal: null });
    expect((await result).kind).toBe('done');
  });

  it('holds commands given while offline until it is back', async () => {
    const it = feedOnFakeServer();
    void it.feed.command({ type: 'incident.claim', commandId: 'c-1', incident: 'US28-0001' });
    expect(it.of('command')).toHaveLength(0);
    await it.connect();
    expect(it.of('command')).toHaveLength(1);
  });

  it('tries again by itself when the server is busy for a moment', async () => {
    const it = feedOnFakeServer();
    await it.live();
    const result = it.feed.command({ type: 'incident.claim', commandId: 'c-1', incident: 'US28-0001' });
    await it.answer('command', { kind: 'refused', commandId: 'c-1', refusal: { kind: 'rate-limited', message: '', retryAfterMs: 500 }, current: null, between: [] });
    it.time.pass(500);
    expect(it.of('command')).toHaveLength(2);
    await it.answer('command', { kind: 'done', commandId: 'c-1', repeated: false, incident: null, opened: null, signal: null });
    expect((await result).kind).toBe('done');
  });

  it('stops for good when it is signed out, and answers what waited', async () => {
    const it = feedOnFakeServer();
    await it.live();
    const result = it.feed.command({ type: 'incident.claim', commandId: 'c-1', incident: 'US28-0001' });
    await it.send('bye', { kind: 'forbidden', message: 'Your session was ended.' });
    expect(it.feed.status()).toMatchObject({ phase: 'ended', bye: { message: 'Your session was ended.' } });
    expect(await result).toMatchObject({ kind: 'refused', refusal: { kind: 'unavailable' } });
    const attempts = it.opened.length;
    it.time.pass(120_000);
    expect(it.opened).toHaveLength(attempts);
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
    const it = feedOnFakeServer();
    await it.live();
    await it.send('drain', { withinMs: 10_000 });
    it.drop();
    it.time.pass(4_999);
    expect(it.opened).toHaveLength(1);
    it.time.pass(1);
    expect(it.opened).toHaveLength(2);
  });

  it('goes over by itself when a draining server does not close the line', async () => {
    const it = feedOnFakeServer();
    await it.live();
    await it.send('drain', { withinMs: 10_000 });
    it.time.pass(5_000);
    expect(it.feed.status().phase).toBe('offline');
    it.time.pass(1_000);
    expect(it.opened).toHaveLength(2);
  });

  it('judges the age of each stream by what the server said of it', async () => {
    const it = feedOnFakeServer();
    await it.live();
    await it.send('heartbeat', {
      now: NOON,
      build: 'b1',
      asOf: { incidents: NOON + 5, signals: NOON - 90_000, metrics: NOON },
      readOnly: 'The disk is full.',
    });
    expect(it.feed.status()).toMatchObject({
      asOf: { incidents: NOON + 5, signals: NOON - 90_000, metrics: NOON },
      readOnly: 'The disk is full.',
      newBuild: null,
    });
  });

  it('notices that the server runs another build', async () => {
    const it = feedOnFakeServer();
    await it.connect({ build: 'b2' });
    expect(it.feed.status().newBuild).toBe('b2');
  });

  it('says again what it watches and looks at after a break', async () => {
    const it = feedOnFakeServer();
    await it.live();
    it.feed.watch({ signals: true });
    it.feed.watch({ incident: 'US28-0001' });
    it.feed.presence({ incident: 'US28-0001', editing: true });
    it.drop();
    it.time.pass(20_000);
    await it.connect();
    expect(it.last('watch')?.value).toEqual({ signals: true, metrics: false, incident: 'US28-0001' });
    expect(it.last('presence')?.value).toEqual({ incident: 'US28-0001', editing: true });
  });

  it('keeps watching the rest when an incident is not its to see', async () => {
    const it = feedOnFakeServer();
    await it.live();
    it.feed.watch({ signals: true, incident: 'US28-0666' });
    await it.answer('watch', { kind: 'refused', refusal: { kind: 'not-found', message: '', path: 'incident' } });
    expect(it.last('watch')?.value).toEqual({ signals: true, metrics: false, incident: null });
  });

  it('repeats its presence every 10 s, and not before anyone is looked at', async () => {
    const it = feedOnFakeServer();
    await it.live();
    const first = it.of('presence').length;
    it.time.pass(30_000);
    expect(it.of('presence')).toHaveLength(first);
    it.feed.presence({ incident: 'US28-0001', editing: false });
    it.time.pass(20_000);
    expect(it.of('presence')).toHaveLength(first + 3);
  });

  it('corrects the clock by answers to `time`, and goes by the greeting until then', async () => {
    const it = feedOnFakeServer();
    await it.connect({ now: NOON + 60_000 });
    expect(it.feed.serverNow()).toBe(NOON + 60_000);
    it.time.pass(0);
    it.last('time')?.answer({ now: NOON + 90_000 });
    await it.settle();
    expect(it.feed.serverNow()).toBe(NOON + 90_000);
    it.time.pass(1_000);
    expect(it.feed.serverNow()).toBe(NOON + 91_000);
  });

  it('says nothing more once it is closed', async () => {
    const it = feedOnFakeServer();
    await it.live();
    it.feed.close();
    expect(it.time.waiting()).toBe(0);
    expect(await it.feed.command({ type: 'incident.claim', commandId: 'c', incident: 'US28-0001' })).toMatchObject({
      kind: 'refused',
    });
  });
});
