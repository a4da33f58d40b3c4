import { createServer } from 'node:http';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Election, Subject, WayKind, Webhook } from '@warroom/shared';
import { electionWith, testNodes, testTime } from '../desk/testing/nodes.ts';
import type { Nodes, TestTime } from '../desk/testing/nodes.ts';
import type { Room } from '../desk/room.ts';
import { addressGuard } from './guard-address.ts';
import type { Notifier, Outgoing } from './notifier.ts';
import type { PeopleBook } from './outgoing.ts';
import { outbox } from './outbox.ts';
import type { Outbox, OutboxOptions } from './outbox.ts';

export const SECRET = `whsec_${Buffer.from('a secret of at least 24 bytes').toString('base64')}`;

export interface Request {
  headers: IncomingHttpHeaders;
  path: string;
  body: string;
  bytes: Buffer;
}

/** A receiver as there are many: it answers what it is told to. */
export interface Receiver {
  readonly url: string;
  readonly port: number;
  readonly requests: Request[];
  /** Answers from now on. */
  answerWith(answer: (request: IncomingMessage, response: ServerResponse) => void): void;
  close(): Promise<void>;
}

/** A receiver on a free port of this machine. */
export async function receiver(): Promise<Receiver> {
  const requests: Request[] = [];
  let answer: Parameters<Receiver['answerWith']>[0] = (_request, response) =>
    void response.writeHead(204).end();
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const bytes = Buffer.concat(chunks);
      const path = request.url ?? '';
      requests.push({ headers: request.headers, path, body: bytes.toString('utf8'), bytes });
      answer(request, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/hook`,
    port,
    requests,
    answerWith: (given) => void (answer = given),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export interface OutboxRig {
  time: TestTime;
  nodes: Nodes;
  notices: string[];
  /** Rooms that run an outbox. */
  rooms: Room[];
  start(room: Room, more?: Partial<OutboxOptions>): Outbox;
  /** Resolves when so it is, as real sockets take turns that no clock of the test's counts. */
  until(what: string, isSo: () => boolean | Promise<boolean>): Promise<void>;
  close(): Promise<void>;
}

/** Nodes with outboxes. `ports` of this machine are trusted. */
export function outboxRig(
  webhooks: Webhook[],
  options: {
    ports?: number[];
    election?: Partial<Election>;
    /** People who can be told; without, nobody is. */
    people?: readonly Extract<Subject, { kind: 'person' }>[];
    wayKinds?: readonly WayKind[];
  } = {},
): OutboxRig {
  const time = testTime(Date.parse('2028-06-01T12:00:00Z'));
  const book: PeopleBook = {
    subjectOf: (id) => options.people?.find((person) => person.id === id),
    nameOf: (id) => (id === 'ana' ? 'Ana Ruiz' : id),
    emailOf: (id) => `${id}@example.org`,
  };
  const nodes = testNodes({
    election: electionWith({ ...options.election, webhooks }),
    now: time.now,
    ...(options.people === undefined
      ? {}
      : {
          room: {
            people: () => options.people ?? [],
            subjectOf: book.subjectOf,
            ...(options.wayKinds === undefined ? {} : { wayKinds: options.wayKinds }),
          },
        }),
  });
  const notices: string[] = [];
  const started: Outbox[] = [];
  const rooms: Room[] = [];
  let runs = 0;
  return {
    time,
    nodes,
    notices,
    rooms,
    start(room, more = {}) {
      runs += 1;
      rooms.push(room);
      const box = outbox({
        room,
        node: `node-${runs}`,
        tools: {
          guard: addressGuard({
            allow: new Set((options.ports ?? []).map((port) => `127.0.0.1:${port}`)),
          }),
          secretOf: (place) =>
            'env' in place && place.env === 'PAGER_SECRET' ? SECRET : undefined,
        },
        now: time.now,
        monotonicMs: time.monotonicMs,
        schedule: time.schedule,
        notice: (message) => notices.push(message),
        publicUrl: 'https://room.example.org',
        people: book,
        random: () => 0.5,
        ...more,
      });
      started.push(box);
      return box;
    },
    async until(what, isSo) {
      const giveUpAt = performance.now() + 10_000;
      while (!(await isSo())) {
        if (performance.now() > giveUpAt) throw new Error(`it never came to be that ${what}`);
        await new Promise((resolve) => setImmediate(resolve));
      }
    },
    async close() {
      const stopping = Promise.all(started.map((box) => box.stop()));
      await time.pass(5_000);
      await stopping;
      await nodes.close();
    },
  };
}

/** A webhook target as an election's file has it. */
export function webhook(more: Partial<Webhook> = {}): Webhook {
  return {
    name: 'pager',
    url: 'https://pager.test.example.org/hook',
    secretEnv: 'PAGER_SECRET',
    events: ['incident.opened.S1', 'incident.raised', 'sla.breach'],
    clearance: 'AMBER',
    drills: false,
    ...more,
  };
}

/** A notifier that answers as told and keeps what it was given; no network. */
export function fakeNotifier(
  send: Notifier['send'] = () => Promise.resolve({ ok: true, status: 204, problem: null }),
): { notifiers: ReadonlyMap<string, Notifier>; sent: string[]; told: Outgoing[] } {
  const sent: string[] = [];
  const told: Outgoing[] = [];
  const of = (id: Notifier['id']): [string, Notifier] => [
    id,
    {
      id,
      problem: () => undefined,
      send(outgoing, target, tools) {
        sent.push(outgoing.id);
        told.push(outgoing);
        return send(outgoing, target, tools);
      },
    },
  ];
  return { sent, told, notifiers: new Map([of('webhook'), of('slack'), of('email'), of('push')]) };
}
