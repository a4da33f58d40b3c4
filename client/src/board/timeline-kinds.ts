import type { IncidentEventType, TimelineEntry } from '@warroom/shared';

/** What of the record is shown. */
export type TimelineKind = 'all' | 'people' | 'notes' | 'signals' | 'clocks' | 'evidence';

export const TIMELINE_KINDS: readonly { id: TimelineKind; label: string; title: string }[] = [
  { id: 'all', label: 'All', title: 'Everything' },
  { id: 'people', label: 'People', title: 'What people did' },
  { id: 'notes', label: 'Notes', title: 'Notes' },
  { id: 'signals', label: 'Signals', title: 'Signals linked, moved, merged' },
  { id: 'clocks', label: 'Clocks', title: 'Clocks, escalation and snoozing' },
  { id: 'evidence', label: 'Evidence', title: 'Evidence added and removed' },
];

const OF_KIND: Record<Exclude<TimelineKind, 'all' | 'people'>, readonly IncidentEventType[]> = {
  notes: ['incident.noted'],
  signals: [
    'incident.opened',
    'incident.signals-linked',
    'incident.signals-unlinked',
    'incident.absorbed',
    'incident.parted',
    'incident.merged',
    'incident.unmerged',
    'incident.source-resolved',
    'incident.reopened',
  ],
  clocks: [
    'incident.acknowledged',
    'incident.released',
    'incident.sla-warned',
    'incident.sla-breached',
    'incident.escalation-started',
    'incident.escalation-stepped',
    'incident.escalation-stopped',
    'incident.nobody-notified',
    'incident.snoozed',
    'incident.woken',
  ],
  evidence: ['incident.evidence-added', 'incident.evidence-removed'],
};

/** Whether an entry belongs to a kind. */
export function isOfKind(entry: Pick<TimelineEntry, 'type' | 'by'>, kind: TimelineKind): boolean {
  if (kind === 'all') return true;
  if (kind === 'people') return entry.by?.kind === 'person';
  return OF_KIND[kind].some((type) => type === entry.type);
}
