import { once } from 'node:events';
import { WIRE_VERSION } from '@warroom/shared';
import type { Display } from './rigs/pairing.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { colleague, setUp } from './rigs/api.ts';
import type { Api } from './rigs/api.ts';
import { pairDisplay } from './rigs/pairing.ts';
import { startServer } from './rigs/server.ts';
import type { ServerRig } from './rigs/server.ts';

const ELECTION = 'us-general';
let server: ServerRig;
let lead: Api;
beforeAll(async () => {
  server = await startServer();
  lead = await setUp(server);
});
afterAll(async () => {
  await server.stop();
});

/** A bare WebSocket that keeps every byte it gets, and answers pings as a client must. */
async function wire(cookie: string | undefined, origin = server.url) {
  const socket = new WebSocket(
    `${server.url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`,
    { headers: { origin, ...(cookie === undefined ? {} : { cookie }) } },
  );
  const frames: string[] = [];
  const waiting = new Set<() => void>();
  socket.on('message', (data: Buffer) => {
    const frame = data.toString('utf8');
    if (frame === '2') socket.send('3');
    frames.push(frame);
    for (const look of waiting) look();
  });
  const closed = once(socket, 'close');
  socket.on('error', () => undefined);
  await Promise.race([once(socket, 'open'), closed]);
  return {
    frames,
    closed,
    send: (frame: string) => socket.send(frame),
    close: () => socket.close(),
    /** Resolves with the first frame, come or to come, that matches. */
    seen: (pattern: RegExp) =>
      new Promise<string>((resolve) => {
        const look = (): void => {
          const found = frames.find((frame) => pattern.test(frame));
          if (found === undefined) return;
          waiting.delete(look);
          resolve(found);
        };
        waiting.add(look);
        look();
      }),
  };
}

const hello = `40${JSON.stringify({ wire: WIRE_VERSION, build: 'test', election: ELECTION })}`;

async function open(title: string, tlp: string): Promise<string> {
  const result = await lead.command(ELECTION, {
    commandId: title,
    type: 'incident.open',
    title,
    tlp,
  });
  if (result.kind !== 'done' || result.opened === null) throw new Error(JSON.stringify(result));
  return result.opened;
}

async function label(incident: string, tlp: string): Promise<void> {
  const { incident: view } = await lead.get<{ incident: { version: number } }>(
    `/api/elections/${ELECTION}/incidents/${incident}`,
  );
  const result = await lead.command(ELECTION, {
    commandId: `${incident}-${tlp}-${view.version}`,
    type: 'incident.change',
    incident,
    expectedVersion: view.version,
    changes: { tlp },
  });
  if (result.kind !== 'done') throw new Error(JSON.stringify(result));
}

describe('secrecy on the wire', () => {
  it('[E10] a socket without credentials gets nothing but a refusal, on any namespace', async () => {
    for (const packet of [
      hello,
      '40/admin,',
      '40/live,{"wire":1}',
      `40/metrics,${hello.slice(2)}`,
    ]) {
      const socket = await wire(undefined);
      socket.send(packet);
      await Promise.race([socket.seen(/^44/), socket.closed]);
      expect(
        socket.frames.filter(
          (frame) => !frame.startsWith('0{') && !frame.startsWith('44') && frame !== '2',
        ),
      ).toEqual([]);
      socket.close();
    }
  });

  it('[E11] a page of another origin gets no socket, even with a good cookie', async () => {
    const foreign = new WebSocket(
      `${server.url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`,
      {
        headers: { origin: 'https://evil.example', cookie: lead.cookie },
      },
    );
    foreign.on('error', () => undefined);
    const [, response] = (await once(foreign, 'unexpected-response')) as [
      unknown,
      { statusCode: number },
    ];
    expect(response.statusCode).toBe(403);
    foreign.terminate();
  });

  it('[E12] a GREEN display gets not one byte of an AMBER incident, also when a label is raised or lowered while it watches', async () => {
    const display: Display = await pairDisplay(server, lead, ELECTION, {
      clearance: 'GREEN',
      redaction: 'none',
    });
    const secret = await open('SECRET-AMBER-FROM-THE-START', 'AMBER');
    const shared = await open('SHARED-GREEN', 'GREEN');
    const wall = await wire(display.cookie);
    wall.send(hello);
    await wall.seen(/^42\["hello"/);
    const snapshot = await (await display.api.fetch(`/api/elections/${ELECTION}/snapshot`)).text();
    wall.send(
      `421["sync",{"cursor":${JSON.stringify((JSON.parse(snapshot) as { cursor: string }).cursor)}}]`,
    );
    await wall.seen(/^431/);
    wall.send('422["watch",{"signals":true,"metrics":true,"incident":null}]');
    await wall.seen(/^432/);

    await label(shared, 'AMBER');
    await wall.seen(new RegExp(`"removals":\\["${shared}"\\]`));
    const before = wall.frames.length;
    await lead.command(ELECTION, {
      commandId: 'n1',
      type: 'incident.note',
      incident: shared,
      text: 'NOTE-WHILE-AMBER',
    });
    await lead.command(ELECTION, {
      commandId: 'n2',
      type: 'incident.tag',
      incident: secret,
      add: ['TAG-WHILE-AMBER'],
    });
    const second = await open('SECOND-GREEN', 'GREEN');
    await wall.seen(new RegExp(second));
    const whole = wall.frames.join('\n') + snapshot;
    expect(whole).not.toMatch(/SECRET-AMBER|WHILE-AMBER/);
    expect(whole).not.toContain(`"${secret}"`);
    expect(wall.frames.slice(before).join('\n')).not.toContain(shared);
    for (const path of [
      `incidents/${secret}`,
      `incidents/${shared}`,
      `incidents?state=all`,
      `signals?state=all`,
    ]) {
      expect(
        await (await display.api.fetch(`/api/elections/${ELECTION}/${path}`)).text(),
      ).not.toMatch(/SECRET-AMBER|WHILE-AMBER|SHARED-GREEN/);
    }
    await label(secret, 'GREEN');
    await wall.seen(/SECRET-AMBER-FROM-THE-START/);
    wall.close();
  });

  it('[E13] RED is there for those named only, whatever the clearance of others', async () => {
    const amber = await colleague(
      server,
      lead,
      { election: ELECTION, role: 'lead', clearance: 'AMBER+STRICT' },
      'Cy Ode',
    );
    const red = await colleague(
      server,
      lead,
      { election: ELECTION, role: 'lead', clearance: 'RED' },
      'Ro Tan',
    );
    const opened = await red.command(ELECTION, {
      commandId: 'r',
      type: 'incident.open',
      title: 'FOR-RED-EYES',
      tlp: 'RED',
    });
    expect(opened.kind).toBe('done');
    for (const other of [amber, lead]) {
      expect(JSON.stringify(await other.snapshot(ELECTION))).not.toContain('FOR-RED-EYES');
      const id = opened.kind === 'done' ? opened.opened : '';
      expect((await other.fetch(`/api/elections/${ELECTION}/incidents/${id}`)).status).toBe(404);
    }
    expect(JSON.stringify(await red.snapshot(ELECTION))).toContain('FOR-RED-EYES');
  });

  it('[E14] what is broken is refused, and the server and its other guests carry on', async () => {
    const other = await wire(lead.cookie);
    other.send(hello);
    await other.seen(/^42\["hello"/);
    const bad = [
      '421["command",' + '['.repeat(5000) + ']'.repeat(5000) + ']',
      `421["command",{"type":"incident.note","text":"${'x'.repeat(70_000)}"}]`,
      '42["sync",{"cursor":null}]',
      '421["command",{"__proto__":{"admin":true},"type":"incident.open"}]',
      '421["nothing-like-it",{}]',
      '42{"not":"an array"}',
      '451-["command",{"_placeholder":true,"num":0}]',
      '421["command"',
      '9',
    ];
    for (const frame of bad) {
      const socket = await wire(lead.cookie);
      socket.send(hello);
      await socket.seen(/^42\["hello"/);
      socket.send(frame);
      socket.send('427["time",null]');
      await Promise.race([socket.seen(/^437/), socket.closed]);
      socket.close();
    }
    other.send('429["time",null]');
    await other.seen(/^439\[\{"now":/);
    other.close();
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
  });
});
