import { promisify } from 'node:util';
import { gzip as gzipCallback } from 'node:zlib';
import type { Audience, TrackedIncident } from '@warroom/shared';
import { isOpen, sees } from '@warroom/shared';
import type { Room } from '../desk/room.ts';
import { changeSince, lastVisibleChange } from './changes.ts';
import { cursors } from './cursor.ts';
import { deliver } from './feed-client.ts';
import type { FeedClient, FeedCounts } from './feed-client.ts';
import { packetOf } from './packet.ts';
import type { FanOut } from './fan-out.ts';
import type { Packet } from './packet.ts';
import type { Scheduler } from './scheduler.ts';
import type { ViewJson } from './view-json.ts';

const gzip = promisify(gzipCallback);

/** A whole picture as HTTP serves it. `gzip` is the body compressed, once for all who ask. */
export interface EncodedSnapshot {
  /** epoch-cursor, without quotes. */
  etag: string;
  body: Buffer;
  gzip: Buffer;
}

/** What changed from one seq to another, encoded once for all who stood there. */
interface CatchUp {
  to: number;
  count: number;
  delta: string;
  /** The answer to `sync` with this delta in it. */
  answer: Buffer;
  /** The same as a push. */
  packet(): Packet;
}

/** One audience of one election: the changes it may see, in order, encoded once for all its connections. */
export interface AudienceStream {
  readonly audience: Audience;
  readonly clients: Set<FeedClient>;
  /** When it was last of use, on the scheduler's clock. */
  usedMs(): number;
  /** These incidents changed; what the audience must be told of them waits for the next flush. */
  touch(ids: Iterable<string>): boolean;
  /**
   * Tells everyone who is in step what changed since the last flush; resolves when that is done, undefined
   * when it is already.
   */
  flush(): Promise<void> | undefined;
  /** The seq at which a cursor stands; undefined for one that means nothing here. */
  seqOf(cursor: string): number | undefined;
  /** The answer to a client's `sync`; undefined where it needs a whole snapshot. */
  sync(client: FeedClient, cursor: string | null): Buffer | undefined;
  /** Makes a client fetch a whole snapshot. */
  startOver(client: FeedClient): void;
  /** Brings a reader that was passed over up to date. */
  resume(client: FeedClient): void;
  snapshot(): Promise<EncodedSnapshot>;
  /** Its cursors and texts are good no more: what still waits to be told is told to nobody. */
  retire(): void;
}

/** Beyond this a whole snapshot is the smaller answer, and it is compressed. */
const MAX_CATCH_UP = 2000;
const MAX_CACHED = 256;
/** Clients dropped together ask within this and get the same bytes. */
const CAUGHT_UP_FOR_MS = 1000;
const SNAPSHOT_EVERY_MS = 1000;
/** Views encoded between two looks at other work, when a snapshot meets many that it has not seen. */
const SLICE = 500;

export interface AudienceStreamOptions {
  room: Room;
  audience: Audience;
  views: ViewJson;
  /** Server secret for cursors, and what parts this stream's cursors from those of others. */
  secret: Uint8Array;
  scope: readonly string[];
  scheduler: Scheduler;
  counts: FeedCounts;
  fanOut: FanOut;
}

/** The stream of an audience, standing where the situation stands. */
export function audienceStream(options: AudienceStreamOptions): AudienceStream {
  const { room, audience, views, scheduler, counts, fanOut } = options;
  const { situation } = room;
  const codec = cursors(options.secret, options.scope);
  const clients = new Set<FeedClient>();
  const dirty = new Set<string>();
  const caughtUp = new Map<number, CatchUp & { madeMs: number }>();
  /** The last change that this audience could see: now, and as of the last flush. */
  let position = 0;
  for (const tracked of situation.incidents.values()) {
    position = Math.max(position, lastVisibleChange(tracked, audience));
  }
  let flushed = position;
  let usedMs = scheduler.elapsedMs();
  let picture:
    | { at: number; seq: number; hides: number; made: Promise<EncodedSnapshot> }
    | undefined;
  /** Counts what became hidden: nothing encoded before then may be handed out after. */
  let hides = 0;
  let isRetired = false;

  function* some(ids: Iterable<string>): Iterable<TrackedIncident> {
    for (const id of ids) {
      const tracked = situation.incidents.get(id);
      if (tracked) yield tracked;
    }
  }

  function encode(among: Iterable<TrackedIncident>, from: number): CatchUp {
    const upserts: string[] = [];
    const removals: string[] = [];
    for (const tracked of among) {
      const change = changeSince(tracked, audience, from);
      if (change === 'removal') removals.push(tracked.incident.id);
      else if (change === 'upsert') upserts.push(views.of(tracked.incident, audience) ?? '');
    }
    const to = position;
    const delta = `{"from":"${codec.encode(from)}","to":"${codec.encode(to)}","asOf":${room.asOf()},"upserts":[${upserts.join(',')}],"removals":${JSON.stringify(removals)}}`;
    let made: Packet | undefined;
    let answer: Buffer | undefined;
    return {
      to,
      count: upserts.length + removals.length,
      delta,
      get answer() {
        return (answer ??= Buffer.from(`{"kind":"delta","delta":${delta}}`));
      },
      packet() {
        if (!made) counts.deltas += 1;
        return (made ??= packetOf('delta', delta));
      },
    };
  }

  /**
   * What changed since `from`. An encoding made since the last flush is still good: who gets it stands at
   * its `to`, and is told the rest by the next flush. But it tells until when the picture is whole: one
   * made long ago in a quiet hour would have a screen say that it is stale.
   */
  function since(from: number): CatchUp {
    const madeMs = scheduler.elapsedMs();
    const known = caughtUp.get(from);
    if (known && madeMs - known.madeMs < CAUGHT_UP_FOR_MS) return known;
    const made = encode(situation.incidents.values(), from);
    if (caughtUp.size >= MAX_CACHED) caughtUp.clear();
    // Not a copy: it makes its packet and its answer when they are first asked for.
    caughtUp.set(from, Object.assign(made, { madeMs }));
    return made;
  }

  function tell(client: FeedClient, change: CatchUp): void {
    if (change.count > 0 && deliver(client, change.packet())) client.seq = change.to;
  }

  /** Sends a change that does not begin where the client stands, so it syncs, and is told to start over. */
  function startOver(client: FeedClient): void {
    const here = codec.encode(position);
    const nothing = `{"from":"${here}","to":"${here}","asOf":${room.asOf()},"upserts":[],"removals":[]}`;
    client.seq = null;
    deliver(client, packetOf('delta', nothing));
  }

  async function encodeSnapshot(): Promise<EncodedSnapshot> {
    let fresh = 0;
    for (const { incident } of situation.incidents.values()) {
      if (!shown(incident.state) || views.has(incident, audience)) continue;
      views.of(incident, audience);
      fresh += 1;
      if (fresh % SLICE === 0) await new Promise<void>((resolve) => scheduler.after(0, resolve));
    }
    // From here to the body in one go: cursor and incidents are of one instant.
    const cursor = codec.encode(position);
    const texts: string[] = [];
    for (const { incident } of situation.incidents.values()) {
      const text = shown(incident.state) ? views.of(incident, audience) : undefined;
      if (text !== undefined) texts.push(text);
    }
    const body = Buffer.from(
      `{"epoch":${JSON.stringify(room.epoch)},"cursor":"${cursor}","asOf":${room.asOf()},"incidents":[${texts.join(',')}]}`,
    );
    counts.snapshots += 1;
    return { etag: `${room.epoch}-${cursor}`, body, gzip: await gzip(body, { level: 1 }) };
  }

  return {
    audience,
    clients,
    usedMs: () => (clients.size > 0 ? scheduler.elapsedMs() : usedMs),

    touch(ids) {
      for (const tracked of some(ids)) {
        const at = lastVisibleChange(tracked, audience);
        if (at <= flushed) continue;
        dirty.add(tracked.incident.id);
        position = Math.max(position, at);
        if (!sees(audience, tracked.incident)) {
          hides += 1;
          caughtUp.clear();
        }
      }
      return dirty.size > 0;
    },

    flush() {
      if (dirty.size === 0) return undefined;
      const from = flushed;
      const ids = [...dirty];
      dirty.clear();
      flushed = position;
      caughtUp.clear();
      usedMs = scheduler.elapsedMs();
      if (clients.size === 0) return undefined;
      const main = encode(some(ids), from);
      const { to } = main;
      const then = hides;
      return fanOut.each(clients, (client) => {
        if (isRetired || client.seq === null || client.seq >= to || client.lagging) return;
        // What became hidden since the first were told is in `main`, and nobody's any more.
        if (client.seq === from && then === hides) tell(client, main);
        else tell(client, since(client.seq));
      });
    },

    seqOf: (cursor) => codec.decode(cursor),

    sync(client, cursor) {
      usedMs = scheduler.elapsedMs();
      counts.syncs += 1;
      const from = cursor === null ? undefined : codec.decode(cursor);
      // Another node may have set it where this one, started later, knows of no visible change: good as well.
      const change = from === undefined || from > situation.seq ? undefined : since(from);
      if (!change || change.count > MAX_CATCH_UP) {
        client.seq = null;
        return undefined;
      }
      client.seq = change.to;
      return change.answer;
    },

    resume(client) {
      fanOut.settle(client);
      if (client.seq === null) return;
      const change = since(client.seq);
      if (change.count <= MAX_CATCH_UP) tell(client, change);
      else startOver(client);
    },

    startOver,

    async snapshot() {
      for (;;) {
        const now = scheduler.elapsedMs();
        usedMs = now;
        const old = picture && picture.seq !== position && now - picture.at >= SNAPSHOT_EVERY_MS;
        if (!picture || old || picture.hides !== hides) {
          const made = encodeSnapshot();
          picture = { at: now, seq: position, hides, made };
          made.catch(() => (picture = undefined));
        }
        const { made, hides: then } = picture;
        const snapshot = await made;
        if (then === hides) return snapshot;
      }
    },

    retire() {
      isRetired = true;
    },
  };
}

/** States of which a whole picture tells; the others are paged, and arrive as changes only. */
function shown(state: TrackedIncident['incident']['state']): boolean {
  return isOpen(state) || state === 'resolved';
}
