import { describe, expect, it } from 'vitest';
import { matchRanges, searchPalette } from './palette-match.ts';

describe('a query', () => {
  it('marks the start of a word before the middle of one', () => {
    expect(matchRanges('Release as resolved', 'as')).toEqual([[8, 10]]);
    expect(matchRanges('Increase severity', 'as')).toEqual([[5, 7]]);
  });

  it('needs each of its words, in any order and case', () => {
    expect(matchRanges('Assign to me', 'ME assign')).toEqual([
      [0, 6],
      [10, 12],
    ]);
    expect(matchRanges('Assign to me', 'assign you')).toBeUndefined();
  });

  it('marks nothing when empty, and overlapping words once', () => {
    expect(matchRanges('Assign', ' ')).toEqual([]);
    expect(matchRanges('Assign', 'as assi')).toEqual([[0, 4]]);
  });
});

describe('the palette', () => {
  const sections = [
    {
      id: 'commands',
      title: 'On this incident',
      prefix: '>',
      items: [
        { id: 'up', label: 'Increase severity' },
        { id: 'assign', label: 'Assign to…' },
        { id: 'close', label: 'Close', keywords: 'finish', disabledReason: 'needs lead' },
      ],
    },
    { id: 'people', title: 'People', prefix: '@', items: [{ id: 'asha', label: 'Asha' }] },
    {
      id: 'incidents',
      title: 'Incidents',
      items: [{ id: 'i', label: 'Drop box', code: 'US28-0039' }],
    },
  ];
  const found = (query: string): string[] =>
    searchPalette(sections, query).flatMap(({ matches }) => matches.map(({ item }) => item.id));

  it('puts what begins with the query first, within its section', () => {
    expect(found('as')).toEqual(['assign', 'up', 'asha']);
  });

  it('finds by number and by words that are not shown', () => {
    expect(found('0039')).toEqual(['i']);
    expect(found('finish')).toEqual(['close']);
  });

  it('is left with one section by its sign', () => {
    expect(found('@')).toEqual(['asha']);
    expect(found('> as')).toEqual(['assign', 'up']);
  });

  it('shows all that the server found, whatever its words', () => {
    const server = [
      {
        ...sections[2],
        id: 'x',
        title: 'Found',
        isFiltered: true,
        items: [{ id: 'far', label: 'Other words' }],
      },
    ];
    expect(searchPalette(server, 'zzz')[0]?.matches[0]?.item.id).toBe('far');
  });
});
