import type { BulkResults } from '../../store/desk.ts';
import { plural } from '../../ui/format.ts';
import { announceNow } from '../../ui/live-region.tsx';
import { toast } from '../../ui/toasts.ts';
import type { ActionContext } from '../actions.ts';
import type { BoardRoom } from '../board-room.ts';
import { newId } from '../new-id.ts';
import { undo } from '../perform.ts';
import { deedWords, planOf, unitsOf } from './plan.ts';
import type { Chosen, Line, PlanContext } from './plan.ts';
import { sameDeed } from './staged.ts';
import type { BulkDeed } from './staged.ts';

/** The chosen as known here, in the order of their rows. */
export function chosenItems(room: BoardRoom): Chosen[] {
  const { chosen, chosenKind } = room.ui.getState();
  return itemsOf(room, chosenKind, [...chosen]);
}

/** These ids with their records. */
export function itemsOf(
  room: BoardRoom,
  kind: 'signal' | 'incident',
  ids: readonly string[],
): Chosen[] {
  return ids.map((id) =>
    kind === 'signal'
      ? { kind, id, signal: room.lane.records.get(id) }
      : { kind, id, incident: room.incidents.get(id) },
  );
}

/** What a plan is judged by. */
export function planContext(room: BoardRoom, context: ActionContext): PlanContext {
  const { names } = room.lists.getState();
  return {
    ...context,
    incident: room.incidents.get,
    outcome: names.outcome,
    dismissReason: names.dismissReason,
  };
}

/** Asks for a deed on the chosen: what will happen to each is shown, Enter does it. Asked twice, it is done. */
export function stage(room: BoardRoom, deed: BulkDeed, context: ActionContext): void {
  const { staged, chosen, chosenKind } = room.ui.getState();
  if (staged?.stage === 'running') return;
  if (staged?.stage === 'asked' && sameDeed(staged.deed, deed)) {
    void runStaged(room, context);
    return;
  }
  room.ui.setState({ staged: { stage: 'asked', deed } });
  const plan = planContext(room, context);
  const lines = planOf(deed, chosenItems(room), plan);
  const going = lines.filter(({ why }) => why === null).length;
  const words = deedWords(deed, plural(going, chosenKind), plan).ask;
  const left = chosen.size - going;
  announceNow(`${words}${left > 0 ? `; ${left} left out` : ''}. Press Enter to do it.`);
}

/** Does what is asked for on those that it can be done on. */
export async function runStaged(room: BoardRoom, context: ActionContext): Promise<void> {
  const { staged, chosenKind } = room.ui.getState();
  if (staged?.stage !== 'asked') return;
  const { deed } = staged;
  const lines = planOf(deed, chosenItems(room), planContext(room, context));
  const ids = lines.filter(({ why }) => why === null).map(({ id }) => id);
  if (ids.length === 0) {
    say(`None of them: ${lines[0]?.why ?? 'nothing is selected'}.`);
    return;
  }
  if (context.blocked !== null) {
    say(`Not now: ${context.blocked}.`);
    return;
  }
  await run(room, deed, chosenKind, ids, context);
}

/** Sends those again that were refused, or that nobody answered for. */
export async function retryRefused(room: BoardRoom, context: ActionContext): Promise<void> {
  const { staged } = room.ui.getState();
  if (staged?.stage !== 'answered') return;
  const { deed, kind, results, group } = staged;
  if (context.blocked !== null) return say(`Not now: ${context.blocked}.`);
  const ids = [...results].filter(([, { result }]) => result.kind === 'refused').map(([id]) => id);
  await run(room, deed, kind, ids, context, { group, before: results });
}

async function run(
  room: BoardRoom,
  deed: BulkDeed,
  kind: 'signal' | 'incident',
  ids: readonly string[],
  context: ActionContext,
  more: { group: string; before: BulkResults } = { group: newId(), before: new Map() },
): Promise<void> {
  const { ui, desk, lane } = room;
  const plan = planContext(room, context);
  const isLinked = (signal: string, incident: string): boolean =>
    lane.records.get(signal)?.incidents.includes(incident) ?? false;
  // Unanswered ones go out under the same id, so that nothing is done twice.
  const unsettled = new Map(
    [...more.before.values()].flatMap(({ unit, result }) =>
      result.kind === 'refused' && result.refusal.kind === 'unsettled'
        ? [[unit.items.join(' '), result.commandId ?? undefined] as const]
        : [],
    ),
  );
  const units = unitsOf(deed, kind, ids, isLinked).map((unit) => ({
    ...unit,
    commandId: unsettled.get(unit.items.join(' ')),
  }));
  const words = deedWords(deed, plural(ids.length, kind), plan).did;
  ui.setState({
    chosen: new Set(),
    staged: { stage: 'running', deed, ids, done: 0, of: ids.length },
  });
  const results = await desk.runMany(units, words, {
    group: more.group,
    onProgress: (done, of) => {
      const now = ui.getState().staged;
      if (now?.stage === 'running')
        ui.setState({ staged: { stage: 'running', deed, ids, done, of } });
    },
  });
  const all: BulkResults = new Map([...more.before, ...results]);
  const refused = refusedOf(all);
  const done = all.size - refused.length;
  const said = deedWords(deed, plural(done, kind), plan).did;
  if (refused.length === 0) {
    if (ui.getState().staged?.stage === 'running') ui.setState({ staged: null });
  } else {
    ui.setState({
      staged: {
        stage: 'answered',
        deed,
        kind,
        ids: [...all.keys()],
        results: all,
        group: more.group,
        words: said,
      },
    });
    announceNow(`${said}. ${plural(refused.length, kind)} refused: ${refused[0] ?? ''}`);
  }
  if (done > 0 && desk.store.getState().undoable.some(({ group }) => group === more.group)) {
    toast({
      id: `undo-${more.group}`,
      text: said,
      detail: refused.length > 0 ? `${plural(refused.length, kind)} left out` : undefined,
      action: {
        label: done > 1 ? 'Undo all' : 'Undo',
        keyHint: context.keyOf('undo'),
        run: () => void undo(room, more.group),
      },
    });
  } else if (done > 0) toast({ text: said });
}

function refusedOf(results: BulkResults): string[] {
  return [...results.values()].flatMap(({ result }) =>
    result.kind === 'refused' ? [result.refusal.message] : [],
  );
}

/** Those that a deed would be done on. */
export function goingOf(lines: readonly Line[]): string[] {
  return lines.filter(({ why }) => why === null).map(({ id }) => id);
}

/** Of the chosen signals, those that nobody holds and that can still be linked. */
export function linkable(room: BoardRoom, context: ActionContext): string[] {
  const plan = planContext(room, context);
  return goingOf(planOf({ do: 'link', incidents: [''] }, chosenItems(room), plan));
}

function say(text: string): void {
  toast({ id: 'not-allowed', text });
  announceNow(text);
}
