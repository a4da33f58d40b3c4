import { gapsBetween, GAP_HORIZON_MS, nextChangeAt, onCallAt } from '@warroom/shared';
import type { Audience, Gap, OnCall, OnCallMessage } from '@warroom/shared';
import type { Room } from '../desk/room.ts';
import { packet } from './packet.ts';
import type { Packet } from './packet.ts';

/** Who is on call, worked out once for everyone and encoded twice: with and without names. */
export interface OnCallPackets {
  /** The picture as it was last worked out; undefined where the election has no desks. */
  of(audience: Audience): Packet | undefined;
  /** Works it out anew: true when anything is different. */
  refresh(): boolean;
  /** The same where time alone may have changed it. */
  refreshIfDue(): boolean;
}

type Picture = Omit<OnCallMessage, 'asOf'>;

/** `now` is the wall clock: turns are instants. */
export function onCallPackets(options: { room: Room; now(): number }): OnCallPackets {
  const { room, now } = options;
  let known: { json: string; full: Packet; nameless: Packet } | undefined;
  let dueAt = -Infinity;

  function refresh(): boolean {
    const { desks, zone } = room.rules;
    if (desks.length === 0) return false;
    const at = now();
    const { roster } = room.situation.sections;
    const picture: Picture = {
      desks: onCallAt(roster, desks, zone, at),
      gaps: gapsBetween(roster, desks, zone, at, at + GAP_HORIZON_MS).map((gap): Gap => ({
        ...gap,
        until: Math.min(gap.until, at + GAP_HORIZON_MS),
      })),
    };
    // A gap that reaches beyond the horizon ends later at every moment: that alone is no news.
    const json = JSON.stringify({
      ...picture,
      gaps: picture.gaps.map(({ desk, from, has }) => [desk, from, has]),
    });
    dueAt = soonest(picture.gaps, nextChangeAt(roster, desks, zone, at), at);
    if (known?.json === json) return false;
    known = {
      json,
      full: packet('on-call', { asOf: at, ...picture }),
      nameless: packet('on-call', { asOf: at, ...picture, desks: picture.desks.map(nameless) }),
    };
    return true;
  }

  return {
    of(audience) {
      // Only the first: who is connected must be told of what changes, not just who comes then.
      if (!known) refresh();
      return audience.redaction === 'none' ? known?.full : known?.nameless;
    },
    refresh,
    refreshIfDue: () => now() >= dueAt && refresh(),
  };
}

/** Looked at again within a quarter of an hour at most: a gap may come within the horizon meanwhile. */
function soonest(gaps: readonly Gap[], next: number, at: number): number {
  return Math.min(
    next,
    at + LOOK_AGAIN_MS,
    ...gaps.flatMap((gap) => (gap.until > at ? gap.until : [])),
  );
}

const LOOK_AGAIN_MS = 15 * 60_000;

function nameless(desk: OnCall): OnCall {
  return {
    ...desk,
    people: desk.people.map(({ until }) => ({ person: null, until })),
    next: desk.next && { person: null, from: desk.next.from },
  };
}
