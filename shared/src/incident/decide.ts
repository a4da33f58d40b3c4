import { can } from '../access.ts';
import { accept, decline } from '../decision.ts';
import type { Decision, DecisionContext } from '../decision.ts';
import { refuse } from '../refusal.ts';
import type { Refusal } from '../refusal.ts';
import type { IncidentCommand } from './commands.ts';
import { decideEscalate } from '../escalation/decide.ts';
import { decideWork } from './decide-work.ts';
import { decideChange } from './decide-change.ts';
import { decideDismiss, decideUndo } from './decide-ending.ts';
import { decideMerge, decideUnmerge } from './decide-merge.ts';
import { decideNote } from './decide-note.ts';
import { decideOpen } from './decide-open.ts';
import { decideLink, decideUnlink } from './decide-signals.ts';
import { asleep } from './decide-snooze.ts';
import {
  assigneeOrLead,
  atVersion,
  claimFree,
  firstRefusal,
  inState,
  knowing,
  knownPeople,
  personal,
  stillOpen,
  visible,
} from './guards.ts';
import type { IncidentEvent } from './events.ts';
import type { Incident } from './incident.ts';
import { wakes, writesOn } from './writes.ts';

/**
 * What a command on incidents leads to: events, or a refusal. Pure: the same question gets the same answer.
 * An incident that the subject may not see is answered as if it were not there.
 */
export function decideIncident(command: IncidentCommand, context: DecisionContext): Decision {
  if (!can(context.subject, 'incident.triage')) {
    return decline(
      refuse(
        'forbidden',
        'Your role can read but not work incidents; ask an admin for the role of triager.',
      ),
    );
  }
  if (command.type === 'incident.open') return decideOpen(command, context);
  const incident = visible(command.incident, context);
  if (!incident)
    return decline(
      refuse(
        'not-found',
        `There is no incident ${command.incident} here, or it is not shared with you.`,
      ),
    );
  if (incident.state === 'merged' && command.type !== 'incident.unmerge') {
    return decline(
      refuse(
        'incident-closed',
        `${incident.id} was merged into ${incident.mergedInto ?? 'another'}; work on that one.`,
      ),
    );
  }
  return decideOn(incident, command, context);
}

/** Decides a command on an incident that is there and visible. */
function decideOn(
  incident: Incident,
  command: Exclude<IncidentCommand, { type: 'incident.open' }>,
  context: DecisionContext,
): Decision {
  const { now, by, subject } = context;
  const unless = (
    refusal: Refusal | undefined,
    event: () => IncidentEvent,
    after?: IncidentEvent,
  ): Decision => (refusal ? decline(refusal) : accept(writesOn(incident, event(), after)));

  switch (command.type) {
    case 'incident.link':
      return decideLink(incident, command, context);
    case 'incident.unlink':
      return decideUnlink(incident, command, context);
    case 'incident.claim':
      return unless(
        firstRefusal(stillOpen(incident, 'claim it'), claimFree(incident, context)),
        () => ({
          type: 'incident.claimed',
          data: { until: now + context.rules.claimMs },
        }),
      );
    case 'incident.acknowledge': {
      const refused = firstRefusal(
        inState(incident, ['new', 'triage', 'active', 'mitigated'], 'acknowledge it'),
      );
      const again = incident.acknowledgedAt !== null && incident.state !== 'new';
      return unless(refused, () => ({
        type: 'incident.acknowledged',
        data: {
          until: now + context.rules.claimMs,
          again,
          assigns: !again && incident.assignee === null && by.kind === 'person',
        },
      }));
    }
    case 'incident.release': {
      const holder = incident.claim?.by;
      const mine = holder === by.id || incident.assignee === by.id || can(subject, 'incident.lead');
      const claimOnly = incident.state !== 'triage';
      return unless(
        firstRefusal(
          stillOpen(incident, 'release it'),
          mine
            ? undefined
            : refuse(
                'forbidden',
                `Only who holds ${incident.id}, or a lead, can release it.`,
                holder === undefined ? {} : { who: holder },
              ),
          claimOnly && !incident.claim
            ? refuse('nothing-changes', `Nobody holds a claim on ${incident.id}.`)
            : undefined,
        ),
        () => ({
          type: 'incident.released',
          data: { claimOnly },
          ...personal('reason', command.reason),
        }),
        !claimOnly && asleep(incident.severity, 'new') ? wakes(incident, 'severity') : undefined,
      );
    }
    case 'incident.assign':
      return unless(
        firstRefusal(
          atVersion(incident, command.expectedVersion),
          stillOpen(incident, 'assign it'),
          knownPeople([command.assignee], context),
          knowing(command.assignee, incident, context),
          incident.assignee === command.assignee
            ? refuse('nothing-changes', `${incident.id} is already assigned so.`)
            : undefined,
        ),
        () => ({
          type: 'incident.assigned',
          data: { from: incident.assignee, to: command.assignee },
        }),
      );
    case 'incident.change':
      return decideChange(incident, command, context);
    case 'incident.tag': {
      const add = [...new Set(command.add)].filter((tag) => !incident.tags.includes(tag));
      const remove = [...new Set(command.remove)].filter(
        (tag) => incident.tags.includes(tag) && !add.includes(tag),
      );
      return unless(
        firstRefusal(
          add.length + remove.length === 0
            ? refuse('nothing-changes', `${incident.id} has these tags already.`)
            : undefined,
          incident.tags.length + add.length - remove.length > 50
            ? refuse('too-many', `${incident.id} can carry at most 50 tags.`)
            : undefined,
        ),
        () => ({ type: 'incident.tagged', data: { add, remove } }),
      );
    }
    case 'incident.note':
      return decideNote(incident, command, context);
    case 'incident.dismiss':
      return decideDismiss(incident, command, context);
    case 'incident.keep': {
      const request = incident.dismissalRequest;
      return unless(
        firstRefusal(
          atVersion(incident, command.expectedVersion),
          request
            ? undefined
            : refuse('nothing-changes', `Nobody has asked to dismiss ${incident.id}.`),
        ),
        () => ({
          type: 'incident.dismissal-declined',
          data: { reason: request?.reason ?? 'unfounded' },
          ...personal('text', command.text),
        }),
      );
    }
    case 'incident.confirm': {
      const missing = [
        incident.category === null ? 'a category' : '',
        incident.assignee === null ? 'an assignee' : '',
      ].filter((m) => m !== '');
      return unless(
        firstRefusal(
          atVersion(incident, command.expectedVersion),
          inState(incident, ['triage'], 'make it active'),
          missing.length > 0
            ? refuse(
                'missing-field',
                `${incident.id} needs ${missing.join(' and ')} before it can be active.`,
                {
                  path: incident.category === null ? 'category' : 'assignee',
                },
              )
            : undefined,
        ),
        () => ({ type: 'incident.confirmed', data: {} }),
      );
    }
    case 'incident.mitigate':
      return unless(
        firstRefusal(
          atVersion(incident, command.expectedVersion),
          inState(incident, ['active'], 'mark it mitigated'),
          assigneeOrLead(incident, subject, 'mitigate'),
        ),
        () => ({ type: 'incident.mitigated', data: {}, ...personal('text', command.text) }),
      );
    case 'incident.resolve':
      return unless(
        firstRefusal(
          atVersion(incident, command.expectedVersion),
          inState(incident, ['active', 'mitigated'], 'resolve it'),
          assigneeOrLead(incident, subject, 'resolve'),
          incident.dismissalRequest
            ? refuse(
                'wrong-state',
                `Someone asked to dismiss ${incident.id}; decide on that first.`,
                { who: incident.dismissalRequest.by.id },
              )
            : undefined,
          context.rules.hasOutcome(command.outcome)
            ? undefined
            : refuse(
                'unknown-outcome',
                `"${command.outcome}" is not an outcome of this election.`,
                { path: 'outcome' },
              ),
        ),
        () => ({
          type: 'incident.resolved',
          data: { outcome: command.outcome },
          ...personal('text', command.text),
        }),
        wakes(incident, 'over'),
      );
    case 'incident.close':
      return unless(
        firstRefusal(
          atVersion(incident, command.expectedVersion),
          can(subject, 'incident.lead')
            ? undefined
            : refuse(
                'forbidden',
                `Closing needs a lead; ${incident.id} stays resolved until then.`,
              ),
          inState(incident, ['resolved'], 'close it'),
          command.review === 'waived' && (command.text ?? '') === ''
            ? refuse('missing-field', 'Waiving the review needs a reason.', { path: 'text' })
            : undefined,
        ),
        () => ({
          type: 'incident.closed',
          data: { review: command.review },
          ...personal('text', command.text),
        }),
        wakes(incident, 'over'),
      );
    case 'incident.reopen':
      return unless(
        firstRefusal(
          atVersion(incident, command.expectedVersion),
          inState(incident, ['resolved', 'dismissed', 'closed'], 'reopen it'),
          incident.state === 'closed' && !can(subject, 'incident.lead')
            ? refuse('forbidden', `${incident.id} is closed; only a lead can reopen it.`)
            : undefined,
        ),
        () => ({
          type: 'incident.reopened',
          data: { from: incident.state },
          personal: { reason: command.reason },
        }),
      );
    case 'incident.merge':
      return decideMerge(incident, command, context);
    case 'incident.unmerge':
      return decideUnmerge(incident, command, context);
    case 'incident.undo':
      return decideUndo(incident, command.version, context);
    case 'incident.escalate':
      return decideEscalate(incident, command, context);
    default:
      return decideWork(incident, command, context);
  }
}
