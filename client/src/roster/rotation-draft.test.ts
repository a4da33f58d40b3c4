import { describe, expect, it } from 'vitest';
import { policiesMissing, targetId, targetOf } from './policy-draft.ts';
import { previewOf, rotationMissing, rotationOf, timesIn } from './rotation-draft.ts';

const draft = {
  desk: 'cyber',
  people: ['aiko', 'bela', 'kwame'],
  start: '2028-11-04',
  end: '2028-11-06',
  at: '22:00, 6:00 14:00',
  until: '',
};

describe('a rotation as it is typed', () => {
  it('reads times in any order and form', () => {
    expect(timesIn(draft.at)).toEqual(['06:00', '14:00', '22:00']);
    expect(rotationMissing(draft)).toBeUndefined();
  });

  it('says what is wrong and what would be right', () => {
    expect(rotationMissing({ ...draft, people: [] })).toContain('add the people');
    expect(rotationMissing({ ...draft, at: '25:00' })).toBe(
      '25:00 is no time; right would be 06:00',
    );
    expect(rotationMissing({ ...draft, end: '2028-11-03' })).toContain('before the first');
    expect(rotationMissing({ ...draft, until: '22' })).toContain('a time like 22:00');
  });

  it('shows the days to come with their turns, and the night when clocks go back is an hour longer', () => {
    const days = previewOf(rotationOf(draft, 'America/New_York'), '2028-11-01');
    expect(days.map(({ date }) => date)).toEqual(['2028-11-04', '2028-11-05', '2028-11-06']);
    const [saturday] = days;
    expect(saturday?.turns.map(({ person }) => person)).toEqual(['aiko', 'bela', 'kwame']);
    expect(saturday?.turns.map(({ from, until }) => (until - from) / 3_600_000)).toEqual([8, 8, 9]);
  });
});

describe('a policy as it is typed', () => {
  it('keeps its targets through the ids of options', () => {
    for (const target of [
      { kind: 'on-call', desk: null },
      { kind: 'on-call', desk: 'cyber' },
      { kind: 'on-shift' },
      { kind: 'leads' },
      { kind: 'assignee' },
      { kind: 'person', person: 'ana' },
    ] as const) {
      expect(targetOf(targetId(target))).toEqual(target);
    }
  });

  it('is not saved without a name, a time and someone to page', () => {
    const step = { afterMin: 0, targets: [{ kind: 'leads' as const }] };
    const policy = { id: 'p', name: 'Critical', severities: [], steps: [step] };
    expect(policiesMissing([policy])).toBeUndefined();
    expect(policiesMissing([{ ...policy, name: ' ' }])).toContain('name');
    const late = { ...policy, steps: [{ ...step, afterMin: Number.NaN }] };
    expect(policiesMissing([late])).toBe('Critical, step 1: minutes from 0 to 10,080');
    expect(policiesMissing([{ ...policy, steps: [{ ...step, targets: [] }] }])).toContain('whom');
  });
});
