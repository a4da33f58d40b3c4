import { can } from '../access.ts';
import type { Subject } from '../access.ts';
import { accept, decline } from '../decision.ts';
import type { Decision, DecisionContext } from '../decision.ts';
import { refuse, unreachable } from '../refusal.ts';
import { covers } from '../tlp.ts';
import type { Tlp } from '../tlp.ts';
import { briefAggregate } from './brief.ts';
import type { Brief, BriefContent } from './brief.ts';
import type { BriefCommand } from './commands.ts';
import type { BriefScope } from './compose.ts';
import type { BriefEvent } from './events.ts';
import { shiftSpan } from './span.ts';

type Person = Extract<Subject, { kind: 'person' }>;
type On<T extends BriefCommand['type']> = Extract<BriefCommand, { type: T }>;

const MOST_SPAN_MS = 48 * 3_600_000;

/** What a command on shift briefs leads to. */
export function decideBrief(command: BriefCommand, context: DecisionContext): Decision {
  const { subject } = context;
  if (subject.kind !== 'person' || !can(subject, 'incident.triage'))
    return decline(
      refuse('forbidden', 'Shift briefs are made by people who work incidents; you may read them.'),
    );
  if (command.type === 'brief.make') return decideMake(command, subject, context);
  const { brief: briefs } = context.sections;
  const brief = Object.hasOwn(briefs, command.brief) ? briefs[command.brief] : undefined;
  // A brief above one's clearance reads like one that isn't there.
  if (!brief || !covers(subject.clearance, brief.label))
    return decline(
      refuse('not-found', 'There is no such brief here, or it is not shared with you.'),
    );
  switch (command.type) {
    case 'brief.edit':
      return decideEdit(brief, command, subject, context);
    case 'brief.sign':
      return decideSign(brief, command, subject, context);
    case 'brief.accept':
      return decideAccept(brief, subject, context);
    case 'brief.discard':
      return decideDiscard(brief, subject, context);
    default:
      return unreachable(command);
  }
}

function decideMake(
  command: On<'brief.make'>,
  subject: Person,
  context: DecisionContext,
): Decision {
  const { now, rules, sections } = context;
  const outgoing = command.outgoing ?? subject.id;
  if (outgoing !== subject.id && !can(subject, 'incident.lead'))
    return decline(
      refuse('forbidden', 'Only a lead makes the brief of someone else; make your own.'),
    );
  if (command.desk !== null && !rules.desks.some(({ id }) => id === command.desk))
    return decline(
      refuse('not-found', `There is no desk "${command.desk}" in this election.`, { path: 'desk' }),
    );
  const unknown = unknownPerson(context, outgoing, command.incoming);
  if (unknown) return unknown;
  const draft = Object.values(sections.brief).find(
    (brief) =>
      brief.state === 'draft' && brief.outgoing === outgoing && brief.desk === command.desk,
  );
  if (draft)
    return decline(
      refuse(
        'nothing-changes',
        `Brief ${draft.number} is still a draft; sign or discard it before another is made.`,
      ),
    );
  const shift = shiftSpan(sections.roster, outgoing, command.desk, now);
  const from = command.from ?? shift.from;
  const until = command.until ?? shift.until;
  if (from >= until || from > now || until - from > MOST_SPAN_MS)
    return decline(
      refuse(
        'malformed',
        'A brief is about at most 48 h that have begun: from must be before until.',
        {
          path: 'from',
        },
      ),
    );
  const id = context.newId();
  const scope = { desk: command.desk, from, until, outgoing };
  return write(context, id, {
    type: 'brief.made',
    data: {
      ...scope,
      incoming: command.incoming ?? null,
      label: composed(scope, subject, context).label,
    },
  });
}

function decideEdit(
  brief: Brief,
  command: On<'brief.edit'>,
  subject: Person,
  context: DecisionContext,
): Decision {
  const closed = notDraft(brief);
  if (closed) return closed;
  if (subject.id !== brief.outgoing && !can(subject, 'incident.lead'))
    return decline(
      refuse('forbidden', 'Only who hands over, or a lead, writes in a brief.', {
        who: brief.outgoing,
      }),
    );
  const { summary, word, nextStep, incoming, holders } = command;
  const unknown = unknownPerson(context, incoming, ...Object.values(holders ?? {}));
  if (unknown) return unknown;
  const content = composed(brief, subject, context);
  const known = new Set([
    ...content.incidents.map(({ incident }) => incident),
    ...content.comingBack.map(({ incident }) => incident),
  ]);
  const strange = [...Object.keys(holders ?? {}), ...(nextStep ? [nextStep.incident] : [])].find(
    (incident) => !known.has(incident),
  );
  if (strange !== undefined)
    return decline(refuse('not-found', `${strange} is not among the incidents of this brief.`));
  const personal = {
    ...(summary === undefined ? {} : { summary }),
    ...(word === undefined ? {} : { word }),
    ...(nextStep === undefined ? {} : { nextSteps: { [nextStep.incident]: nextStep.text } }),
  };
  const data = {
    ...(incoming === undefined ? {} : { incoming }),
    ...(holders === undefined ? {} : { holders }),
  };
  const hasWords = Object.keys(personal).length > 0;
  if (!hasWords && Object.keys(data).length === 0)
    return decline(refuse('nothing-changes', 'Nothing was said to change.'));
  return write(context, brief.id, {
    type: 'brief.edited',
    data: { ...data, label: content.label },
    ...(hasWords ? { personal } : {}),
  });
}

function decideSign(
  brief: Brief,
  command: On<'brief.sign'>,
  subject: Person,
  context: DecisionContext,
): Decision {
  const closed = notDraft(brief);
  if (closed) return closed;
  const inStead = subject.id !== brief.outgoing;
  if (inStead && !can(subject, 'incident.lead'))
    return decline(
      refuse('forbidden', 'Only who hands over signs a brief, or a lead in their stead.', {
        who: brief.outgoing,
      }),
    );
  if (inStead && command.reason === undefined)
    return decline(refuse('missing-field', 'Say why you sign in their stead.', { path: 'reason' }));
  const content = composed(brief, subject, context);
  const incoming = brief.incoming === null ? undefined : clearanceOf(brief.incoming, context);
  if (incoming !== undefined && !covers(incoming, content.label) && command.reason === undefined)
    return decline(
      refuse(
        'missing-field',
        `This brief is TLP:${content.label}, and who is to take over is cleared for TLP:${incoming} only. Choose another, or say why.`,
        { path: 'incoming', who: brief.incoming ?? '' },
      ),
    );
  if (content.unsettled.length > 0 && command.reason === undefined)
    return decline(
      refuse(
        'missing-field',
        `Not settled yet: ${content.unsettled.map(unsettledWords).join('; ')}. Settle it, or say why not.`,
        { path: 'reason' },
      ),
    );
  return write(context, brief.id, {
    type: 'brief.signed',
    data: {
      inStead,
      label: content.label,
      incidents: content.incidents.map(({ incident }) => incident),
      unsettled: content.unsettled.length,
    },
    personal: {
      content: { ...content, ...(command.reason === undefined ? {} : { reason: command.reason }) },
    },
  });
}

function decideAccept(brief: Brief, subject: Person, context: DecisionContext): Decision {
  if (brief.state !== 'signed')
    return decline(
      refuse(
        'wrong-state',
        brief.state === 'draft'
          ? 'It is not signed yet: who hands over signs first.'
          : 'It was taken over or discarded already.',
      ),
    );
  if (subject.id === brief.outgoing || subject.id === brief.signedBy)
    return decline(
      refuse(
        'second-person-needed',
        'Another person takes over than the one who signed or leaves.',
      ),
    );
  if (brief.incoming !== null && brief.incoming !== subject.id && !can(subject, 'incident.lead'))
    return decline(
      refuse('forbidden', 'Someone else is to take this over; ask them, or a lead.', {
        who: brief.incoming,
      }),
    );
  return write(context, brief.id, { type: 'brief.accepted', data: {} });
}

function decideDiscard(brief: Brief, subject: Person, context: DecisionContext): Decision {
  const closed = notDraft(brief);
  if (closed) return closed;
  if (subject.id !== brief.outgoing && !can(subject, 'incident.lead'))
    return decline(refuse('forbidden', 'Only who hands over, or a lead, discards a draft.'));
  return write(context, brief.id, { type: 'brief.discarded', data: {} });
}

function notDraft(brief: Brief): Decision | undefined {
  if (brief.state === 'draft') return undefined;
  return decline(
    refuse(
      'wrong-state',
      brief.state === 'discarded'
        ? `Brief ${brief.number} was discarded.`
        : `Brief ${brief.number} is signed: what was signed stays as it is. Make another.`,
    ),
  );
}

function unknownPerson(
  { rules }: DecisionContext,
  ...people: readonly (string | null | undefined)[]
): Decision | undefined {
  const unknown = people.some((person) => person != null && !rules.hasPerson(person));
  return unknown
    ? decline(refuse('unknown-person', 'Someone named there does not work on this election.'))
    : undefined;
}

/** As of whom both may see: a lead who helps must not lift a brief out of its owner's reach. */
function composed(brief: BriefScope, subject: Person, context: DecisionContext): BriefContent {
  const own = clearanceOf(brief.outgoing, context) ?? subject.clearance;
  const clearance = covers(subject.clearance, own) ? own : subject.clearance;
  return context.composeBrief(brief, { ...subject, clearance });
}

function clearanceOf(person: string, { rules }: DecisionContext): Tlp | undefined {
  return rules.people().find(({ id }) => id === person)?.clearance;
}

/** One thing that is not settled, in words. */
function unsettledWords(one: BriefContent['unsettled'][number]): string {
  switch (one.kind) {
    case 'no-holder':
      return `${one.incident} has no new holder`;
    case 'incident-claim':
      return `${one.incident} is still claimed`;
    case 'signal-claims':
      return one.signals.length === 1
        ? 'one signal is still claimed'
        : `${one.signals.length} signals are still claimed`;
    default:
      return unreachable(one);
  }
}

function write(context: DecisionContext, id: string, event: BriefEvent): Decision {
  const aggregate = briefAggregate(id);
  return accept([{ aggregate, expectedVersion: context.versionOf(aggregate), event }]);
}
