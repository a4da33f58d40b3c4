import {
  epochMsOf,
  isPinnedAt,
  keysOf,
  localDateOf,
  phaseAt,
  ruleAt,
  isTargeted,
} from '@warroom/shared';
import type { CompiledElection, Phase, PlaylistTurn, Walls } from '@warroom/shared';
import type { ShownDisplay } from '../../wall-control/walls-view.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** A week and a day: by then every rule by day and hour has come round. */
const DAYS_AHEAD = 8;

type Of = Pick<ShownDisplay, 'id' | 'group'>;
type Judged = Pick<Walls, 'playlists' | 'schedule' | 'controls'>;

/** What a display shows. */
export type OnShow =
  | { kind: 'pinned'; turn: PlaylistTurn; until: number | null; by: string }
  | { kind: 'playlist'; title: string; turns: readonly PlaylistTurn[]; pausedAt: number | null }
  /** No rule holds: its own scenes, or all. */
  | { kind: 'own'; pausedAt: number | null };

export interface OnShowAndNext {
  now: OnShow;
  /** What is next and from when (epoch ms); null where nothing is to change within a week. */
  next: { at: number; show: OnShow } | null;
}

/**
 * Judges what displays show, now and next, by pins, pauses and the schedule. Knows the phases of the
 * election once for all displays. `from` is epoch ms, the server's.
 */
export function onShowFrom(walls: Judged, election: CompiledElection, from: number) {
  const { zone } = election.election;
  const phases = new Map<number, Phase>();
  const phaseOf = (at: number): Phase => {
    const known = phases.get(at) ?? phaseAt(election, at);
    phases.set(at, known);
    return known;
  };
  const rules = walls.schedule.flatMap((rule) => {
    const playlist = walls.playlists[rule.playlist];
    return playlist === undefined
      ? []
      : [{ ...rule, title: playlist.title, turns: playlist.turns }];
  });

  function showAt(display: Of, at: number): OnShow {
    const controls = keysOf(display).flatMap((key) => walls.controls[key] ?? []);
    const pin = controls.map((one) => one.pin).find((one) => isPinnedAt(one, at));
    if (pin) return { kind: 'pinned', turn: pin.turn, until: pin.until, by: pin.by };
    const pausedAt = controls.map(({ pause }) => pause).find((one) => one !== null)?.at ?? null;
    const moment = pausedAt === null ? at : Math.min(at, pausedAt);
    const mine = rules.filter(({ target }) => isTargeted(target, display));
    const needsPhase = mine.some((rule) => rule.phases !== null);
    const phaseNow = needsPhase ? phaseOf(moment) : 'before';
    const rule = ruleAt({ rules: mine }, moment, { zone, phaseNow });
    return rule === undefined
      ? { kind: 'own', pausedAt }
      : { kind: 'playlist', title: rule.title, turns: rule.turns, pausedAt };
  }

  /** Every time at which anything may change. */
  function changes(display: Of): number[] {
    const pins = keysOf(display).flatMap((key) => walls.controls[key]?.pin?.until ?? []);
    const mine = rules.filter(({ target }) => isTargeted(target, display));
    const today = epochMsOf(`${localDateOf(from, zone)}T12:00`, zone);
    const dates = Array.from({ length: DAYS_AHEAD + 1 }, (_, day) =>
      // From noon to noon, so that no change of clocks leads past a day; yesterday's evening counts too.
      localDateOf(today + (day - 1) * DAY_MS, zone),
    );
    const clocks = new Set(
      mine.flatMap(({ hours, days }) =>
        hours === null ? (days === null ? [] : ['00:00']) : [hours.from, hours.until],
      ),
    );
    const byClock = [...clocks].flatMap((clock) =>
      dates.map((date) => epochMsOf(`${date}T${clock}`, zone)),
    );
    const byPhase = mine.some((rule) => rule.phases !== null) ? phaseChanges(election) : [];
    return [...new Set([...pins, ...byClock, ...byPhase])]
      .filter((at) => at > from)
      .toSorted((a, b) => a - b);
  }

  return (display: Of): OnShowAndNext => {
    const now = showAt(display, from);
    for (const at of changes(display)) {
      const show = showAt(display, at);
      if (JSON.stringify(show) !== JSON.stringify(now)) return { now, next: { at, show } };
    }
    return { now, next: null };
  };
}

/** When the phase may turn: windows open, come into their last hour and close; dated phases begin and end. */
function phaseChanges({ windows, calendar }: CompiledElection): number[] {
  return [
    ...[...windows.values()].flatMap((all) =>
      all.flatMap(({ opensMs, closesMs }) => [opensMs, closesMs - HOUR_MS, closesMs]),
    ),
    ...calendar.flatMap(({ fromMs, untilMs }) => [fromMs, untilMs]),
  ];
}
