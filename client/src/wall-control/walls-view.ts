import type { DisplayReport, Redaction, Tlp, WallHappening, Walls } from '@warroom/shared';

/** A display as staff see it beside what walls show: `GET /api/elections/<id>/walls`. */
export interface ShownDisplay {
  id: string;
  name: string;
  /** The group it belongs to; null: none. */
  group: string | null;
  clearance: Tlp;
  redaction: Redaction;
  /** Scenes of its own settings, shown where no rule of the schedule holds; empty: all. */
  scenes?: readonly string[] | undefined;
  /** Since when it is in visitor mode, epoch ms; null: it is not. */
  visitorSince: number | null;
  /** `at` is the server's time; null: it has not reported yet. */
  lastReport: (DisplayReport & { at: number }) | null;
  isConnected: boolean;
}

/** What walls show, and the displays they are shown on. */
export interface WallsView {
  walls: Walls;
  displays: readonly ShownDisplay[];
  groups: readonly string[];
}

/** What happened to walls within a week, the newest first: `GET /api/elections/<id>/walls/history`. */
export interface WallsHistory {
  happenings: readonly WallHappening[];
}
