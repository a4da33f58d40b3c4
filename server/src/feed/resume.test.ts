import type { Audience, Delta, FeedSnapshot, IncidentView, SyncResult, Tlp } from '@warroom/shared';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { audienceStream } from './audience-stream.ts';
import { fanOut } from './fan-out.ts';
import { fakeRoom } from './fake-room.testing.ts';
import type { FakeRoom } from './fake-room.testing.ts';
import type { FanOut } from './fan-out.ts';
import type { FeedClient } from './feed-client.ts';
import { apply, load, manualScheduler, picture, sync, testFeed } from './test-feed.testing.ts';
import type { Picture } from './test-feed.testing.ts';
import { textParser } from './text-parser.ts';
import type { RawJson } from './text-parser.ts';
import { viewJson } from './view-json.ts';

const audience = (clearance: Tlp, more: Partial<Audience> = {}): Audience => ({
  clearance,
  organisation: null,
  redaction: 'none',
  person: null,
  ...more,
});

const CLIENTS_EACH = 2;
const AUDIENCES: Audience[] = [
  audience('CLEAR'),
  audience('GREEN', { redaction: 'visitor' }),
  audience('AMBER', { redaction: 'names' }),
  audience('AMBER+STRICT'),
  audience('RED', { person: 'ana' }),
  audience('RED', { person: 'ben' }),
];

const counts = () => ({
  deltas: 0,
  deliveries: 0,
  bytes: 0,
  syncs: 0,
  snapshots: 0,
  lagged: 0,
  refused: 0,
  commands: 0,
});

type Step =
  | { do: 'open' | 'retitle' | 'resolve' | 'close' | 'reopen'; incident: number; tlp: Tlp }
  | { do: 'relabel'; incident: number; tlp: Tlp; named: string[] }
  | { do: 'flush' | 'turn' | 'drop' | 'back' | 'start over' | 'lag' | 'drain'; place: number };

const tlp = fc.constantFrom<Tlp>('CLEAR', 'GREEN', 'AMBER', 'AMBER+STRICT', 'RED');
const incident = fc.integer({ min: 1, max: 5 });
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constantFrom('open', 'retitle', 'resolve', 'close', 'reopen'),
      incident,
      tlp,
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('relabel'),
      incident,
      tlp,
      named: fc.subarray(['ana', 'ben']),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constantFrom('flush', 'turn', 'drop', 'back', 'start over', 'lag', 'drain'),
      place: fc.nat({ max: CLIENTS_EACH - 1 }),
    }),
  },
);

function happen(room: FakeRoom, one: Extract<Step, { incident: number }>): void {
  const id = `EXA28-000${one.incident}`;
  const known = room.situation.incidents.has(id);
  const aggregate = `incident:${id}`;
  if (one.do === 'open') {
    if (!known) room.open(id, one.tlp, undefined, ['ana']);
  } else if (!known) return;
  else if (one.do === 'relabel') room.relabel(id, one.tlp, one.named);
  else if (one.do === 'retitle') room.retitle(id, `Title ${room.situation.seq}`);
  else if (one.do === 'resolve')
    room.happen({ aggregate, event: { type: 'incident.resolved', data: { outcome: 'fixed' } } });
  else if (one.do === 'close')
    room.happen({ aggregate, event: { type: 'incident.closed', data: { review: 'done' } } });
  else
    room.happen({
      aggregate,
      event: { type: 'incident.reopened', data: { from: 'closed' }, personal: { reason: 'again' } },
    });
}

/**
 * A client of a stream without a socket between them: what would be emitted is applied. `leaks` are
 * the incidents that it was told of though `mayKnow` says no at that moment.
 */
function fakeClient(
  crowd: FanOut,
  mayKnow: (incident: string) => boolean,
): { client: FeedClient; mine: Picture; leaks: string[] } {
  const leaks: string[] = [];
  const mine = picture();
  const emit = (_event: string, encoded: RawJson): void => {
    const [text = ''] = new textParser.Encoder().encode({ type: 2, nsp: '/', data: [encoded] });
    const [delta] = JSON.parse(text.slice(1)) as [Delta];
    leaks.push(...delta.upserts.map(({ id }) => id).filter((id) => !mayKnow(id)));
    apply(mine, delta);
  };
  const shared = {
    bufferCapBytes: 1,
    counts: counts(),
    scheduler: manualScheduler(),
    fanOut: crowd,
    onDrained: () => undefined,
  };
  const client = {
    seq: null,
    lagging: false,
    gone: false,
    path: undefined,
    shared,
    socket: { emit, conn: {} },
  } as unknown as FeedClient;
  return { client, mine, leaks };
}

function views(of: Iterable<IncidentView>): IncidentView[] {
  return [...of].toSorted((a, b) => a.id.localeCompare(b.id));
}

describe('resuming', () => {
  it('[FD5] ends in the picture that a fresh snapshot shows, for every audience, however the client drops, lags and comes back', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 60 }), async (steps) => {
        const room = fakeRoom();
        const scheduler = manualScheduler();
        const turns: (() => void)[] = [];
        const turn = (): void => turns.splice(0).forEach((run) => run());
        const later = (_delayMs: number, run: () => void) => {
          turns.push(run);
          return () => undefined;
        };
        // One connection a turn: whatever else happens, happens between any two.
        const crowd = fanOut({ ...scheduler, after: later }, 1);
        const rigs = AUDIENCES.map((who) => {
          const options = {
            room,
            audience: who,
            views: viewJson([]),
            secret: Buffer.alloc(16),
            scope: [JSON.stringify(who)],
          };
          const stream = audienceStream({
            ...options,
            scheduler,
            counts: counts(),
            fanOut: crowd,
          });
          const mayKnow = (id: string): boolean => room.incident(id, who) !== undefined;
          const all = Array.from({ length: CLIENTS_EACH }, () => fakeClient(crowd, mayKnow));
          return { who, stream, all };
        });
        room.onChange(({ touched }) => {
          for (const { stream } of rigs) stream.touch(touched.flatMap((one) => one.incident ?? []));
        });
        const back = async (
          { stream }: (typeof rigs)[number],
          { client, mine }: ReturnType<typeof fakeClient>,
          cursor = mine.cursor,
        ): Promise<void> => {
          stream.clients.add(client);
          client.lagging = false;
          let answer = stream.sync(client, cursor);
          if (!answer) {
            Object.assign(
              mine,
              load(JSON.parse((await stream.snapshot()).body.toString()) as FeedSnapshot),
            );
            answer = stream.sync(client, mine.cursor);
          }
          apply(mine, (JSON.parse(String(answer)) as Extract<SyncResult, { kind: 'delta' }>).delta);
        };
        for (const one of steps) {
          if ('incident' in one) happen(room, one);
          else if (one.do === 'turn') turn();
          if ('incident' in one) continue;
          for (const rig of rigs) {
            const mine = rig.all[one.place]!;
            const { client } = mine;
            const connected = rig.stream.clients.has(client);
            if (one.do === 'flush') void rig.stream.flush();
            else if (one.do === 'drop') {
              rig.stream.clients.delete(client);
              crowd.drop(client);
            } else if (one.do === 'lag') client.lagging = true;
            else if (one.do === 'drain') {
              client.lagging = false;
              if (connected) rig.stream.resume(client);
            } else if (one.do === 'start over') await back(rig, mine, null);
            else if (one.do === 'back') await back(rig, mine);
          }
        }
        // Snapshots are made at most once a second; the one compared with must be of now.
        scheduler.advance(1000);
        crowd.finish();
        for (const rig of rigs) {
          for (const mine of rig.all) await back(rig, mine);
          void rig.stream.flush();
          crowd.finish();
          const fresh = JSON.parse((await rig.stream.snapshot()).body.toString()) as FeedSnapshot;
          for (const { mine, leaks } of rig.all) {
            expect(views(mine.incidents.values())).toEqual(views(fresh.incidents));
            expect(mine.gaps).toBe(0);
            expect(leaks).toEqual([]);
          }
          const allowed = new Set(
            [...room.situation.incidents.keys()].filter((id) => room.incident(id, rig.who)),
          );
          expect(fresh.incidents.every((view) => allowed.has(view.id))).toBe(true);
          // A stream opened now, as after a restart, stands at the same cursor.
          const options = {
            room,
            audience: rig.who,
            views: viewJson([]),
            secret: Buffer.alloc(16),
            scope: [JSON.stringify(rig.who)],
          };
          const reborn = audienceStream({
            ...options,
            scheduler: manualScheduler(),
            counts: counts(),
            fanOut: crowd,
          });
          expect((await reborn.snapshot()).etag).toBe((await rig.stream.snapshot()).etag);
        }
      }),
      { numRuns: 200, seed: 20281107 },
    );
  }, 30_000);

  it('[FD5] holds over real sockets, with changes while they drop and come back', async () => {
    const rig = await testFeed();
    rig.accounts.person('ana', 'lead', 'RED');
    rig.accounts.person('viewer', 'viewer', 'AMBER');
    rig.accounts.pair('wall', 'GREEN', 'visitor');
    const who: Record<string, Audience> = {
      ana: audience('RED', { person: 'ana' }),
      viewer: audience('AMBER'),
      wall: audience('GREEN', { redaction: 'visitor' }),
    };
    const random = randomOf(7);
    const mine = new Map(Object.keys(who).map((key) => [key, picture()]));
    for (let round = 0; round < 6; round += 1) {
      const sockets = [];
      for (const [key, wanted] of Object.entries(who)) {
        const held = mine.get(key) ?? picture();
        const socket = await rig.connected(key);
        await sync(rig, socket, held, wanted);
        socket.on('delta', (delta) => apply(held, delta));
        sockets.push(socket);
      }
      for (let n = 0; n < 40; n += 1) {
        for (const [one] of fc.sample(fc.tuple(step), { numRuns: 1, seed: random() }))
          if ('incident' in one) happen(rig.room, one);
        if (n % 7 === 0) rig.scheduler.advance(100);
        if (n % 11 === 0) for (const socket of sockets) await rig.settle(socket);
      }
      for (const socket of sockets) {
        await rig.settle(socket);
        socket.disconnect();
      }
      for (const [key, wanted] of Object.entries(who)) {
        const fresh = JSON.parse(
          (await rig.feed.snapshotFor(rig.room, wanted)).body.toString(),
        ) as FeedSnapshot;
        expect(views(mine.get(key)?.incidents.values() ?? [])).toEqual(views(fresh.incidents));
        expect(mine.get(key)?.gaps).toBe(0);
      }
      for (let n = 0; n < 20; n += 1) {
        for (const [one] of fc.sample(fc.tuple(step), { numRuns: 1, seed: random() }))
          if ('incident' in one) happen(rig.room, one);
      }
    }
    await rig.close();
  });

  it('[FD5] costs what changed, and a whole snapshot where that is more or the cursor is not known', async () => {
    const rig = await testFeed();
    rig.accounts.person('ana', 'lead', 'AMBER');
    const socket = await rig.connected('ana');
    const mine = picture();
    rig.room.open('EXA28-0001');
    rig.room.open('EXA28-0002');
    expect(await sync(rig, socket, mine, audience('AMBER'))).toBe('snapshot');
    for (let n = 0; n < 500; n += 1) rig.room.retitle('EXA28-0001', `Title ${n}`);
    await rig.settle(socket);
    const answer = await socket.emitWithAck('sync', { cursor: mine.cursor });
    expect(answer).toMatchObject({
      kind: 'delta',
      delta: { upserts: [{ id: 'EXA28-0001', title: 'Title 499' }], removals: [] },
    });
    for (let n = 10; n < 2100; n += 1) rig.room.open(`EXA28-${n}000`);
    expect(await socket.emitWithAck('sync', { cursor: mine.cursor })).toEqual({
      kind: 'snapshot',
      url: '/api/elections/example/snapshot',
    });
    expect(await socket.emitWithAck('sync', { cursor: 'of-another-epoch' })).toMatchObject({
      kind: 'snapshot',
    });
    await rig.close();
  });
});

function randomOf(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 1_103_515_245 + 12_345) % 2 ** 31);
}
