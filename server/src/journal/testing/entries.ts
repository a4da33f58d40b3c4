import type { Entry, EventBody } from '../journal.ts';

/** An event that differs by its label alone. */
export function noted(label: string, more: Partial<EventBody> = {}): EventBody {
  const by = { kind: 'person', id: 'ana' };
  return {
    type: 'incident.noted',
    data: { label },
    at: 1_730_000_000_000,
    by,
    via: 'api',
    ...more,
  };
}

export function entry(aggregate: string, label: string, more: Partial<Entry> = {}): Entry {
  return { aggregate, event: noted(label), ...more };
}
