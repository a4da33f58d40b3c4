import type {
  MessageAbout,
  MessageKind,
  MessageRecord,
  PersonEvent,
  WayKind,
} from '@warroom/shared';

export const WAY_WORDS: Record<WayKind, string> = { email: 'E-mail', push: 'Push' };

/** What one can be told of, in the order of the table. */
export const EVENTS: readonly {
  event: PersonEvent;
  label: string;
  detail: string;
  isForLeads?: boolean;
}[] = [
  {
    event: 'page',
    label: 'Calls',
    detail: 'Nobody acknowledged an incident, and its escalation reached you.',
  },
  { event: 'assigned', label: 'Assigned to me', detail: 'An incident or a task, by someone else.' },
  { event: 'mention', label: 'Mentions', detail: 'Someone named you in a note.' },
  {
    event: 'watched',
    label: 'Incidents I watch',
    detail: 'Their state or severity changed; gathered for half a minute.',
  },
  {
    event: 'snooze-ended',
    label: 'Snoozes that end',
    detail: 'The time is over, or what you waited for happened.',
  },
  { event: 'roster', label: 'Roster', detail: 'Swaps of yours; for leads, gaps and requests.' },
  { event: 'handover', label: 'Handoff', detail: 'A shift brief waits for you to accept it.' },
  {
    event: 'undelivered',
    label: 'Messages nobody got',
    detail: 'One was given up: someone who should know does not.',
    isForLeads: true,
  },
  {
    event: 'display-missing',
    label: 'Walls that are missing',
    detail: 'One has not reported for a minute.',
    isForLeads: true,
  },
];

const KIND_WORDS: Record<MessageKind, string> = {
  'sla.breach': 'Limit passed',
  'incident.opened': 'Opened',
  'incident.raised': 'Raised',
  page: 'Call',
  assigned: 'Assigned',
  mention: 'Mention',
  watched: 'Watched',
  'snooze-ended': 'Snooze ended',
  roster: 'Roster',
  handover: 'Handoff',
  undelivered: 'Nobody got one',
  'display-missing': 'Wall missing',
  test: 'Test',
};

const ABOUT_WORDS: Partial<Record<MessageAbout['code'], string>> = {
  task: 'task',
  state: 'state',
  severity: 'severity',
  gap: 'gap',
  'swap-asked': 'swap asked',
  'swap-taken': 'swap taken',
  'swap-approved': 'swap approved',
  'swap-declined': 'swap declined',
};

/** "Call, step 2", "Raised to S1". */
export function kindWords({ kind, about, severity }: MessageRecord): string {
  if (kind === 'incident.raised' || kind === 'incident.opened')
    return `${KIND_WORDS[kind]} ${kind === 'incident.raised' ? 'to' : 'as'} ${severity}`;
  if (about?.code === 'step') return `${KIND_WORDS[kind]}, step ${(about.step ?? 0) + 1}`;
  const more = about && ABOUT_WORDS[about.code];
  return more === undefined ? KIND_WORDS[kind] : `${KIND_WORDS[kind]}, ${more}`;
}

/** Whom a target's name means: a person and a way, or a name of the election's file. */
export function targetParts(target: string): { person: string; way: WayKind } | { name: string } {
  const cut = target.lastIndexOf(':');
  const way = target.slice(cut + 1);
  return target.startsWith('person:') && (way === 'email' || way === 'push')
    ? { person: target.slice('person:'.length, cut), way }
    : { name: target };
}

export const STATE_WORDS: Record<MessageRecord['state'], string> = {
  pending: 'Waiting',
  sent: 'Sent',
  dead: 'Given up',
  dropped: 'Not sent',
  absorbed: 'Told in another',
};

const DROP_WORDS: Record<NonNullable<MessageRecord['dropped']>, string> = {
  'not-visible': 'may no longer know of it',
  acknowledged: 'acknowledged before',
  over: 'over before',
};

/** What stands beside the state: why it was not sent, what it was told in, what went wrong last. */
export function stateDetail(record: MessageRecord): string {
  if (record.state === 'dropped' && record.dropped !== undefined) return DROP_WORDS[record.dropped];
  const [last] = record.tries;
  return record.state === 'pending' || record.state === 'dead' ? (last?.problem ?? '') : '';
}
