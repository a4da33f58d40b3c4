import type { Channel, DismissReason, IncidentChanges } from '@warroom/shared';
import type { CastId, ScenarioAction, ScenarioDeed, ScenarioSignal } from './scenario.ts';

/** One story line: what comes in and what the cast does about it. */
export interface Story {
  signals: ScenarioSignal[];
  actions: ScenarioAction[];
}

const CHANNELS = {
  social: 'post',
  tips: 'tip',
  hotline: 'call',
  field: 'call',
  monitoring: 'alert',
  partners: 'partner',
} satisfies Record<string, Channel>;

/** `4:05` as ms. */
export function ms(time: string): number {
  const [minutes, seconds] = time.split(':').map(Number);
  return ((minutes ?? 0) * 60 + (seconds ?? 0)) * 1000;
}

type Extra = Partial<Omit<ScenarioSignal, 'atMs' | 'source' | 'externalId' | 'text'>>;

/** A signal of the script; English, on the source's own channel, unless said otherwise. */
export function signal(
  externalId: string,
  time: string,
  source: keyof typeof CHANNELS,
  text: string,
  extra: Extra = {},
): ScenarioSignal {
  const channel = CHANNELS[source];
  return { atMs: ms(time), source, externalId, text, language: 'en', channel, ...extra };
}

type Opening = Omit<Extract<ScenarioDeed, { type: 'incident.open' }>, 'type'>;
type Step = { time: string; by: CastId; deed: ScenarioDeed };

/** An incident opened by the exercise controller and the steps the cast takes on it. */
export function incident(
  key: string,
  time: string,
  opening: Opening,
  steps: Step[] = [],
): ScenarioAction[] {
  const opened: ScenarioAction = {
    atMs: ms(time),
    by: 'exercise-controller',
    incident: key,
    type: 'incident.open',
    ...opening,
  };
  return [
    opened,
    ...steps.map((step): ScenarioAction => ({
      atMs: ms(step.time),
      by: step.by,
      incident: key,
      ...step.deed,
    })),
  ];
}

const step =
  (by: CastId) =>
  (time: string, deed: ScenarioDeed): Step => ({ time, by, deed });

/** The steps one member of the cast can take; `imani.acknowledges('1:10')` reads as it happens. */
function member(id: CastId) {
  const does = step(id);
  return {
    acknowledges: (time: string) => does(time, { type: 'incident.acknowledge' }),
    assigns: (time: string, assignee: CastId) => does(time, { type: 'incident.assign', assignee }),
    changes: (time: string, changes: IncidentChanges, reason?: string) =>
      does(time, {
        type: 'incident.change',
        changes,
        ...(reason === undefined ? {} : { reason }),
      }),
    notes: (time: string, text: string) => does(time, { type: 'incident.note', text }),
    tags: (time: string, ...add: string[]) => does(time, { type: 'incident.tag', add }),
    links: (time: string, ...signals: string[]) => does(time, { type: 'incident.link', signals }),
    confirms: (time: string) => does(time, { type: 'incident.confirm' }),
    mitigates: (time: string, text: string) => does(time, { type: 'incident.mitigate', text }),
    resolves: (time: string, outcome: string, text: string) =>
      does(time, { type: 'incident.resolve', outcome, text }),
    closes: (time: string) => does(time, { type: 'incident.close', review: 'done' }),
    dismisses: (time: string, reason: DismissReason, text: string) =>
      does(time, { type: 'incident.dismiss', reason, text }),
    merges: (time: string, into: string) => does(time, { type: 'incident.merge', into }),
  };
}

export const controller = member('exercise-controller');
export const imani = member('exercise-imani');
export const bo = member('exercise-bo');
export const noor = member('exercise-noor');
export const lev = member('exercise-lev');

/** A seeded source of numbers in [0, 1) (mulberry32): the drill is the same every time. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
