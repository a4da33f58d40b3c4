import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CONNECT, testFeed } from './test-feed.testing.ts';
import type { RawClient, TestFeed, TestSocket } from './test-feed.testing.ts';

let rig: TestFeed;
let other: TestSocket;
beforeEach(async () => {
  rig = await testFeed({ rate: { burst: 20, perSecond: 1 } });
  rig.accounts.person('ana', 'lead', 'AMBER');
  rig.accounts.person('ben', 'lead', 'AMBER');
  other = await rig.connected('ben');
});
afterEach(async () => {
  // Whatever was sent, the process lives and others are served: this rejects when they are not.
  await other.timeout(2000).emitWithAck('time', null);
  await rig.close();
});

async function connected(): Promise<RawClient> {
  const raw = await rig.raw('ana');
  raw.send(CONNECT);
  await raw.until('42["hello"');
  return raw;
}

const deep = (levels: number) => '['.repeat(levels) + ']'.repeat(levels);

describe('a frame that breaks a rule', () => {
  it.each([
    ['nested 5,000 deep', `421["sync",${deep(5000)}]`],
    ['nested 33 deep', `421["command",${deep(33)}]`],
    ['with __proto__', '421["command",{"__proto__":{"admin":true}}]'],
    ['with a NUL', '421["command",{"text":"\\u0000"}]'],
    ['with half a surrogate pair', '421["command",{"text":"\\ud800"}]'],
    ['that is no JSON', '421["sync",{oops'],
    ['that is no list', '421{"sync":1}'],
    ['with a number for a name', '421[5,null]'],
    ['with a name that means something to emitters', '421["disconnecting",null]'],
    ['called error', '421["error",null]'],
    ['of a type that only servers send', '44{"message":"x"}'],
    ['that answers what was not asked', '431[1]'],
    ['that announces binary', '451-["sync",{"_placeholder":true,"num":0}]'],
    ['without an acknowledgement', '42["sync",{"cursor":null}]'],
    ['with more than one value', '421["sync",{"cursor":null},{"cursor":null}]'],
  ])('[FD19] %s is answered with bye and ends its own connection only', async (_name, frame) => {
    const raw = await connected();
    raw.send(frame);
    const bye = await raw.until('42["bye"');
    expect(JSON.parse(bye.slice(2))).toMatchObject([
      'bye',
      { kind: 'malformed', message: expect.any(String) },
    ]);
    await raw.closed;
    expect(rig.room.commands).toEqual([]);
  });

  it('[FD19] over 64 kB is refused by the protocol with 1009, and one of 64 kB is read', async () => {
    const raw = await connected();
    const frame = (bytes: number) => `421["sync",{"cursor":"${'x'.repeat(bytes - 25)}"}]`;
    expect(frame(65_536)).toHaveLength(65_536);
    raw.send(frame(65_536));
    expect(await raw.until('431[')).toContain('malformed');
    raw.send(frame(65_537));
    expect(await raw.closed).toBe(1009);
  });

  it('[FD19] that is binary ends its connection', async () => {
    const raw = await connected();
    raw.ws.send(Buffer.from([1, 2, 3]));
    expect(await raw.until('42["bye"')).toContain('Binary');
    await raw.closed;
  });

  it('[FD19] that is not Engine.IO, not UTF-8 or a second connect ends its connection', async () => {
    for (const send of [
      (raw: RawClient) => raw.send('x'),
      (raw: RawClient) => raw.ws.send(Buffer.from([0x34, 0xff, 0xfe]), { binary: false }),
      (raw: RawClient) => raw.send(CONNECT),
      (raw: RawClient) => raw.send('2probe'),
    ]) {
      const raw = await connected();
      send(raw);
      expect(await raw.closed).toBeGreaterThanOrEqual(1000);
    }
  });

  it('[FD19] before the handshake ends a connection that nobody answers for', async () => {
    for (const frame of [
      `40${deep(5000)}`,
      `40{"a":${deep(5000)}}`,
      '42["sync",null]',
      `40/${'x'.repeat(500)},{}`,
    ]) {
      const raw = await rig.raw('ana');
      raw.send(frame);
      await raw.closed;
      expect(raw.frames.slice(1).join('')).not.toContain('hello');
    }
  });

  it('[FD19] asking for connects by the thousand is stopped', async () => {
    const raw = await rig.raw(null);
    for (let n = 0; n < 1000; n += 1) raw.send(`40/space${n},{}`);
    await raw.closed;
    expect(raw.frames.filter((frame) => frame.startsWith('44/')).length).toBeLessThanOrEqual(3);
  });

  it('[FD20] that is unknown or malformed gets a refusal that says what would be right', async () => {
    const refused = async (name: string, value: unknown): Promise<unknown> =>
      (other as { emitWithAck(name: string, value: unknown): Promise<unknown> }).emitWithAck(
        name,
        value,
      );
    expect(await refused('shout', 1)).toMatchObject({
      kind: 'refused',
      refusal: { kind: 'malformed', message: expect.stringMatching(/sync, command/) },
    });
    expect(await refused('toString', 1)).toMatchObject({
      kind: 'refused',
      refusal: { kind: 'malformed' },
    });
    expect(await refused('sync', { cursor: 5 })).toMatchObject({
      kind: 'refused',
      refusal: { kind: 'malformed', path: 'cursor' },
    });
    expect(await refused('watch', { signals: true, all: true })).toMatchObject({
      kind: 'refused',
      refusal: { kind: 'malformed' },
    });
    expect(await refused('time', 'now')).toMatchObject({
      kind: 'refused',
      refusal: { kind: 'malformed' },
    });
  });

  it('[FD20] beyond the rate is refused with how long to wait, and taken again after that', async () => {
    const raw = await connected();
    for (let n = 1; n <= 25; n += 1) raw.send(`42${n}["command",{"commandId":"c${n}"}]`);
    const last = JSON.parse((await raw.until('4325[')).slice(4)) as unknown;
    expect(last).toMatchObject([
      { kind: 'refused', commandId: 'c25', refusal: { kind: 'rate-limited', retryAfterMs: 1000 } },
    ]);
    expect(rig.room.commands).toHaveLength(20);
    rig.scheduler.advance(1000);
    raw.send('4226["command",{"commandId":"c26"}]');
    expect(await raw.until('4326[')).toContain('"done"');
  });
});
