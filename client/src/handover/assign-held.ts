import type { BriefContent, Command, CommandResult } from '@warroom/shared';
import { api } from '../api.ts';
import { newId } from '../desk-frame/new-id.ts';

/** Commands that give incidents to whom a brief names, where someone else or nobody holds them now. */
export function assignments(content: BriefContent): Command[] {
  return [...content.incidents, ...content.comingBack].flatMap(({ incident, version, from, to }) =>
    to === null || to === from
      ? []
      : [
          {
            type: 'incident.assign' as const,
            commandId: newId(),
            incident,
            expectedVersion: version,
            assignee: to,
          },
        ],
  );
}

/** Runs them as one bulk, each for itself; answers which were refused, and why. */
export async function assignHeld(
  base: string,
  commands: readonly Command[],
): Promise<{ assigned: number; refused: { incident: string; why: string }[] }> {
  const result = await api<{ results: CommandResult[] }>(`${base}/bulk`, { body: { commands } });
  if (!result.ok)
    return { assigned: 0, refused: commands.map((one) => refusedOf(one, result.error.message)) };
  const refused = result.value.results.flatMap((one, index) => {
    const command = commands[index];
    return one.kind === 'refused' && command ? [refusedOf(command, one.refusal.message)] : [];
  });
  return { assigned: commands.length - refused.length, refused };
}

function refusedOf(command: Command, why: string): { incident: string; why: string } {
  return { incident: 'incident' in command ? command.incident : '', why };
}
