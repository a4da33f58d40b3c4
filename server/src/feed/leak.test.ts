import type { Audience } from '@warroom/shared';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CONNECT, testFeed } from './test-feed.testing.ts';
import type { RawClient, TestFeed } from './test-feed.testing.ts';

const SECRET = 'Zebra';
const GREEN: Audience = { clearance: 'GREEN', organisation: null, redaction: 'none', person: null };
let rig: TestFeed;
let wall: RawClient;
let asked = 0;

beforeEach(async () => {
  rig = await testFeed();
  rig.accounts.pair('wall', 'GREEN', 'none');
  rig.accounts.person('ana', 'lead', 'AMBER');
  rig.room.open('EXA28-0001', 'GREEN', 'Long lines');
  wall = await rig.raw('wall');
  wall.send(CONNECT);
  await wall.until('42["hello"');
  asked = 0;
});
afterEach(() => rig.close());

/** Asks over the bare socket and gives the answer's frame. */
async function ask(name: string, value: unknown): Promise<string> {
  const id = (asked += 1);
  wall.send(`42${id}${JSON.stringify([name, value])}`);
  return wall.until(`43${id}[`);
}

async function inStep(): Promise<string> {
  const snapshot = JSON.parse((await rig.feed.snapshotFor(rig.room, GREEN)).body.toString()) as {
    cursor: string;
  };
  await ask('sync', { cursor: snapshot.cursor });
  await ask('watch', { signals: true, metrics: true, incident: 'EXA28-0001' });
  return snapshot.cursor;
}

/** Everything due is sent, then one more answer: what came before it has arrived. */
async function settled(): Promise<string> {
  for (let round = 0; round < 4; round += 1) {
    rig.scheduler.advance(6000);
    await new Promise<void>((resolve) => setImmediate(resolve));
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
  await ask('time', null);
  return wall.frames.join('\n');
}

describe('what a GREEN display gets, read off the wire', () => {
  it('[FD3] is not a byte of an AMBER incident or signal, nor a sign that there is one', async () => {
    const cursor = await inStep();
    await settled();
    const before = wall.frames.length;
    rig.room.open('EXA28-0777', 'AMBER', SECRET);
    rig.room.retitle('EXA28-0777', `${SECRET} again`);
    rig.room.receive1('sig-777', 'AMBER', SECRET);
    rig.room.happen({
      aggregate: 'signal:sig-777',
      event: { type: 'signal.linked', data: { incident: 'EXA28-0777' } },
    });
    const frames = await settled();
    expect(frames).not.toContain(SECRET);
    expect(frames).not.toContain('0777');
    expect(frames).not.toContain('sig-777');
    const fresh = wall.frames.slice(before);
    expect(fresh.filter((frame) => /^42\["(delta|signals|timeline|presence)"/.test(frame))).toEqual(
      [],
    );
    expect(await ask('sync', { cursor })).toContain(`"from":"${cursor}","to":"${cursor}"`);
    expect((await rig.feed.snapshotFor(rig.room, GREEN)).etag).toBe(`epoch-1-${cursor}`);
  });

  it('[FD3] is not told in a resume of what was hidden all along', async () => {
    rig.room.open('EXA28-0777', 'AMBER', SECRET);
    rig.room.retitle('EXA28-0001', 'Long lines still');
    const cursor = await inStep();
    rig.room.retitle('EXA28-0777', `${SECRET} again`);
    rig.room.relabel('EXA28-0777', 'RED', ['ana']);
    rig.room.retitle('EXA28-0001', 'Longer lines');
    const frames = await settled();
    const answer = await ask('sync', { cursor });
    expect(answer).toContain('Longer lines');
    expect(answer).toContain('"removals":[]');
    expect(frames + answer).not.toContain('0777');
  });

  it('[FD3] ends when the label is raised while it watches: a removal, then silence', async () => {
    await inStep();
    rig.room.retitle('EXA28-0001', 'Very long lines');
    await settled();
    const before = wall.frames.length;
    rig.room.happen(
      {
        aggregate: 'incident:EXA28-0001',
        event: {
          type: 'incident.changed',
          data: { changes: { tlp: 'AMBER' }, before: { tlp: 'GREEN' } },
        },
      },
      {
        aggregate: 'incident:EXA28-0001',
        event: { type: 'incident.noted', data: { length: 5 }, personal: { text: SECRET } },
      },
    );
    rig.room.retitle('EXA28-0001', SECRET);
    await settled();
    const fresh = wall.frames.slice(before).filter((frame) => frame.includes('EXA28-0001'));
    expect(fresh).toHaveLength(1);
    expect(fresh[0]).toMatch(/^42\["delta",.*"upserts":\[\],"removals":\["EXA28-0001"\]}\]$/);
    const after = wall.frames.length;
    rig.room.retitle('EXA28-0001', `${SECRET} once more`);
    const frames = await settled();
    expect(wall.frames.slice(after).join('')).not.toContain('EXA28-0001');
    expect(frames).not.toContain(SECRET);
    expect(await ask('watch', { incident: 'EXA28-0001' })).toContain('not-found');
  });

  it('[FD3] leaves out what was raised and lowered again in between, but for what it then may see', async () => {
    await inStep();
    rig.room.relabel('EXA28-0001', 'AMBER');
    rig.room.retitle('EXA28-0001', SECRET);
    rig.room.retitle('EXA28-0001', 'Fit for all');
    rig.room.relabel('EXA28-0001', 'GREEN');
    const frames = await settled();
    const deltas = wall.frames.filter((frame) => frame.startsWith('42["delta"'));
    expect(deltas).toHaveLength(1);
    expect(deltas[0]).toContain('Fit for all');
    expect(deltas.join('')).not.toContain(SECRET);
    expect(frames).toContain('Fit for all');
  });

  it('[FD3] holds nothing encoded before a label was raised, neither in a resume nor in a snapshot', async () => {
    const cursor = await inStep();
    rig.room.retitle('EXA28-0001', SECRET);
    expect(await ask('sync', { cursor })).toContain(SECRET);
    await rig.feed.snapshotFor(rig.room, GREEN);
    rig.room.relabel('EXA28-0001', 'AMBER');
    const late = await ask('sync', { cursor });
    expect(late).not.toContain(SECRET);
    expect(late).toContain('"removals":["EXA28-0001"]');
    expect((await rig.feed.snapshotFor(rig.room, GREEN)).body.toString()).not.toContain(
      'EXA28-0001',
    );
  });

  it('[FD3] holds no timeline entry that was fetched before the label was raised', async () => {
    await inStep();
    let release = (): void => undefined;
    rig.room.beforeTimeline = () => new Promise((resolve) => (release = resolve));
    rig.room.retitle('EXA28-0001', SECRET);
    rig.scheduler.advance(1000);
    await new Promise<void>((resolve) => setImmediate(resolve));
    rig.room.relabel('EXA28-0001', 'AMBER');
    release();
    rig.room.beforeTimeline = undefined;
    await settled();
    expect(wall.frames.filter((frame) => frame.startsWith('42["timeline"'))).toEqual([]);
  });

  it('[FD3] names no hidden incident on a signal that it may see', async () => {
    await inStep();
    rig.room.open('EXA28-0777', 'AMBER', SECRET);
    rig.room.receive1('sig-1', 'GREEN', 'seen by all');
    rig.room.happen({
      aggregate: 'signal:sig-1',
      event: { type: 'signal.linked', data: { incident: 'EXA28-0777' } },
    });
    const frames = await settled();
    expect(frames).toContain('seen by all');
    expect(frames).toContain('"gone":[{"id":"sig-1","how":"linked","incident":null');
    expect(frames).not.toContain('0777');
  });

  it('[FD3] shows RED to none but those named, by person', async () => {
    rig.accounts.person('red', 'lead', 'RED');
    rig.accounts.person('other', 'lead', 'RED');
    const named: Audience = { ...GREEN, clearance: 'RED', person: 'red' };
    rig.room.open('EXA28-0666', 'RED', SECRET, ['red']);
    const seen = await rig.feed.snapshotFor(rig.room, named);
    const unseen = await rig.feed.snapshotFor(rig.room, { ...named, person: 'other' });
    expect(seen.body.toString()).toContain(SECRET);
    expect(unseen.body.toString()).not.toContain(SECRET);
  });
});
