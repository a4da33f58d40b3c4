import type { IncidentView, Role, SignalView } from '@warroom/shared';
import type { KeyAction } from '../ui/keys/keymap.ts';

export type IncidentActionId =
  | 'acknowledge'
  | 'claim'
  | 'release'
  | 'merge'
  | 'unmerge'
  | 'dismiss'
  | 'confirm-dismissal'
  | 'keep'
  | 'confirm'
  | 'mitigate'
  | 'resolve'
  | 'close'
  | 'reopen'
  | 'assign'
  | 'assign-me'
  | 'severity'
  | 'veracity'
  | 'occurrence'
  | 'category'
  | 'jurisdictions'
  | 'tlp'
  | 'tag'
  | 'title'
  | 'next-step'
  | 'note'
  | 'snooze'
  | 'wake'
  | 'escalate'
  | 'watch'
  | 'unwatch'
  | 'relate'
  | 'move-signals'
  | 'split'
  | 'push';

export type SignalActionId = 'claim' | 'link' | 'dismiss' | 'open' | 'release';

/** Something that can be asked for here, and why it can't just now. */
export interface ActionOffer<Id extends string> {
  id: Id;
  label: string;
  /** The person's key for it: `mod+k`, `shift+j`. */
  keyHint?: string | undefined;
  /** In words; absent when it can be done. */
  disabledReason?: string | undefined;
}

/** Who asks and when; the server decides, this only spares a refusal. */
export interface ActionContext {
  me: string;
  role: Role;
  now: number;
  /** Why nothing can be written: offline, read-only. Null when it can. */
  blocked: string | null;
  person(id: string): string;
  /** The person's key for an action; undefined where there is none. */
  keyOf(action: KeyAction): string | undefined;
}

const OPEN: readonly IncidentView['state'][] = ['new', 'triage', 'active', 'mitigated'];

/** " (i)": the key that does it, in a sentence. */
function by(context: ActionContext, action: KeyAction): string {
  const key = context.keyOf(action);
  return key === undefined ? '' : ` (${key})`;
}

/** Every action on an incident, those that make no sense in its state left out, in the order of the action bar. */
export function incidentActions(
  incident: IncidentView,
  context: ActionContext,
): ActionOffer<IncidentActionId>[] {
  const { me, role, now, blocked } = context;
  const offers: ActionOffer<IncidentActionId>[] = [];
  const { state } = incident;
  const open = OPEN.includes(state);
  const workable = open || state === 'resolved';
  const isLead = role === 'lead' || role === 'admin';
  const mayWork = isLead || role === 'triager';
  const offer = (
    id: IncidentActionId,
    label: string,
    key?: KeyAction,
    ...reasons: (string | false | null | undefined)[]
  ): void => {
    const mustBe = mayWork ? undefined : 'needs the role of triager';
    const reason = reasons.find((one) => typeof one === 'string');
    const keyHint = key && context.keyOf(key);
    offers.push({ id, label, keyHint, disabledReason: blocked ?? mustBe ?? (reason || undefined) });
  };
  const claim = incident.claim && incident.claim.until > now ? incident.claim : null;
  const heldByOther =
    claim !== null && claim.by !== me ? `claimed by ${context.person(claim.by)}` : undefined;
  const notMine =
    !isLead && incident.assignee !== me
      ? `only its assignee or a lead; take it first${by(context, 'assign-me')}`
      : undefined;

  if (open) {
    offer(
      'acknowledge',
      incident.acknowledgedAt === null ? 'Acknowledge' : 'Acknowledge too',
      'acknowledge',
    );
    offer('merge', 'Merge into', 'merge');
  }
  if (state === 'new' || state === 'triage') {
    const request = incident.dismissalRequest;
    if (request === null) offer('dismiss', 'Dismiss', 'dismiss');
    else {
      const isMine = request.by.id === me;
      offer(
        'confirm-dismissal',
        'Confirm dismissal',
        'dismiss',
        isMine && 'a second person must confirm yours',
      );
      offer('keep', isMine ? 'Take back request' : 'Keep it');
    }
  }
  if (state === 'triage') {
    const missing = [
      incident.category === null ? `a category${by(context, 'labels')}` : '',
      incident.assignee === null ? `an assignee${by(context, 'assign')}` : '',
    ].filter((one) => one !== '');
    offer(
      'confirm',
      'Confirm active',
      'forward',
      missing.length > 0 && `needs ${missing.join(' and ')}`,
    );
  }
  if (state === 'new')
    offer(
      'confirm',
      'Confirm active',
      'forward',
      `acknowledge it first${by(context, 'acknowledge')}`,
    );
  if (state === 'active') offer('mitigate', 'Mitigated', undefined, notMine);
  if (state === 'active' || state === 'mitigated') {
    offer(
      'resolve',
      'Resolve',
      'forward',
      notMine,
      incident.dismissalRequest !== null && 'a request to dismiss is waiting',
    );
  }
  if (state === 'resolved') offer('close', 'Close', 'forward', !isLead && 'needs a lead');
  if (state === 'resolved' || state === 'dismissed' || state === 'closed') {
    offer(
      'reopen',
      'Reopen',
      state === 'resolved' ? 'reopen' : 'forward',
      state === 'closed' && !isLead && 'needs a lead',
    );
  }
  if (open) {
    offer('escalate', 'Escalate', 'escalate');
    if (incident.snooze === null) offer('snooze', 'Snooze', 'snooze');
    else offer('wake', 'Wake', 'snooze');
  }
  if (state === 'merged') {
    offer('unmerge', 'Part again', 'merge');
    return offers;
  }
  if (workable) {
    offer('assign', 'Assign', 'assign');
    offer('assign-me', 'Assign to me', 'assign-me', incident.assignee === me && 'already yours');
    offer('note', 'Note', 'note');
    offer('severity', 'Set severity', 'severity');
    offer('veracity', 'Set veracity', 'veracity');
    offer('category', 'Set category and tags', 'labels');
    offer('occurrence', 'Set occurrence');
    offer('jurisdictions', 'Set jurisdictions');
    offer('tlp', 'Set TLP label');
    offer('tag', 'Add a tag');
    offer('title', 'Edit the title');
    offer('next-step', 'Set the next step');
    offer(
      'push',
      'Push to walls',
      'push',
      incident.tlp === 'RED' && 'TLP:RED never goes on a wall',
    );
    if (incident.watchers.includes(me)) offer('unwatch', 'Stop watching');
    else offer('watch', 'Watch');
    offer('relate', 'Relate to another');
    if (incident.signalCount > 0) {
      offer('move-signals', 'Move signals to another');
      offer('split', 'Split off a new incident');
    }
    offer('claim', claim?.by === me ? 'Renew claim' : 'Claim', undefined, heldByOther);
    const holds = claim?.by === me || incident.assignee === me || isLead;
    if (claim !== null || state === 'triage') {
      offer(
        'release',
        state === 'triage' ? 'Release to new' : 'Release claim',
        undefined,
        !holds && 'only who holds it, or a lead',
      );
    }
  } else offer('note', 'Note', 'note');
  return offers;
}

/** Every action on signals: the one open, or the selected. */
export function signalActions(
  signals: readonly SignalView[],
  context: ActionContext,
): ActionOffer<SignalActionId>[] {
  const { me, role, now, blocked } = context;
  const mayWork = role === 'triager' || role === 'lead' || role === 'admin';
  const base = blocked ?? (mayWork ? undefined : 'needs the role of triager');
  const held = signals.filter(
    (one) => one.claim !== null && one.claim.by !== me && one.claim.until > now,
  );
  const decided = signals.filter((one) => one.state !== 'undecided');
  const dismissed = signals.filter((one) => one.state === 'dismissed');
  const all = signals.length;
  const heldWords =
    held.length === all && all > 0
      ? `claimed by ${context.person(held[0]?.claim?.by ?? '')}`
      : undefined;
  const decidedWords = decided.length === all && all > 0 ? 'already decided' : undefined;
  const mine = signals.every((one) => one.claim?.by === me && one.claim.until > now);
  return [
    {
      id: 'claim',
      label: mine ? 'Renew claim' : 'Claim',
      keyHint: context.keyOf('acknowledge'),
      disabledReason: base ?? decidedWords ?? heldWords,
    },
    {
      id: 'link',
      label: 'Link to',
      keyHint: context.keyOf('merge'),
      disabledReason:
        base ?? (dismissed.length === all && all > 0 ? 'dismissed: restore it first' : heldWords),
    },
    {
      id: 'dismiss',
      label: 'Dismiss',
      keyHint: context.keyOf('dismiss'),
      disabledReason: base ?? decidedWords ?? heldWords,
    },
    {
      id: 'open',
      label: 'Open incident',
      keyHint: context.keyOf('new'),
      disabledReason:
        base ?? (dismissed.length === all && all > 0 ? 'dismissed: restore it first' : heldWords),
    },
    ...(mine ? [{ id: 'release' as const, label: 'Release', disabledReason: base }] : []),
  ];
}
