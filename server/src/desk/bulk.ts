import { refuse } from '@warroom/shared';
import type { CommandResult, Subject, Via } from '@warroom/shared';
import type { Room } from './room.ts';

/** Commands that one bulk may hold. */
export const MOST_IN_BULK = 500;

/**
 * Many commands at once, each by the one path of every command and with its own result, in the order
 * given; one that is refused stops no other. They run together, so that the journal writes them in few
 * groups; what names the same incident twice runs in order, one after the other.
 */
export async function runBulk(
  room: Pick<Room, 'command'>,
  commands: readonly unknown[],
  who: { subject: Subject; via: Via },
): Promise<CommandResult[]> {
  const last = new Map<string, Promise<unknown>>();
  const seen = new Set<string>();
  return Promise.all(
    commands.map(async (command) => {
      const id = idOf(command);
      if (id !== undefined && seen.has(id)) return twice(id);
      if (id !== undefined) seen.add(id);
      const targets = targetsOf(command);
      const before = targets.flatMap((target) => last.get(target) ?? []);
      const run = (): Promise<CommandResult> => room.command(command, who);
      const result = before.length === 0 ? run() : Promise.allSettled(before).then(run);
      for (const target of targets) last.set(target, result);
      return result;
    }),
  );
}

/** Under one id only the first is written; the second would get its answer, and seem done. */
function twice(commandId: string): CommandResult {
  return {
    kind: 'refused',
    commandId,
    refusal: refuse('malformed', 'This commandId stands twice in the bulk; each needs its own.', {
      path: 'commandId',
    }),
    current: null,
    between: [],
  };
}

function idOf(command: unknown): string | undefined {
  const id = (command as { commandId?: unknown } | null)?.commandId;
  return typeof id === 'string' ? id : undefined;
}

/** What a command changes, as far as it names it: incidents, and signals. */
function targetsOf(command: unknown): string[] {
  if (typeof command !== 'object' || command === null) return [];
  const { incident, into, to, other, signals, view } = command as Record<string, unknown>;
  const named = [incident, into, to, other, view, ...(Array.isArray(signals) ? signals : [])];
  return [...new Set(named.filter((one) => typeof one === 'string'))];
}
