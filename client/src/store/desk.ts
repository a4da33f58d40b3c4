import type { Command, CommandResult, IncidentView } from '@warroom/shared';
import { createStore } from 'zustand/vanilla';
import type { StoreApi } from 'zustand/vanilla';
import type { Feed } from '../feed/connection.ts';
import {
  commandOf,
  CONFLICTS,
  inverseOf,
  isByOther,
  isInNobodysWay,
  sameFields,
} from './command-rules.ts';
import { foresee } from './foresee.ts';
import type { Intent } from './foresee.ts';
import type { IncidentStore } from './incidents.ts';
import { runMany } from './run-many.ts';
import type { ItemResult, PostMany, Unit } from './run-many.ts';
import type { SignalLane } from './signal-lane.ts';

type Refused = Extract<CommandResult, { kind: 'refused' }>;

/** Someone else was first: what was wanted, and what the server said. Kept until decided. */
export interface Conflict {
  intent: Intent;
  incident: string;
  /** The version that this person saw. */
  sawVersion: number;
  refused: Refused;
  /** Server time, epoch ms. */
  at: number;
}

/** Something of this person's that can be taken back. */
export interface Undoable {
  commandId: string;
  /** What was done, in words: "Resolved US28-0042". */
  words: string;
  incident: string | null;
  back: Intent;
  at: number;
  /** Deeds that were one to the person: undone together. */
  group: string;
  /** Taken back already, perhaps: under this id it is not done twice. */
  backId?: string | undefined;
}

export interface DeskState {
  /** Commands without an answer for longer than 300 ms, by id, with the incident they are on. */
  slow: ReadonlyMap<string, string | null>;
  /** All commands without an answer. */
  unanswered: number;
  /** Commands of which the server can't say whether they were written, until they are sent again. */
  unsettled: ReadonlySet<string>;
  conflicts: ReadonlyMap<string, Conflict>;
  /** Newest last; of the last 40 groups. */
  undoable: readonly Undoable[];
}

export interface RunOptions {
  /** Commands of one group are undone together. */
  group?: string | undefined;
  /**
   * The incident as the person saw it when they began (opened a dialog, say). What has changed since in
   * a field is then a conflict; what came along beside (a note, a signal) is not.
   */
  seen?: IncidentView | undefined;
  /** The same command again that was left unsettled: if it was written then, it is not done twice. */
  commandId?: string | undefined;
}

export interface RunManyOptions {
  group: string;
  onProgress?: ((done: number, of: number) => void) | undefined;
}

/** What became of each signal or incident, by id. */
export type BulkResults = ReadonlyMap<string, ItemResult>;

/** Where this person's commands start: one path for keys, mouse, bulk and palette. */
export interface Desk {
  store: StoreApi<DeskState>;
  /**
   * Sends a command. Shown at once, marked after 300 ms, taken back when refused. `words` say what was
   * done, for undo. A version is added where the command needs one: the one this person saw, or the
   * one their own last command led to.
   */
  run(intent: Intent, words: string, more?: RunOptions): Promise<CommandResult>;
  /**
   * Sends many commands, each for itself and all to be undone as one. Answers by item; a conflict is only
   * a refusal here, to be retried or left.
   */
  runMany(units: readonly Unit[], words: string, more: RunManyOptions): Promise<BulkResults>;
  /** Takes back a group, or the newest one; the last first. Empty when there is nothing. */
  undo(group?: string): Promise<{ words: string; results: CommandResult[] }>;
  /** The person decided on a conflict. */
  settleConflict(incident: string): void;
}

const MARK_AFTER_MS = 300;
const MAX_TRIES = 4;
const KEEP_UNDO = 40;

function afterTimeout(delayMs: number, run: () => void): () => void {
  const timer = setTimeout(run, delayMs);
  return () => clearTimeout(timer);
}

/** A desk for one person on one election. */
export function desk(options: {
  feed: Pick<Feed, 'command' | 'serverNow'>;
  incidents: IncidentStore;
  signals: Pick<SignalLane, 'strike' | 'restore'>;
  me: () => string;
  newId: () => string;
  /** How many commands go in one request; without, one after another by the feed. */
  post?: PostMany;
  after?: (delayMs: number, run: () => void) => () => void;
}): Desk {
  const { feed, incidents, signals, me, newId, after = afterTimeout } = options;
  const post = options.post ?? oneByOne;
  /** The last command on each incident: the next one waits for it. */
  const chains = new Map<string, Promise<{ saw: number; became: number } | undefined>>();
  const store = createStore<DeskState>(() => ({
    slow: new Map(),
    unanswered: 0,
    unsettled: new Set(),
    conflicts: new Map(),
    undoable: [],
  }));

  async function run(intent: Intent, words: string, more: RunOptions = {}): Promise<CommandResult> {
    const commandId = more.commandId ?? newId();
    noteUnsettled(commandId, false);
    const incident = 'incident' in intent ? intent.incident : null;
    const seen = incident === null ? undefined : incidents.get(incident);
    const patch = seen && foresee(intent, seen, { me: me(), now: feed.serverNow() });
    strike(intent);
    const unmark = mark(commandId, incident);
    const before = incident === null ? undefined : chains.get(incident);
    const shown = incident === null ? undefined : incidents.get(incident);
    const confirmed = (incident === null ? undefined : incidents.confirmed(incident)?.version) ?? 1;
    const { seen: began } = more;
    const saw = began && shown && !sameFields(began, shown) ? began.version : confirmed;
    if (incident !== null && patch) incidents.foresee(incident, commandId, patch);
    const sent = (async () => {
      const previous = await before;
      // What this person's own last command led to is what they see, if nobody else came between.
      let version =
        previous && previous.saw >= saw && previous.became === previous.saw + 1
          ? previous.became
          : saw;
      let result = await feed.command(commandOf(intent, commandId, version));
      for (let tries = 1; tries < MAX_TRIES && isInNobodysWay(result); tries += 1) {
        version = result.kind === 'refused' ? (result.current?.version ?? version) : version;
        result = await feed.command(commandOf(intent, newId(), version));
      }
      const became = result.kind === 'done' ? result.incident?.version : undefined;
      return { result, version, became };
    })();
    if (incident !== null) {
      const link = sent.then(({ version, became }) =>
        became === undefined ? undefined : { saw: version, became },
      );
      chains.set(incident, link);
      void link.then(() => chains.get(incident) === link && chains.delete(incident));
    }
    const { result, version } = await sent;
    unmark();
    if (result.kind === 'refused' && result.refusal.kind === 'unsettled')
      noteUnsettled(result.commandId ?? commandId, true);
    answered(result, intent, incident, version, {
      words,
      group: more.group ?? commandId,
      commandId,
    });
    return result;
  }

  function answered(
    result: CommandResult,
    intent: Intent,
    incident: string | null,
    sawVersion: number,
    deed: Pick<Undoable, 'words' | 'group' | 'commandId'>,
  ): void {
    const current = result.kind === 'done' ? result.incident : result.current;
    // The new state before the guess goes, so that nothing flickers.
    if (current) incidents.learn(current);
    incidents.settle(deed.commandId);
    if (result.kind === 'done') {
      const undoable = undoableOf(result, intent, incident, deed);
      if (undoable) keepUndoable([undoable]);
      return;
    }
    if ('signals' in intent) signals.restore(intent.signals);
    if (
      incident !== null &&
      CONFLICTS.includes(result.refusal.kind) &&
      isByOther(result, current, me())
    ) {
      const conflict: Conflict = {
        intent,
        incident,
        sawVersion,
        refused: result,
        at: feed.serverNow(),
      };
      store.setState((state) => ({
        conflicts: new Map([...state.conflicts, [incident, conflict]]),
      }));
    }
  }

  function undoableOf(
    result: Extract<CommandResult, { kind: 'done' }>,
    intent: Intent,
    incident: string | null,
    deed: Pick<Undoable, 'words' | 'group' | 'commandId'>,
  ): Undoable | undefined {
    const back = inverseOf(intent, result);
    return back && { ...deed, incident, back, at: feed.serverNow() };
  }

  function keepUndoable(more: readonly Undoable[]): void {
    store.setState((state) => {
      const undoable = [...state.undoable, ...more];
      const groups = [...new Set(undoable.map(({ group }) => group))].slice(-KEEP_UNDO);
      return { undoable: undoable.filter(({ group }) => groups.includes(group)) };
    });
  }

  async function oneByOne(commands: readonly Command[]) {
    const results = [];
    for (const command of commands) results.push(await feed.command(command));
    return { ok: true as const, results };
  }

  async function runBulk(
    units: readonly Unit[],
    words: string,
    { group, onProgress = () => {} }: RunManyOptions,
  ): Promise<BulkResults> {
    const begun = units.map((unit) => ({ ...unit, commandId: unit.commandId ?? newId() }));
    const unmark: (() => void)[] = [];
    for (const { intent, commandId } of begun) {
      noteUnsettled(commandId, false);
      const incident = 'incident' in intent ? intent.incident : null;
      const seen = incident === null ? undefined : incidents.get(incident);
      const patch = seen && foresee(intent, seen, { me: me(), now: feed.serverNow() });
      if (incident !== null && patch) incidents.foresee(incident, commandId, patch);
      strike(intent);
      unmark.push(mark(commandId, incident));
    }
    // What this person did on them a moment ago leads to the version they see.
    await Promise.all(
      begun.flatMap(({ intent }) =>
        'incident' in intent ? (chains.get(intent.incident) ?? []) : [],
      ),
    );
    const undoables: Undoable[] = [];
    const results = await runMany(begun, {
      post,
      newId,
      versionOf: (intent) =>
        ('incident' in intent ? incidents.confirmed(intent.incident)?.version : undefined) ?? 1,
      pause: (delayMs) => new Promise((resolve) => void after(delayMs, () => resolve())),
      onProgress,
      onAnswered({ intent, commandId }, result) {
        const incident = 'incident' in intent ? intent.incident : null;
        const current = result.kind === 'done' ? result.incident : result.current;
        if (current) incidents.learn(current);
        if (result.kind === 'done') {
          const one = undoableOf(result, intent, incident, { words, group, commandId });
          if (one) undoables.push(one);
          return;
        }
        if ('signals' in intent) signals.restore(intent.signals);
        if (result.refusal.kind === 'unsettled') noteUnsettled(commandId, true);
      },
    });
    for (const { commandId } of begun) incidents.settle(commandId);
    for (const off of unmark) off();
    keepUndoable(undoables);
    return results;
  }

  function noteUnsettled(commandId: string, isUnsettled: boolean): void {
    const unsettled = new Set(store.getState().unsettled);
    if (unsettled.has(commandId) === isUnsettled) return;
    if (isUnsettled) unsettled.add(commandId);
    else unsettled.delete(commandId);
    store.setState({ unsettled });
  }

  function strike(intent: Intent): void {
    if (intent.type === 'signal.dismiss') {
      signals.strike(intent.signals, { how: 'dismissed', incident: null, by: me() });
    } else if (intent.type === 'incident.link' || intent.type === 'incident.open') {
      const incident = intent.type === 'incident.link' ? intent.incident : null;
      signals.strike(intent.signals, { how: 'linked', incident, by: me() });
    }
  }

  function mark(commandId: string, incident: string | null): () => void {
    store.setState((state) => ({ unanswered: state.unanswered + 1 }));
    const cancel = after(MARK_AFTER_MS, () =>
      store.setState((state) => ({ slow: new Map([...state.slow, [commandId, incident]]) })),
    );
    return () => {
      cancel();
      store.setState((state) => {
        const slow = new Map(state.slow);
        return { unanswered: state.unanswered - 1, ...(slow.delete(commandId) ? { slow } : {}) };
      });
    };
  }

  async function undo(group?: string): Promise<{ words: string; results: CommandResult[] }> {
    const { undoable } = store.getState();
    const wanted = group ?? undoable.at(-1)?.group;
    const deeds = undoable.filter((one) => one.group === wanted).toReversed();
    store.setState((state) => ({ undoable: state.undoable.filter((one) => one.group !== wanted) }));
    const results: CommandResult[] = [];
    if (deeds.length > 1 && deeds.every(({ backId }) => backId === undefined)) {
      return { words: deeds[0]?.words ?? '', results: await undoMany(deeds) };
    }
    for (const deed of deeds) {
      const result = await run(deed.back, `Undone: ${deed.words}`, { commandId: deed.backId });
      results.push(result);
      if (result.kind === 'done' || result.refusal.kind !== 'unsettled') continue;
      const again = { ...deed, backId: result.commandId ?? undefined };
      store.setState((state) => ({ undoable: [...state.undoable, again] }));
    }
    return { words: deeds[0]?.words ?? '', results };
  }

  /** What was one deed is taken back as one; what the server didn't answer to can be tried again. */
  async function undoMany(deeds: readonly Undoable[]): Promise<CommandResult[]> {
    const [first] = deeds;
    const units = deeds.map(({ back, commandId }) => ({ intent: back, items: [commandId] }));
    const results = await runBulk(units, `Undone: ${first?.words ?? ''}`, { group: newId() });
    const again = deeds.flatMap((deed) => {
      const result = results.get(deed.commandId)?.result;
      return result?.kind === 'refused' && result.refusal.kind === 'unsettled'
        ? [{ ...deed, backId: result.commandId ?? undefined }]
        : [];
    });
    store.setState((state) => ({ undoable: [...state.undoable, ...again] }));
    return [...results.values()].map(({ result }) => result);
  }

  return {
    store,
    run,
    runMany: runBulk,
    undo,
    settleConflict(incident) {
      store.setState((state) => {
        const conflicts = new Map(state.conflicts);
        conflicts.delete(incident);
        return { conflicts };
      });
    },
  };
}
