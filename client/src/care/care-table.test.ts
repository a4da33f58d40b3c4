import { describe, expect, it } from 'vitest';
import { careTable, minutesWords } from './care-table.ts';

describe('minutes by day', () => {
  it('are those of the last seven local days, newest first', () => {
    const { days, rows } = careTable({ today: '2028-11-07' }, [
      {
        name: 'Ana',
        care: {
          minutesByDay: { '2028-11-07': 12, '2028-11-05': 130, '2028-10-20': 50 },
          lastAt: 0,
        },
      },
      { name: 'Bo', care: { minutesByDay: { '2028-10-20': 5 }, lastAt: 0 } },
    ]);
    expect(days.map(({ words }) => words)).toEqual([
      'today',
      '6 Nov',
      '5 Nov',
      '4 Nov',
      '3 Nov',
      '2 Nov',
      '1 Nov',
    ]);
    expect(rows).toMatchObject([{ name: 'Ana', minutes: [12, 0, 130, 0, 0, 0, 0], sum: 142 }]);
  });

  it('read as people say them', () => {
    expect([0, 0.4, 1, 59.9, 60, 125].map(minutesWords)).toEqual([
      '–',
      'under 1 min',
      '1 min',
      '59 min',
      '1 h 00',
      '2 h 05',
    ]);
  });
});
