import { compileElection } from './compile.ts';
import type { Election } from './election.ts';
import { epochMsOf, localDateOf } from './local-time.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/**
 * When, in minutes after the start of a drill, successive closings fall: three within its ten
 * minutes, one just after, then two far enough for their jurisdictions to enter the last hour
 * while the drill runs. Later ones keep their distance to these.
 */
const CLOSINGS_MIN = [2, 5, 8, 12, 63, 67, 150] as const;

/** Closings by which fewer than this share of the jurisdictions are done lie behind when a drill starts. */
const DONE_SHARE = 0.1;

/**
 * The election a drill runs in: the base election's geography, taxonomy and policies, its polling day
 * moved so that `nowMs` is a late afternoon of it with closings a few minutes apart. Windows are in
 * UTC to the second. Its id is `drill-<base>-<base 36 time>`, its name begins with `EXERCISE ·`, its
 * incident numbers with `EX`, it is marked `drill`, and silence is noticed after 2 minutes.
 */
export function drillElection(base: Election, nowMs: number): Election {
  const closings = closingTimes(base, nowMs);
  const compiled = compileElection(base);
  const zone = base.zone;
  const electionDay = localDateOf(nowMs, zone);
  const movedByDays = Math.round((Date.parse(electionDay) - Date.parse(base.electionDay)) / DAY_MS);
  // The instant of the real day that the start of the drill stands for: just before the first closing ahead.
  const anchor = [...closings].find(([, at]) => at > nowMs);
  const shiftMs = anchor === undefined ? 0 : anchor[1] - anchor[0];

  return {
    ...base,
    id: `drill-${base.id}-${Math.floor(nowMs / 1000).toString(36)}`.slice(0, 60),
    name: `EXERCISE · ${base.name}`,
    numberPrefix: 'EX',
    electionDay,
    drill: true,
    drillOf: base.id,
    calendar: base.calendar.map((entry) => ({
      ...entry,
      from: movedDate(entry.from, movedByDays),
      ...(entry.until === undefined ? {} : { until: movedDate(entry.until, movedByDays) }),
    })),
    jurisdictions: base.jurisdictions.map((jurisdiction) =>
      jurisdiction.polls === undefined
        ? jurisdiction
        : {
            ...jurisdiction,
            polls: (compiled.windows.get(jurisdiction.id) ?? []).map((window) => {
              const closesMs = closings.get(window.closesMs) ?? window.closesMs + shiftMs;
              const opensMs = Math.min(window.opensMs + shiftMs, closesMs - 10 * 60 * MINUTE_MS);
              return {
                opens: utcLocal(opensMs),
                closes: utcLocal(closesMs),
                zone: 'UTC',
                method: window.method,
                ...(window.note === undefined ? {} : { note: window.note }),
              };
            }),
          },
    ),
    sources: base.sources.map((source) => ({
      ...source,
      ...(source.silentAfterMin === undefined ? {} : { silentAfterMin: 2 }),
    })),
    // Its cast is small.
    desks: base.desks.map((desk) => ({ ...desk, least: 1 })),
    // An exercise wakes nobody who didn't ask for it.
    webhooks: base.webhooks.filter((webhook) => webhook.drills),
    ...(base.slack === undefined ? {} : { slack: base.slack.filter((one) => one.drills) }),
  };
}

/** Real closing instant to drill closing instant, both epoch ms, in order of time. */
function closingTimes(base: Election, nowMs: number): Map<number, number> {
  const compiled = compileElection(base);
  const lastCloses = [...compiled.windows.values()].flatMap((windows) =>
    windows.length === 0 ? [] : [Math.max(...windows.map((window) => window.closesMs))],
  );
  const instants = compiled.events
    .filter((event) => event.kind === 'closes')
    .map((event) => event.at);
  const behind = instants.filter(
    (at) => lastCloses.filter((last) => last <= at).length < lastCloses.length * DONE_SHARE,
  );
  const ahead = instants.slice(behind.length);
  const start = Math.floor(nowMs / 1000) * 1000;
  const pivot = ahead[0] ?? start;
  const times = new Map(
    behind.map((at) => [at, start - 30 * MINUTE_MS + Math.min(0, at - pivot + 60 * MINUTE_MS)]),
  );
  for (const [index, at] of ahead.entries()) {
    const step = CLOSINGS_MIN[index];
    const lastStep = Math.min(index, CLOSINGS_MIN.length - 1);
    const beyond = at - (ahead[lastStep] ?? at);
    times.set(at, start + (step ?? CLOSINGS_MIN[lastStep] ?? 0) * MINUTE_MS + beyond);
  }
  return times;
}

function utcLocal(atMs: number): string {
  return new Date(atMs).toISOString().slice(0, 19);
}

function movedDate(local: string, days: number): string {
  const day = new Date(epochMsOf(local.slice(0, 10), 'UTC') + days * DAY_MS)
    .toISOString()
    .slice(0, 10);
  return day + local.slice(10);
}
