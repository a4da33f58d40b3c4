import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { audienceOf } from '@warroom/shared';
import type { Audience, Subject } from '@warroom/shared';
import type { Room } from './room.ts';
import { electionWith, LEAD, testNodes, TRIAGER } from './testing/nodes.ts';
import type { Nodes } from './testing/nodes.ts';

const AT = Date.UTC(2028, 10, 7, 18, 0, 0);
const LOW: Subject = { ...TRIAGER, id: 'cy', clearance: 'AMBER' } as Subject;

let nodes: Nodes;
let room: Room;
let now = AT;

beforeEach(async () => {
  now = AT;
  nodes = testNodes({ election: electionWith(), now: () => now });
  room = await nodes.open();
});
afterEach(() => nodes.close());

function reader(subject: Subject): Audience {
  const audience = audienceOf(subject);
  if (!audience) throw new Error('someone who reads nothing');
  return audience;
}

async function signal(text: string, more: { url?: string } = {}): Promise<string> {
  const [received] = await room.receive([
    { input: { text, ...more }, source: 'tips', via: 'intake' },
  ]);
  if (received?.kind !== 'accepted') throw new Error('a signal was not taken in');
  return received.id;
}

async function open(title: string, more: Record<string, unknown> = {}): Promise<string> {
  const result = await nodes.must(room, LEAD, { type: 'incident.open', title, ...more });
  if (result.kind !== 'done' || !result.opened) throw new Error('nothing was opened');
  return result.opened;
}

describe('what may be the same', () => {
  it('[DK30] finds what shares signals, rare words or addresses, and says why', async () => {
    const both = await signal('The drop box at the library on Mill Road is locked');
    const again = await signal('library drop box locked since noon, mill road', {
      url: 'https://www.example.org/post/1?ref=a',
    });
    const third = await signal('Somebody locked the library drop box! Mill Road', {
      url: 'http://example.org/post/1',
    });
    for (let n = 0; n < 30; n += 1) await signal(`people are waiting in a long line, number ${n}`);
    const one = await open('Drop box locked', { signals: [both, again], jurisdictions: ['US-AZ'] });
    const shares = await open('Mill Road', { signals: [both] });
    const says = await open('Ballots cannot be handed in', { signals: [third] });
    const other = await open('Long line', { signals: [await signal('a long line of people')] });
    await room.signals([both], reader(LEAD));

    const found = await room.suggestions(one, reader(LEAD));
    const why = (id: string) => found.find(({ incident }) => incident === id)?.why;
    expect(why(shares)).toContain('1 signal in common');
    expect(why(says)).toContain('both point to example.org/post/1');
    expect(why(says)?.join()).toMatch(/shares “(?=.*(library|locked|mill))/);
    expect(why(other)).toBeUndefined();
    expect(found.map(({ score }) => score)).toEqual(
      found.map(({ score }) => score).toSorted((a, b) => b - a),
    );
    for (const { score } of found) {
      expect(score).toBeGreaterThan(0.3);
      expect(score).toBeLessThanOrEqual(1);
    }
  });

  it('[DK30] names the same place and category when near in time, open incidents only', async () => {
    const like = { jurisdictions: ['US-AZ'], category: 'OPS.long-lines' };
    const one = await open('A', like);
    const same = await open('B', like);
    const dismissed = await open('C', like);
    await nodes.must(room, LEAD, {
      type: 'incident.dismiss',
      incident: dismissed,
      expectedVersion: room.incident(dismissed, reader(LEAD))?.version,
      reason: 'spam',
    });
    now += 3 * 24 * 3_600_000;
    await open('D', { jurisdictions: ['US-GA'], category: 'OPS.long-lines' });
    const found = await room.suggestions(one, reader(LEAD));
    expect(found.map(({ incident }) => incident)).toEqual([same]);
    expect(found[0]?.why).toEqual(['same place and category', 'opened at the same moment']);
    expect(await room.suggestions(dismissed, reader(LEAD))).toEqual([]);
  });

  it('[DK31] neither names nor weighs what the reader may not see', async () => {
    const both = await signal('The drop box at the library on Mill Road is locked');
    const one = await open('Drop box', { signals: [both] });
    const secret = await open('Also the drop box', { signals: [both], tlp: 'AMBER+STRICT' });
    await room.signals([both], reader(LEAD));
    expect((await room.suggestions(one, reader(LEAD)))[0]?.incident).toBe(secret);
    expect(await room.suggestions(one, reader(LOW))).toEqual([]);
    expect(await room.suggestions(secret, reader(LOW))).toEqual([]);
    expect(await room.suggestions(one, { ...reader(LEAD), redaction: 'visitor' })).toEqual([]);
  });
});

describe('what the page of an incident shows besides', () => {
  it('[DK32] lists tasks, links, evidence and watchers for people, without ends that they may not know of', async () => {
    const one = await open('One');
    const two = await open('Two');
    const secret = await open('Secret', { tlp: 'AMBER+STRICT' });
    const on = { incident: one };
    await nodes.must(room, LEAD, { type: 'incident.task-add', ...on, title: 'Call the county' });
    await nodes.must(room, LEAD, { type: 'incident.watch', ...on });
    for (const other of [two, secret])
      await nodes.must(room, LEAD, { type: 'incident.relate', ...on, other, kind: 'caused-by' });
    await nodes.must(room, LEAD, {
      type: 'incident.evidence-add',
      ...on,
      evidence: { kind: 'url', url: 'https://example.org/a' },
    });

    expect(room.more(one, reader(LEAD))).toMatchObject({
      incident: one,
      tasks: [{ title: 'Call the county' }],
      links: [
        { incident: two, kind: 'caused-by', title: 'Two', state: 'new', severity: 'S3' },
        { incident: secret, title: 'Secret' },
      ],
      evidence: [{ url: 'https://example.org/a' }],
      watchers: ['ana'],
    });
    const low = room.more(one, reader(LOW));
    expect(low?.links.map(({ incident }) => incident)).toEqual([two]);
    expect(room.incident(one, reader(LOW))?.linkCount).toBe(1);
    expect(room.incident(one, reader(LEAD))?.linkCount).toBe(2);
    expect(JSON.stringify(await room.timeline(one, reader(LOW)))).not.toContain(secret);
    expect(JSON.stringify(await room.timeline(one, reader(LEAD)))).toContain(secret);
    expect(room.more(secret, reader(LOW))).toBeUndefined();
    expect(room.more(one, { ...reader(LEAD), redaction: 'names' })).toBeUndefined();
  });

  it('[DK32] hides where signals were moved or split to, where that is hidden', async () => {
    const ids = [await signal('one'), await signal('two')];
    const one = await open('One', { signals: ids });
    const secret = await open('Secret', { tlp: 'AMBER+STRICT' });
    await nodes.must(room, LEAD, {
      type: 'incident.move-signals',
      incident: one,
      signals: ids.slice(0, 1),
      to: secret,
    });
    const split = await nodes.must(room, LEAD, {
      type: 'incident.split',
      incident: one,
      signals: ids.slice(1),
      title: 'Two',
    });
    const made = split.kind === 'done' ? (split.opened ?? '') : '';
    expect(room.incident(made, reader(LEAD))).toMatchObject({ title: 'Two', signalCount: 1 });
    await nodes.must(room, LEAD, {
      type: 'incident.change',
      incident: made,
      expectedVersion: room.incident(made, reader(LEAD))?.version,
      changes: { tlp: 'AMBER+STRICT' },
    });
    const read = JSON.stringify(await room.timeline(one, reader(LOW)));
    expect(read).toContain('an incident not shared with you');
    expect(read).not.toContain(secret);
    expect(read).not.toContain(made);
    const page = await room.signalPage({ state: 'undecided', limit: 10 }, reader(LEAD));
    expect(page.items).toEqual([]);
  });
});
