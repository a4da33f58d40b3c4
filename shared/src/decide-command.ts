import { decideBrief } from './brief/decide.ts';
import type { BriefCommand } from './brief/commands.ts';
import { decideCare } from './care/decide.ts';
import type { CareCommand } from './care/commands.ts';
import type { Decision, DecisionContext } from './decision.ts';
import { decideIncident } from './incident/decide.ts';
import type { IncidentCommand } from './incident/commands.ts';
import { decideMessage } from './message/decide.ts';
import type { MessageCommand } from './message/commands.ts';
import { decideRules } from './notify/decide.ts';
import type { RulesCommand } from './notify/commands.ts';
import { decideRoster } from './roster/decide.ts';
import type { RosterCommand } from './roster/commands.ts';
import { decideSignal } from './signal/decide.ts';
import type { SignalCommand } from './signal/commands.ts';
import { decideView } from './view/decide.ts';
import type { ViewCommand } from './view/commands.ts';
import { decideWall } from './wall/decide.ts';
import type { WallCommand } from './wall/commands.ts';

/** All that can be asked, by the word before the dot of its type. */
interface Commands {
  incident: IncidentCommand;
  signal: SignalCommand;
  message: MessageCommand;
  roster: RosterCommand;
  view: ViewCommand;
  brief: BriefCommand;
  rules: RulesCommand;
  care: CareCommand;
  wall: WallCommand;
}

const DECIDE: {
  [K in keyof Commands]: (command: Commands[K], context: DecisionContext) => Decision;
} = {
  incident: decideIncident,
  signal: decideSignal,
  message: decideMessage,
  roster: decideRoster,
  view: decideView,
  brief: decideBrief,
  rules: decideRules,
  care: decideCare,
  wall: decideWall,
};

/** What any command leads to: events, or a refusal. */
export function decideCommand(
  command: Commands[keyof Commands],
  context: DecisionContext,
): Decision {
  const kind = command.type.slice(0, command.type.indexOf('.')) as keyof Commands;
  const decide = DECIDE[kind] as (
    command: Commands[keyof Commands],
    context: DecisionContext,
  ) => Decision;
  return decide(command, context);
}
