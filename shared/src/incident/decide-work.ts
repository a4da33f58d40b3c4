import type { Decision, DecisionContext } from '../decision.ts';
import type { IncidentCommandOf } from './commands.ts';
import { decideEvidenceAdd, decideEvidenceRemove } from './decide-evidence.ts';
import { decideWatch } from './decide-note.ts';
import { decideRelate, decideUnrelate } from './decide-relate.ts';
import { decideMove, decideSplit } from './decide-signals.ts';
import { decideSnooze, decideWake } from './decide-snooze.ts';
import { decidePlaybook, decideTaskAdd, decideTaskRemove, decideTaskSet } from './decide-tasks.ts';
import type { Incident } from './incident.ts';

export type WorkCommand = IncidentCommandOf<
  | 'incident.task-add'
  | 'incident.task-set'
  | 'incident.task-remove'
  | 'incident.playbook'
  | 'incident.relate'
  | 'incident.unrelate'
  | 'incident.watch'
  | 'incident.unwatch'
  | 'incident.snooze'
  | 'incident.wake'
  | 'incident.move-signals'
  | 'incident.split'
  | 'incident.evidence-add'
  | 'incident.evidence-remove'
>;

/** Decides a command on what people do around an incident: none carries a version, they commute. */
export function decideWork(
  incident: Incident,
  command: WorkCommand,
  context: DecisionContext,
): Decision {
  switch (command.type) {
    case 'incident.task-add':
      return decideTaskAdd(incident, command, context);
    case 'incident.task-set':
      return decideTaskSet(incident, command, context);
    case 'incident.task-remove':
      return decideTaskRemove(incident, command);
    case 'incident.playbook':
      return decidePlaybook(incident, command, context);
    case 'incident.relate':
      return decideRelate(incident, command, context);
    case 'incident.unrelate':
      return decideUnrelate(incident, command, context);
    case 'incident.watch':
      return decideWatch(incident, true, context);
    case 'incident.unwatch':
      return decideWatch(incident, false, context);
    case 'incident.snooze':
      return decideSnooze(incident, command, context);
    case 'incident.wake':
      return decideWake(incident);
    case 'incident.move-signals':
      return decideMove(incident, command, context);
    case 'incident.split':
      return decideSplit(incident, command, context);
    case 'incident.evidence-add':
      return decideEvidenceAdd(incident, command, context);
    case 'incident.evidence-remove':
      return decideEvidenceRemove(incident, command, context);
  }
}
