import type { DisplayRow } from '../admin-types.ts';

/** A display reports itself this often. */
const REPORT_MS = 10_000;
const LATE_MS = 2 * REPORT_MS;
const DEAD_MS = 60_000;
/** A wall's own picture counts as stale from this age (screens.md's staleness of streams). */
const STALE_MS = 20_000;

const MEMORY_MB = 1_500;
const OFFSET_MS = 500;

/**
 * `stale` reports in time but shows an old picture; `never` was paired and has not reported yet.
 */
export type DisplayState = 'live' | 'late' | 'stale' | 'dead' | 'never';

export interface DisplayJudgement {
  state: DisplayState;
  /** Since the last report; null where there was none. */
  reportAgeMs: number | null;
  /** How old the picture is that was on the screen at the last report, counted to now; null if unknown. */
  pictureAgeMs: number | null;
}

type Report = DisplayRow['lastReport'];

/** How a display stands, from its last report and the server's time in epoch ms. */
export function judgeDisplay(report: Report, now: number): DisplayJudgement {
  if (report === null) return { state: 'never', reportAgeMs: null, pictureAgeMs: null };
  // A report that has just come in may be a few ms ahead of the clock as it is known here.
  const reportAgeMs = Math.max(0, now - report.at);
  const pictureAgeMs = report.asOf === null ? null : Math.max(0, now - report.asOf);
  const behindMs = report.asOf === null ? Infinity : report.at - report.asOf;
  if (reportAgeMs > DEAD_MS) return { state: 'dead', reportAgeMs, pictureAgeMs };
  if (reportAgeMs > LATE_MS) return { state: 'late', reportAgeMs, pictureAgeMs };
  return { state: behindMs > STALE_MS ? 'stale' : 'live', reportAgeMs, pictureAgeMs };
}

export interface DisplayConcerns {
  build: boolean;
  memory: boolean;
  offset: boolean;
  wakeLock: boolean;
  /** It should sound, and the browser lets no sound out. */
  audio: boolean;
}

/** What in a report is not as it should be. `build` is the server's. */
export function concernsOf(report: NonNullable<Report>, build: string): DisplayConcerns {
  return {
    build: report.build !== build,
    memory: report.memoryMb !== null && report.memoryMb > MEMORY_MB,
    offset: Math.abs(report.offsetMs) > OFFSET_MS,
    wakeLock: report.wakeLock !== 'held',
    audio: report.audio === 'blocked',
  };
}

/** How many displays stand how, in words: "11 paired · 8 live, 1 late, 2 dead". */
export function tallyOf(states: readonly DisplayState[]): string {
  const order: readonly [DisplayState, string][] = [
    ['live', 'live'],
    ['late', 'late'],
    ['stale', 'stale'],
    ['dead', 'dead'],
    ['never', 'unheard'],
  ];
  const parts = order
    .map(([state, word]) => [states.filter((each) => each === state).length, word] as const)
    .filter(([count]) => count > 0)
    .map(([count, word]) => `${count} ${word}`);
  return [`${states.length} paired`, parts.join(', ')].filter((part) => part !== '').join(' · ');
}

/** Those that say nothing first, then those that show an old picture; then by name. */
export function loudestFirst<D extends { name: string; lastReport: Report }>(
  displays: readonly D[],
  now: number,
): D[] {
  const rank = (display: D): number => {
    const place = LOUD.indexOf(judgeDisplay(display.lastReport, now).state);
    return place === -1 ? LOUD.length : place;
  };
  return displays.toSorted((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name));
}

// One that is late by a beat keeps its place: rows that jump can't be aimed at.
const LOUD: readonly DisplayState[] = ['dead', 'stale'];
