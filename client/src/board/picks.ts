import type { CompiledElection, IncidentView, PersonView, Severity, Tlp } from '@warroom/shared';
import type { PaletteItem, PaletteSection } from '../ui/palette-match.ts';
import type { Intent } from '../store/foresee.ts';
import { SEVERITY_WORDS } from '../ui/severity.tsx';
import { SEVERITY_MEANING, severityWord, VERACITY_WORDS } from './words.ts';

/** One value that can be picked, with the command it leads to. */
export interface PickItem extends PaletteItem {
  intent: Intent;
  words: string;
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
}

export const PICK_WORDS: Record<PickKind, string> = {
  assign: 'Assign to…',
  severity: 'Set severity…',
  veracity: 'Set veracity…',
  occurrence: 'Set occurrence…',
  category: 'Set category…',
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
  const { id } = incident;
  const section = (title: string, items: PickItem[], limit = 200): PaletteSection<PickItem>[] =>
    items.length === 0 ? [] : [{ id: title, title, items, limit }];
  const change = (changes: Extract<Intent, { type: 'incident.change' }>['changes']): Intent => ({
    type: 'incident.change',
    incident: id,
    changes,
  });
  const now = (isNow: boolean): Partial<PickItem> => (isNow ? { disabledReason: 'now' } : {});
  switch (kind) {
    case 'assign': {
      const staff = context.people.filter(({ role }) => role !== 'viewer' && role !== 'partner');
      const load = openByAssignee(context.incidents);
      const people = staff.map((person): PickItem => ({
        id: person.id,
        label: person.id === context.me ? `${person.name} (you)` : person.name,
        detail: `${person.role}, ${load.get(person.id) ?? 0} open`,
        intent: { type: 'incident.assign', incident: id, assignee: person.id },
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
        intent: { type: 'incident.assign', incident: id, assignee: null },
        words: `Took the assignee off ${id}`,
        ...(incident.assignee === null ? { disabledReason: 'unowned now' } : {}),
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
          intent: change({ severity }),
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
          intent: change({ veracity }),
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
          intent: change({ occurrence }),
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
          intent: change({ tlp }),
          words: `Labelled ${id} TLP:${tlp}`,
          ...now(incident.tlp === tlp),
        })),
      );
    case 'category':
      return context.election.election.taxonomy.flatMap((heading) =>
        section(
          heading.name,
          [
            ...heading.subs.map((sub) => ({ code: `${heading.code}.${sub.code}`, name: sub.name })),
            { code: heading.code, name: `${heading.name}, otherwise` },
          ].map(({ code, name }): PickItem => ({
            id: code,
            code,
            label: name,
            intent: change({ category: code }),
            words: `Set ${id} to ${code}`,
            ...now(incident.category === code),
          })),
        ),
      );
    case 'merge':
      return section(
        'Open incidents',
        openIncidents(context.incidents)
          .filter((one) => one.id !== id)
          .map((one): PickItem => ({
            id: one.id,
            code: one.id,
            label: one.title,
            detail: one.state,
            intent: { type: 'incident.merge', incident: id, into: one.id },
            words: `Merged ${id} into ${one.id}`,
          })),
        12,
      );
  }
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
