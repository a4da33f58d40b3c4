import { COMMAND_TYPES, SignalInput } from '@warroom/shared';
import type { Subject } from '@warroom/shared';
import type { Room } from '../desk/room.ts';
import { signalIdOf } from '../desk/received.ts';
import type { Scenario, ScenarioAction, ScenarioSignal } from './scenario/scenario.ts';

export interface DrillRun {
  /** Resolves when the last step was taken, or `stop` was called. */
  readonly ended: Promise<void>;
  stop(): void;
}

export interface DrillOptions {
  room: Room;
  scenario: Scenario;
  startedAt: number;
  now(): number;
  /** Runs work after a delay, in ms; answers how to call it off. */
  schedule(work: () => void, delayMs: number): () => void;
  notice(message: string, cause?: unknown): void;
}

const ON_CALL_MS = 3 * 86_400_000;

type Step = { atMs: number } & (
  | { signal: ScenarioSignal }
  | { action: ScenarioAction; index: number }
);

/**
 * Plays a scenario in a room, by the clock. Safe to play again from the start after a restart: signals
 * are known by their external ids and commands by theirs, so what was done is not done twice.
 * What trainees did meanwhile stands; a step that it makes impossible is left out.
 */
export function runDrill(options: DrillOptions): DrillRun {
  const { room, scenario, now } = options;
  const steps: Step[] = [
    ...scenario.signals.map((signal): Step => ({ atMs: signal.atMs, signal })),
    ...scenario.actions.map((action, index): Step => ({ atMs: action.atMs, action, index })),
  ].toSorted((a, b) => a.atMs - b.atMs);
  const numbers = new Map<string, string>();
  const roles = new Map(scenario.cast.map((member) => [member.id, member.role]));
  let next = 0;
  let stopped = false;
  let callOff: (() => void) | undefined;
  let end: () => void = () => {};
  const ended = new Promise<void>((resolve) => (end = resolve));

  const keyOf = (source: string, externalId: string): string =>
    `${room.id}\n${source}\n${externalId}`;
  const sourceOf = new Map(scenario.signals.map((signal) => [signal.externalId, signal.source]));
  const signalId = (externalId: string): string =>
    signalIdOf(keyOf(sourceOf.get(externalId) ?? '', externalId));

  async function playSignal(signal: ScenarioSignal): Promise<void> {
    if (signal.resolves !== undefined) {
      await room.sourceResolved(
        keyOf(sourceOf.get(signal.resolves) ?? signal.source, signal.resolves),
        signal.source,
      );
      return;
    }
    const { atMs, source, observedOffsetMs, resolves: _, ...input } = signal;
    const observedAt = options.startedAt + atMs - (observedOffsetMs ?? 0);
    await room.receive([
      {
        input: SignalInput.parse({ ...input, observedAt }),
        source,
        dedupeKey: keyOf(source, signal.externalId),
        via: 'drill',
      },
    ]);
  }

  async function playAction(action: ScenarioAction, index: number): Promise<void> {
    const { atMs: _, by, ...deed } = action;
    const role = roles.get(by) ?? 'triager';
    const subject: Subject = {
      kind: 'person',
      id: by,
      role,
      clearance: 'AMBER+STRICT',
      organisation: null,
    };
    const commandId = `drill-${index}`;
    const number =
      'incident' in deed && deed.type !== 'incident.open' ? numbers.get(deed.incident) : undefined;
    if ('incident' in deed && deed.type !== 'incident.open' && number === undefined) return;
    const command: Record<string, unknown> = { ...deed, commandId };
    if ('signals' in deed) command['signals'] = deed.signals.map(signalId);
    if (deed.type === 'incident.open') delete command['incident'];
    if (number !== undefined) command['incident'] = number;
    if (deed.type === 'incident.merge') command['into'] = numbers.get(deed.into);
    if (number !== undefined && VERSIONED.has(deed.type))
      command['expectedVersion'] = room.situation.incidents.get(number)?.incident.version;
    const result = await room.command(command, { subject, via: 'drill' });
    if (result.kind === 'done' && result.opened !== null && 'incident' in deed)
      numbers.set(deed.incident, result.opened);
    if (result.kind === 'refused' && result.refusal.kind === 'malformed') {
      options.notice(
        `Step ${index} of the drill is not a right command: ${result.refusal.message}`,
      );
    }
  }

  /** Long enough that no gap is in sight while anyone looks on. */
  async function manDesks(): Promise<void> {
    const controller = scenario.cast.find(({ role }) => role === 'lead');
    if (!controller) return;
    const { id, role } = controller;
    const subject: Subject = {
      kind: 'person',
      id,
      role,
      clearance: 'AMBER+STRICT',
      organisation: null,
    };
    for (const { desk, person } of scenario.onCall) {
      if (!room.rules.desks.some((one) => one.id === desk)) continue;
      const command = {
        type: 'roster.shift-add',
        commandId: `drill-on-call-${desk}-${person}`,
        id: `drill-${desk}-${person}`,
        desk,
        person,
        from: options.startedAt,
        until: options.startedAt + ON_CALL_MS,
      };
      await room.command(command, { subject, via: 'drill' });
    }
  }

  async function play(): Promise<void> {
    while (!stopped) {
      const step = steps[next];
      if (!step) return end();
      const waitMs = options.startedAt + step.atMs - now();
      if (waitMs > 0) {
        callOff = options.schedule(() => void play(), Math.min(waitMs, 60_000));
        return;
      }
      next += 1;
      try {
        await ('signal' in step ? playSignal(step.signal) : playAction(step.action, step.index));
      } catch (cause) {
        options.notice('A step of the drill could not be played and was left out.', cause);
      }
    }
  }

  void manDesks()
    .catch((cause: unknown) => options.notice('Nobody of the drill could be put on call.', cause))
    .then(play);
  return {
    ended,
    stop() {
      stopped = true;
      callOff?.();
      end();
    },
  };
}

/** Commands that carry the version they were decided on. */
const VERSIONED = new Set(
  COMMAND_TYPES.filter((type) =>
    [
      'assign',
      'change',
      'dismiss',
      'keep',
      'confirm',
      'mitigate',
      'resolve',
      'close',
      'reopen',
      'merge',
      'unmerge',
    ].some((verb) => type === `incident.${verb}`),
  ),
);
