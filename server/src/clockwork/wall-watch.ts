import type { Room } from '../desk/room.ts';

/** A display that has said nothing for so long is missing; it reports every 10 s. */
export const MISSING_MS = 60_000;
const LOOK_MS = 5_000;
/** After a start, a pause or a time without the other nodes, displays get this long to be heard of again. */
const GRACE_MS = MISSING_MS + 15_000;
/** Looks further apart mean that this process stood still, or that the clock was set. */
const LEAP_MS = 30_000;
/** What was last heard of before that was switched off, or is nobody's worry any more. */
const FORGOTTEN_MS = 24 * 3_600_000;

/** A display, and when it last reported (epoch ms). */
export interface WatchedDisplay {
  id: string;
  lastReport: { at: number } | null;
}

export interface WallWatchOptions {
  room: Pick<Room, 'situation' | 'command'>;
  /** The displays of the room with their last reports, those heard by other nodes included. */
  displays(): readonly WatchedDisplay[];
  /** False while this node can't hear what displays tell the others. */
  hearsAll(): boolean;
  /** Epoch ms. */
  now(): number;
  schedule(work: () => void, afterMs: number): () => void;
  notice(message: string, cause?: unknown): void;
}

/**
 * Watches the displays of a room on this node: one that was heard of within a day and then not for a
 * minute is missing, until it reports again or is revoked. Each is a command with a key made of the
 * last report, so however many nodes look it happens once.
 */
export function wallWatch(options: WallWatchOptions): { stop(): Promise<void> } {
  const { room, now, schedule } = options;
  let judgesFrom = now() + GRACE_MS;
  let lookedAt = now();
  let working: Promise<void> | undefined;
  let stopped = false;
  let isStuck = false;
  let callOff = schedule(look, LOOK_MS);

  function look(): void {
    if (stopped) return;
    working = judge().finally(() => {
      working = undefined;
      if (!stopped) callOff = schedule(look, LOOK_MS);
    });
  }

  async function judge(): Promise<void> {
    const at = now();
    if (!options.hearsAll() || Math.abs(at - lookedAt) > LEAP_MS) judgesFrom = at + GRACE_MS;
    lookedAt = at;
    try {
      const { missing } = room.situation.sections.wall;
      const displays = new Map(options.displays().map((one) => [one.id, one]));
      for (const [display, since] of Object.entries(missing)) {
        const heardAt = displays.get(display)?.lastReport?.at ?? since;
        if (heardAt > since || !displays.has(display))
          await tell(`wall-back:${display}:${since}`, { type: 'wall.display-back', display });
      }
      if (at < judgesFrom) return;
      for (const { id: display, lastReport } of displays.values()) {
        const since = lastReport?.at ?? at;
        const silentMs = at - since;
        if (silentMs <= MISSING_MS || silentMs > FORGOTTEN_MS) continue;
        if (Object.hasOwn(missing, display)) continue;
        await tell(`wall-missing:${display}:${since}`, {
          type: 'wall.display-missing',
          display,
          since,
        });
      }
    } catch (error) {
      if (!isStuck) options.notice('Looking for missing walls failed; it is tried again.', error);
      isStuck = true;
    }
  }

  async function tell(commandId: string, command: object): Promise<void> {
    const subject = { kind: 'system', id: 'clockwork' } as const;
    const result = await room.command({ commandId, ...command }, { subject, via: 'automation' });
    // Another node was faster, or the store takes no writes: then it is still so at the next look.
    if (result.kind === 'done') isStuck = false;
  }

  return {
    async stop() {
      stopped = true;
      callOff();
      await working;
    },
  };
}
