import {
  BriefCommand,
  CareCommand,
  COMMAND_TYPES,
  IncidentCommand,
  MessageCommand,
  refuse,
  RosterCommand,
  RulesCommand,
  SignalCommand,
  ViewCommand,
  WallCommand,
} from '@warroom/shared';
import type { Command, Refusal } from '@warroom/shared';
import { malformedBy } from '../guard/issue-words.ts';

/** By the word before the dot of a command's type. */
const SCHEMAS = {
  incident: IncidentCommand,
  signal: SignalCommand,
  message: MessageCommand,
  roster: RosterCommand,
  view: ViewCommand,
  brief: BriefCommand,
  rules: RulesCommand,
  care: CareCommand,
  wall: WallCommand,
};

/** Reads a command from what came over the wire; the refusal names the field and what would be right. */
export function parseCommand(input: unknown): { command: Command } | { refusal: Refusal } {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    return {
      refusal: refuse(
        'malformed',
        'A command is a JSON object like {"commandId":"…","type":"incident.note",…}.',
      ),
    };
  }
  const { type } = input as { type?: unknown };
  if (typeof type !== 'string' || !COMMAND_TYPES.includes(type)) {
    const given =
      typeof type === 'string'
        ? `"${type.slice(0, 60)}" is not a command`
        : 'The command has no type';
    return {
      refusal: refuse('malformed', `${given}; known are: ${COMMAND_TYPES.join(', ')}.`, {
        path: 'type',
      }),
    };
  }
  const schema = SCHEMAS[type.slice(0, type.indexOf('.')) as keyof typeof SCHEMAS];
  const parsed = schema.safeParse(input);
  if (parsed.success) return { command: parsed.data };
  return { refusal: malformedBy(parsed.error, input, { whole: type }) };
}
