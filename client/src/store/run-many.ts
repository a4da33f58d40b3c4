import type { Command, CommandResult, Refusal, RefusalKind } from '@warroom/shared';
import { commandOf, isInNobodysWay } from './command-rules.ts';
import type { Intent } from './foresee.ts';

/** One command of a bulk, and the items (signals, or an incident) that it is for. */
export interface Unit {
  intent: Intent;
  items: readonly string[];
  /** The same command again that was left unsettled. */
  commandId?: string | undefined;
}

/** What the server said to a request with many commands: a result each, in their order. */
export type PostAnswer =
  | { ok: true; results: readonly CommandResult[] }
  | { ok: false; message: string; retryAfterMs?: number | undefined; isSent: boolean };

export type PostMany = (commands: readonly Command[]) => Promise<PostAnswer>;

/** What became of one item. */
export interface ItemResult {
  unit: Unit;
  result: CommandResult;
}

/** Refusals that one item among several of a command may be the cause of. */
const OF_ONE: readonly RefusalKind[] = [
  'already-decided',
  'already-claimed',
  'already-linked',
  'not-linked',
  'not-found',
  'nothing-changes',
];
/** Small enough to show how far it is, large enough to be written together. */
const PER_POST = 100;
const MOST_TRIES = 4;

interface Open extends Unit {
  commandId: string;
  version: number;
  tries: number;
}

/**
 * Sends many commands, so many a request, and answers what became of each item. A command for several
 * items that one of them stands in the way of is sent again in halves, so that a refusal of one doesn't
 * stop the rest. When the server is lost, what was sent is left unsettled, and what wasn't is refused.
 */
export async function runMany(
  units: readonly Unit[],
  options: {
    post: PostMany;
    newId: () => string;
    versionOf(intent: Intent): number;
    pause(delayMs: number): Promise<void>;
    /** A command is answered for good; before the next request goes out. */
    onAnswered(unit: Unit & { commandId: string }, result: CommandResult): void;
    onProgress(done: number, of: number): void;
  },
): Promise<Map<string, ItemResult>> {
  const { post, newId, versionOf } = options;
  const results = new Map<string, ItemResult>();
  const of = units.reduce((sum, { items }) => sum + items.length, 0);
  const waiting: Open[] = units.map((unit) => ({
    ...unit,
    commandId: unit.commandId ?? newId(),
    version: versionOf(unit.intent),
    tries: 0,
  }));

  function settle(unit: Open, result: CommandResult): void {
    options.onAnswered(unit, result);
    for (const item of unit.items) {
      // Of several commands for one item, a refusal is what must be known.
      if (results.get(item)?.result.kind !== 'refused') results.set(item, { unit, result });
    }
  }

  function take(unit: Open, result: CommandResult): void {
    if (isInNobodysWay(result) && unit.tries < MOST_TRIES && result.kind === 'refused') {
      const version = result.current?.version ?? unit.version;
      waiting.push({ ...unit, commandId: newId(), version, tries: unit.tries + 1 });
    } else if (
      result.kind === 'refused' &&
      unit.items.length > 1 &&
      OF_ONE.includes(result.refusal.kind)
    ) {
      for (const half of halves(unit.items))
        waiting.push({ ...unit, ...unitOf(unit.intent, half), commandId: newId() });
    } else settle(unit, result);
  }

  let tries = 0;
  while (waiting.length > 0) {
    const batch = waiting.splice(0, PER_POST);
    const answer = await post(
      batch.map(({ intent, commandId, version }) => commandOf(intent, commandId, version)),
    );
    if (!answer.ok) {
      tries += 1;
      if (answer.retryAfterMs !== undefined && tries <= MOST_TRIES) {
        waiting.unshift(...batch);
        await options.pause(answer.retryAfterMs);
        continue;
      }
      const kind = answer.isSent ? 'unsettled' : 'unavailable';
      for (const unit of batch) settle(unit, refused(unit.commandId, kind, answer.message));
      for (const unit of waiting.splice(0))
        settle(unit, refused(unit.commandId, 'unavailable', `Not sent: ${answer.message}`));
      break;
    }
    tries = 0;
    for (const [index, unit] of batch.entries()) {
      const result = answer.results[index];
      take(unit, result ?? refused(unit.commandId, 'unavailable', 'The server left it out.'));
    }
    options.onProgress(results.size, of);
  }
  options.onProgress(of, of);
  return results;
}

function unitOf(intent: Intent, items: readonly string[]): Unit {
  return 'signals' in intent
    ? { intent: { ...intent, signals: [...items] }, items }
    : { intent, items };
}

function halves(items: readonly string[]): [readonly string[], readonly string[]] {
  const middle = Math.ceil(items.length / 2);
  return [items.slice(0, middle), items.slice(middle)];
}

function refused(commandId: string, kind: Refusal['kind'], message: string): CommandResult {
  return { kind: 'refused', commandId, refusal: { kind, message }, current: null, between: [] };
}
