import { describe, expect, it } from 'vitest';
import { isOfKind, TIMELINE_KINDS } from './timeline-kinds.ts';

const ana = { kind: 'person', id: 'ana' } as const;
const server = { kind: 'system', id: 'clockwork' } as const;
const kinds = (type: string, by: typeof ana | typeof server): string[] =>
  TIMELINE_KINDS.filter(({ id }) => isOfKind({ type, by }, id)).map(({ id }) => id);

describe('kinds of the timeline', () => {
  it('sort what happened, and show what people did by who did it', () => {
    expect(kinds('incident.noted', ana)).toEqual(['all', 'people', 'notes']);
    expect(kinds('incident.signals-linked', server)).toEqual(['all', 'signals']);
    expect(kinds('incident.nobody-notified', server)).toEqual(['all', 'clocks']);
    expect(kinds('incident.evidence-added', ana)).toEqual(['all', 'people', 'evidence']);
  });

  it('shows a type that this page does not know under all', () => {
    expect(kinds('incident.referred', server)).toEqual(['all']);
  });
});
