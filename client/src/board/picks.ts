import type { CompiledElection, IncidentView, PersonView, Severity, Tlp } from '@warroom/shared';
import type { PaletteItem, PaletteSection } from '../ui/palette-match.ts';
import type { Intent } from '../store/foresee.ts';
import type { BulkDeed } from './bulk/staged.ts';
import { SEVERITY_WORDS } from '../ui/severity.tsx';
import { SEVERITY_MEANING, severityWord, VERACITY_WORDS } from './words.ts';

/** What a value does to an incident, one or many. */
export type PickDeed = Extract<BulkDeed, { do: 'assign' | 'change' | 'tag' | 'merge' }>;

/** One value that can be picked, with what it does. */
export interface PickItem extends PaletteItem {
  deed: PickDeed;
  /** What was done, for the toast. */
  words: string;
}

/** The command that does it to one incident. */
export function pickIntent(deed: PickDeed, incident: string): Intent {
  switch (deed.do) {
    case 'assign':
      return { type: 'incident.assign', incident, assignee: deed.assignee };
    case 'change':
      return { type: 'incident.change', incident, changes: deed.changes };
    case 'tag':
      return { type: 'incident.tag', incident, add: [...deed.add], remove: [...deed.remove] };
    case 'merge':
      return { type: 'incident.merge', incident, into: deed.into };
  }
}

export type PickKind =
  | 'assign'
  | 'severity'
  | 'veracity'
  | 'occurrence'
  | 'category'
  | 'tlp'
  | 'merge';

export interface PickContext {
  election: CompiledElection;
  people: readonly PersonView[];
  incidents: Iterable<IncidentView>;
  me: string;
  /** Picked for all of these: then none is marked as in force. */
  many?: readonly string[] | undefined;
  /** Merge: those that the server takes for the same, best first, with why. */
  suggested?: readonly { incident: string; title: string; why: string }[];
  /** Tags in use, and what was typed, which may become one. */
  tags?: readonly string[];
  typed?: string;
}

export const PICK_WORDS: Record<PickKind, string> = {
  assign: 'Assign to…',
  severity: 'Set severity…',
  veracity: 'Set veracity…',
  occurrence: 'Set occurrence…',
  category: 'Set category, or add a tag…',
  tlp: 'Set the TLP label…',
  merge: 'Merge into…',
};

const SEVERITIES: readonly Severity[] = ['S1', 'S2', 'S3', 'S4', 'S5'];
const TLPS: readonly { tlp: Tlp; meaning: string }[] = [
  { tlp: 'CLEAR', meaning: 'may be told to everyone' },
  { tlp: 'GREEN', meaning: 'within the community' },
  { tlp: 'AMBER', meaning: 'within the organisation and those it serves' },
  { tlp: 'AMBER+STRICT', meaning: 'within the organisation alone' },
  { tlp: 'RED', meaning: 'for those named alone' },
];
const OCCURRENCES = ['happening', 'happened', 'planned'] as const;

/** The values that can be picked for an incident's field, the one in force marked and not pickable. */
export function pickSections(
  kind: PickKind,
  incident: IncidentView,
  context: PickContext,
): PaletteSection<PickItem>[] {
  const { many } = context;
  const id = many === undefined ? incident.id : `${many.length} incidents`;
  const section = (title: string, items: PickItem[], limit = 200): PaletteSection<PickItem>[] =>
    items.length === 0 ? [] : [{ id: title, title, items, limit }];
  const change = (changes: Extract<PickDeed, { do: 'change' }>['changes']): PickDeed => ({
    do: 'change',
    changes,
  });
  const now = (isNow: boolean): Partial<PickItem> =>
    isNow && many === undefined ? { disabledReason: 'now' } : {};
  switch (kind) {
    case 'assign': {
      const staff = context.people.filter(({ role }) => role !== 'viewer' && role !== 'partner');
      const load = openByAssignee(context.incidents);
      const people = staff.map((person): PickItem => ({
        id: person.id,
        label: person.id === context.me ? `${person.name} (you)` : person.name,
        detail: `${person.role}, ${load.get(person.id) ?? 0} open`,
        deed: { do: 'assign', assignee: person.id },
        words: `Assigned ${id} to ${person.name}`,
        ...now(incident.assignee === person.id),
      }));
      const mine = people.filter((one) => one.id === context.me);
      const others = people
        .filter((one) => one.id !== context.me)
        .toSorted((a, b) => a.label.localeCompare(b.label));
      const nobody: PickItem = {
        id: 'nobody',
        label: 'Nobody',
        detail: 'take the assignee off',
        deed: { do: 'assign', assignee: null },
        words: `Took the assignee off ${id}`,
        ...(incident.assignee === null && many === undefined
          ? { disabledReason: 'unowned now' }
          : {}),
      };
      return section('People', [...mine, ...others, nobody]);
    }
    case 'severity':
      return section(
        'Severity',
        SEVERITIES.map((severity): PickItem => ({
          id: severity,
          label: severityWord(severity),
          detail: SEVERITY_MEANING[severity],
          keywords: `${severity} ${SEVERITY_WORDS[severity].long}`,
          deed: change({ severity }),
          words: `Set ${id} to ${severityWord(severity)}`,
          ...now(incident.severity === severity),
        })),
      );
    case 'veracity':
      return section(
        'Veracity',
        (Object.keys(VERACITY_WORDS) as IncidentView['veracity'][]).map((veracity): PickItem => ({
          id: veracity,
          label: VERACITY_WORDS[veracity],
          deed: change({ veracity }),
          words: `Set ${id} to ${VERACITY_WORDS[veracity]}`,
          ...now(incident.veracity === veracity),
        })),
      );
    case 'occurrence':
      return section(
        'Occurrence',
        OCCURRENCES.map((occurrence): PickItem => ({
          id: occurrence,
          label: occurrence,
          deed: change({ occurrence }),
          words: `Set ${id} to ${occurrence}`,
          ...now(incident.occurrence === occurrence),
        })),
      );
    case 'tlp':
      return section(
        'Label',
        TLPS.map(({ tlp, meaning }): PickItem => ({
          id: tlp,
          label: `TLP:${tlp}`,
          detail: meaning,
          deed: change({ tlp }),
          words: `Labelled ${id} TLP:${tlp}`,
          ...now(incident.tlp === tlp),
        })),
      );
    case 'category':
      return [
        ...categorySections(context, (category) => ({
          deed: change({ category }),
          words: `Set ${id} to ${category}`,
          ...now(incident.category === category),
        })).flatMap(({ title, items }) => section(title, items)),
        ...section('Tags', tagItems(incident, context, id)),
      ];
    case 'merge': {
      // Of many, one may take in the others.
      const isOther = (other: string): boolean => many !== undefined || other !== incident.id;
      const item = (other: string, title: string, detail: string): PickItem => ({
        id: other,
        code: other,
        label: title,
        detail,
        deed: { do: 'merge', into: other },
        words: `Merged ${id} into ${other}`,
      });
      const suggested = (context.suggested ?? []).filter((one) => isOther(one.incident));
      return [
        ...section(
          'May be the same, likeliest first',
          suggested.map((one) => item(one.incident, one.title, one.why)),
        ),
        ...section(
          'Open incidents',
          openIncidents(context.incidents)
            .filter(
              (one) => isOther(one.id) && suggested.every((other) => other.incident !== one.id),
            )
            .map((one) => item(one.id, one.title, one.state)),
          12,
        ),
      ];
    }
  }
}

function categorySections(
  context: PickContext,
  of: (category: string) => Pick<PickItem, 'deed' | 'words'> & Partial<PickItem>,
): { title: string; items: PickItem[] }[] {
  return context.election.election.taxonomy.map((heading) => ({
    title: heading.name,
    items: [
      ...heading.subs.map((sub) => ({ code: `${heading.code}.${sub.code}`, name: sub.name })),
      { code: heading.code, name: `${heading.name}, otherwise` },
    ].map(({ code, name }): PickItem => ({ id: code, code, label: name, ...of(code) })),
  }));
}

const LONGEST_TAG = 40;

/** Tags in use, to add or take off, and the one that was typed. */
function tagItems(incident: IncidentView, context: PickContext, id: string): PickItem[] {
  const isOn = (tag: string): boolean => context.many === undefined && incident.tags.includes(tag);
  const typed = (context.typed ?? '').trim();
  const known = new Set([...incident.tags, ...(context.tags ?? [])]);
  const isNew = typed !== '' && typed.length <= LONGEST_TAG && !known.has(typed);
  return [...known, ...(isNew ? [typed] : [])].map((tag): PickItem => ({
    id: `tag ${tag}`,
    label: isOn(tag) ? `Take off the tag ${tag}` : `Add the tag ${tag}`,
    keywords: 'tag label',
    deed: isOn(tag) ? { do: 'tag', add: [], remove: [tag] } : { do: 'tag', add: [tag], remove: [] },
    words: isOn(tag) ? `Took ${tag} off ${id}` : `Tagged ${id} ${tag}`,
  }));
}

const OPEN: readonly IncidentView['state'][] = ['new', 'triage', 'active', 'mitigated'];

/** Open incidents, the gravest first. */
export function openIncidents(incidents: Iterable<IncidentView>): IncidentView[] {
  return [...incidents]
    .filter(({ state }) => OPEN.includes(state))
    .sort((a, b) => a.severity.localeCompare(b.severity) || b.changedAt - a.changedAt);
}

function openByAssignee(incidents: Iterable<IncidentView>): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { assignee, state } of incidents) {
    if (assignee !== null && OPEN.includes(state))
      counts.set(assignee, (counts.get(assignee) ?? 0) + 1);
  }
  return counts;
}
