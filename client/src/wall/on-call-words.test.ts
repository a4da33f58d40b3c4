import type { OnCall } from '@warroom/shared';
import { describe, expect, it } from 'vitest';
import { breachesByAge, hasRoster, nobodyTold, onCallCell, whoWordings } from './on-call-words.ts';
import { EXAMPLE_NOW as NOW, exampleIncident } from './testing/example.ts';

const names = new Map([
  ['ruth', 'Ruth'],
  ['jonah', 'Jonah'],
]);
const HOUR = 3_600_000;

function desk(title: string, people: (string | null)[], has?: number): OnCall {
  const id = title.toLowerCase();
  const gap = has === undefined ? null : { desk: id, from: NOW, until: NOW + HOUR, has, needs: 2 };
  return {
    desk: id,
    title,
    isManned: true,
    needs: 2,
    people: people.map((person) => ({ person, until: NOW + HOUR })),
    next: null,
    gap,
  };
}

describe('who is on call, on a wall', () => {
  it('gets shorter until it fits', () => {
    expect(whoWordings(desk('Lead', ['ruth', 'jonah']), names)).toEqual([
      'Ruth, Jonah',
      'Ruth +1',
      '2 on call',
    ]);
  });

  it('is a count where names are kept back', () => {
    expect(whoWordings(desk('Lead', [null, null]), names)).toEqual(['2 on call']);
    const cell = onCallCell({ desks: [desk('Lead', [null, null])], gaps: [] }, new Map());
    expect(cell).toEqual({ isLoud: false, wordings: ['2'] });
  });

  it('names the first desk in the frame, the longest wording first', () => {
    const picture = { desks: [desk('Lead', ['ruth', 'jonah']), desk('Cyber', ['ruth'])], gaps: [] };
    expect(onCallCell(picture, names).wordings).toEqual([
      'Lead Ruth, Jonah',
      'Lead Ruth +1',
      'Ruth, Jonah',
      'Ruth +1',
      '3',
    ]);
  });

  it('tells of a desk without anybody before all else', () => {
    const picture = { desks: [desk('Lead', ['ruth'], 1), desk('Cyber', [], 0)], gaps: [] };
    const cell = onCallCell(picture, names);
    expect(cell.isLoud).toBe(true);
    expect(cell.wordings[0]).toBe('nobody at Cyber');
  });

  it('is not set where nobody was ever planned', () => {
    expect(hasRoster(null)).toBe(false);
    expect(hasRoster({ desks: [desk('Lead', [])], gaps: [] })).toBe(false);
    expect(onCallCell(null, names).wordings).toEqual(['not set', '–']);
  });
});

describe('what a wall counts beside it', () => {
  it('is breaches by how long they last, of open incidents alone', () => {
    const late = exampleIncident('US28-0001', { openedAt: NOW - 30 * 60_000 });
    // Acknowledge is 25 minutes over, act 15, resolve is still to come.
    expect(breachesByAge([late], NOW)).toEqual([0, 2, 0, 0]);
    expect(breachesByAge([{ ...late, state: 'closed' }], NOW)).toEqual([0, 0, 0, 0]);
    expect(breachesByAge([exampleIncident('US28-0002', { openedAt: NOW })], NOW)).toEqual([
      0, 0, 0, 0,
    ]);
  });

  it('is incidents of which nobody could be told, the longest first', () => {
    const untold = (id: string, nobodyAt: number | null) =>
      exampleIncident(id, { escalation: { next: null, nextAt: null, nobodyAt } });
    const all = [untold('b', NOW - 1), untold('a', NOW - 2), untold('c', null)];
    expect(nobodyTold(all).map(({ id }) => id)).toEqual(['a', 'b']);
    expect(nobodyTold([{ ...untold('d', NOW), state: 'closed' }])).toEqual([]);
  });
});
