import type { Decision, DecisionContext } from './decision.ts';
import { decideIncident } from './incident/decide.ts';
import type { IncidentCommand } from './incident/commands.ts';
import { decideMessage } from './message/decide.ts';
import type { MessageCommand } from './message/commands.ts';
import { decideSignal } from './signal/decide.ts';
import type { SignalCommand } from './signal/commands.ts';

type AnyCommand = IncidentCommand | SignalCommand | MessageCommand;

/** What any command leads to: events, or a refusal. */
export function decideCommand(command: AnyCommand, context: DecisionContext): Decision {
  if (isOnMessages(command)) return decideMessage(command, context);
  if (isOnSignals(command)) return decideSignal(command, context);
  return decideIncident(command, context);
}

function isOnMessages(command: AnyCommand): command is MessageCommand {
  return command.type.startsWith('message.');
}

function isOnSignals(command: AnyCommand): command is SignalCommand {
  return command.type.startsWith('signal.');
}
