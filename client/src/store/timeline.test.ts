import type { TimelineEntry } from '@warroom/shared';
import { describe, expect, it } from 'vitest';
import { fakeLine, incidentView, NOON, settled } from './testing/records.ts';
import { mergeEntries, timeline } from './timeline.ts';

const entry = (seq: number, version = seq): TimelineEntry => ({
  seq,
  version,
  type: 'incident.noted',
  at: NOON,
  by: null,
  via: 'board',
  data: {},
  texts: {},
  erased: false,
});

function opened(answers: TimelineEntry[][]) {
  const line = fakeLine();
  const asked: string[] = [];
  const made = timeline({
    feed: line.feed,
    learn: () => {},
    async fetch(incident) {
      asked.push(incident);
      return {
        ok: true,
        incident: incidentView({ id: incident }),
        timeline: answers.shift() ?? [],
      };
    },
  });
  const seqs = () => made.store.getState().entries.map(({ seq }) => seq);
  return { made, asked, seqs, ...line };
}

describe('timeline of the open incident', () => {
  it('is watched before it is read, so that nothing falls between', async () => {
    const { made, seqs, emit, watched } = opened([[entry(1), entry(2)]]);
    made.open('US28-0001');
    expect(watched).toEqual([{ incident: 'US28-0001' }]);
    emit('timeline', { incident: 'US28-0001', entries: [entry(2), entry(3)] });
    await settled();
    expect(seqs()).toEqual([1, 2, 3]);
  });

  it('leaves out what is told of another incident', async () => {
    const { made, seqs, emit } = opened([[entry(1)]]);
    made.open('US28-0001');
    await settled();
    emit('timeline', { incident: 'US28-0002', entries: [entry(9)] });
    expect(seqs()).toEqual([1]);
  });

  it('reads the whole again when something between was missed', async () => {
    const { made, seqs, emit, asked } = opened([
      [entry(1)],
      [entry(1), entry(2), entry(3), entry(4)],
    ]);
    made.open('US28-0001');
    await settled();
    emit('timeline', { incident: 'US28-0001', entries: [entry(4)] });
    await settled();
    expect(asked).toHaveLength(2);
    expect(seqs()).toEqual([1, 2, 3, 4]);
  });

  it('passes over an answer for an incident that is no longer open', async () => {
    const { made, seqs } = opened([[entry(1)], [entry(7)]]);
    made.open('US28-0001');
    made.open('US28-0002');
    await settled();
    expect(made.store.getState().incident).toBe('US28-0002');
    expect(seqs()).toEqual([7]);
  });

  it('shows who else is there', async () => {
    const { made, emit } = opened([[]]);
    made.open('US28-0001');
    emit('presence', { incident: 'US28-0001', viewing: ['ana'], editing: ['ana'] });
    expect(made.store.getState()).toMatchObject({ viewing: ['ana'], editing: ['ana'] });
  });

  it('keeps each entry once and in order', () => {
    expect(mergeEntries([entry(1), entry(3)], [entry(3), entry(2)]).map(({ seq }) => seq)).toEqual([
      1, 2, 3,
    ]);
  });
});
