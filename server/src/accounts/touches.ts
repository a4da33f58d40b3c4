import type { DisplayReport } from '@warroom/shared';
import { put, type AccountState, type RecordChange } from './records.ts';

/** What changes with every request, kept in memory and written now and then: last uses and reports. */
export interface Touches {
  session(id: string): void;
  key(id: string): void;
  report(display: string, report: DisplayReport): DisplayReport & { at: number };
  /** A report that came in on another node. */
  heard(display: string, report: DisplayReport & { at: number }): void;
  sessionUsedAt(id: string): number | undefined;
  keyUsedAt(id: string): number | undefined;
  reportOf(display: string): (DisplayReport & { at: number }) | undefined;
  /** What to write, on the newest state. */
  changes(state: AccountState): RecordChange[];
  /** Forgets what was written, and what belongs to records that are gone. */
  written(state: AccountState): void;
}

/** A store's last use may lag this far behind; the sessions' idle time is long against it. */
const COARSE_MS = 60_000;

/** Touches that note the time by this clock. */
export function touchesOf(now: () => number): Touches {
  const sessions = new Map<string, number>();
  const keys = new Map<string, number>();
  const reports = new Map<string, DisplayReport & { at: number }>();
  return {
    session: (id) => void sessions.set(id, now()),
    key: (id) => void keys.set(id, now()),
    report(display, report) {
      const noted = { ...report, at: now() };
      reports.set(display, noted);
      return noted;
    },
    heard(display, report) {
      if (report.at > (reports.get(display)?.at ?? 0)) reports.set(display, report);
    },
    sessionUsedAt: (id) => sessions.get(id),
    keyUsedAt: (id) => keys.get(id),
    reportOf: (display) => reports.get(display),
    changes(state) {
      const changes: RecordChange[] = [];
      for (const [id, at] of sessions) {
        const record = state.session.get(id);
        if (record && at - record.lastUsedAt >= COARSE_MS)
          changes.push(put('session', { ...record, lastUsedAt: at }));
      }
      for (const [id, at] of keys) {
        const record = state.key.get(id);
        if (record && at - (record.lastUsedAt ?? 0) >= COARSE_MS)
          changes.push(put('key', { ...record, lastUsedAt: at }));
      }
      for (const [id, report] of reports) {
        const record = state.display.get(id);
        if (record && report.at - (record.lastReport?.at ?? 0) >= COARSE_MS)
          changes.push(put('display', { ...record, lastReport: report }));
      }
      return changes;
    },
    written(state) {
      for (const id of sessions.keys()) if (!state.session.has(id)) sessions.delete(id);
      for (const id of keys.keys()) if (!state.key.has(id)) keys.delete(id);
      for (const id of reports.keys()) if (!state.display.has(id)) reports.delete(id);
    },
  };
}
