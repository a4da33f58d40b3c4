import type { IncidentView, SignalView, SlaClock } from '@warroom/shared';
import type { Feed, FeedEvents, Watched } from '../../feed/connection.ts';

/** 18:00 UTC on an election day. */
export const NOON = Date.UTC(2028, 10, 7, 18, 0, 0);

const clock = (limitMs: number): SlaClock => ({
  startedAt: NOON,
  warnAt: NOON + limitMs * 0.75,
  dueAt: NOON + limitMs,
  metAt: null,
});

/** An incident as the feed sends it; what a test is about is given. */
export function incidentView(given: Partial<IncidentView> = {}): IncidentView {
  const id = given.id ?? 'US28-0001';
  return {
    id,
    version: 1,
    openedAt: NOON,
    changedAt: NOON,
    changedBy: { kind: 'person', id: 'ana' },
    drill: false,
    title: `Title of ${id}`,
    nextStep: '',
    state: 'new',
    severity: 'S3',
    veracity: 'unverified',
    occurrence: 'happening',
    category: null,
    jurisdictions: [],
    tlp: 'AMBER',
    named: [],
    tags: [],
    owned: (given.assignee ?? null) !== null,
    assignee: null,
    claim: null,
    acknowledgedAt: null,
    acknowledgedBy: null,
    mitigatedAt: null,
    activeAt: null,
    resolvedAt: null,
    closedAt: null,
    outcome: null,
    dismissal: null,
    dismissalRequest: null,
    mergedInto: null,
    signalCount: 0,
    sources: [],
    noteCount: 0,
    sourceResolvedAt: null,
    taskCount: 0,
    openTaskCount: 0,
    evidenceCount: 0,
    linkCount: 0,
    watchers: [],
    snooze: null,
    escalation: null,
    clocks: { acknowledge: clock(300_000), act: clock(900_000), resolve: clock(5_400_000) },
    undo: null,
    ...given,
  };
}

/** A signal as the feed sends it. */
export function signalView(given: Partial<SignalView> = {}): SignalView {
  const id = given.id ?? 's-1';
  return {
    id,
    version: 1,
    source: 'social',
    channel: 'post',
    observedAt: NOON,
    receivedAt: NOON,
    language: null,
    jurisdiction: null,
    category: null,
    severity: null,
    tlp: 'AMBER',
    drill: false,
    state: 'undecided',
    incidents: [],
    claim: null,
    sourceResolvedAt: null,
    text: `Text of ${id}`,
    url: null,
    author: null,
    erased: false,
    dismissReason: null,
    ...given,
  };
}

/** Frames and timers that a test lets pass by hand. */
export function manualTime() {
  let waiting: { at: number; run: () => void }[] = [];
  let nowMs = 0;
  const after = (delayMs: number, run: () => void): (() => void) => {
    const entry = { at: nowMs + delayMs, run };
    waiting.push(entry);
    return () => {
      waiting = waiting.filter((one) => one !== entry);
    };
  };
  return {
    after,
    /** For stores: one frame is 16 ms. */
    schedule: (run: () => void) => after(16, run),
    elapsedMs: () => nowMs,
    /** How much is still to come. */
    waiting: () => waiting.length,
    /** Lets time pass, running what falls due in order. */
    pass(byMs: number): void {
      const until = nowMs + byMs;
      for (;;) {
        const next = waiting.toSorted((a, b) => a.at - b.at)[0];
        if (!next || next.at > until) break;
        waiting = waiting.filter((one) => one !== next);
        nowMs = next.at;
        next.run();
      }
      nowMs = until;
    },
  };
}

/** Lets everything that was promised happen, without time passing. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 30; turn += 1) await Promise.resolve();
}

/** As much of a feed as a store listens to; `emit` plays the server. */
export function fakeLine() {
  const listeners = new Map<keyof FeedEvents, Set<(value: never) => void>>();
  const watched: Partial<Watched>[] = [];
  const feed: Pick<Feed, 'on' | 'watch' | 'presence'> = {
    on(name, listener) {
      const set = listeners.get(name) ?? new Set();
      listeners.set(name, set);
      set.add(listener);
      return () => void set.delete(listener);
    },
    watch: (changes) => void watched.push(changes),
    presence: () => {},
  };
  return {
    feed,
    watched,
    emit<N extends keyof FeedEvents>(name: N, value: FeedEvents[N]): void {
      for (const listener of listeners.get(name) ?? []) {
        (listener as (value: FeedEvents[N]) => void)(value);
      }
    },
  };
}
