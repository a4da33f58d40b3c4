import { compileElection, Election } from '@warroom/shared';
import { describe, expect, it } from 'vitest';
import { placeCode, placeName } from './places.ts';
import { electionDocument, EXAMPLE_NOW, exampleIncident } from './testing/example.ts';
import { freeArea, tileMap } from './tiles.ts';

const compiled = compileElection(Election.parse(electionDocument()));

describe('the tile grid', () => {
  it('counts a county’s incident in its state, and each state once', () => {
    const map = tileMap(
      compiled,
      [
        exampleIncident('US28-0001', { severity: 'S3', jurisdictions: ['US-PA-1', 'US-PA'] }),
        exampleIncident('US28-0002', { severity: 'S1', jurisdictions: ['US-PA', 'US-OH'] }),
        exampleIncident('US28-0003', { severity: 'S1', jurisdictions: ['US-PA'], state: 'closed' }),
        exampleIncident('US28-0004', { jurisdictions: ['US'] }),
      ],
      EXAMPLE_NOW,
    );
    const of = (code: string) => map.tiles.find((tile) => tile.code === code);
    expect(of('PA')).toMatchObject({ open: 2, worst: 'S1', polls: 'open' });
    expect(of('OH')).toMatchObject({ open: 1, worst: 'S1' });
    expect(of('IN')).toMatchObject({ open: 0, worst: null, polls: 'last-hour' });
    expect(map.elsewhere).toBe(1);
    expect(map.polls).toMatchObject({ open: 4, 'last-hour': 2 });
  });

  it('finds room for the legend between the tiles', () => {
    const corners = [
      { row: 1, col: 1 },
      { row: 1, col: 11 },
      { row: 2, col: 10 },
      { row: 2, col: 11 },
      { row: 3, col: 1 },
    ].map((place) => ({
      code: '',
      name: '',
      open: 0,
      worst: null,
      polls: 'none' as const,
      ...place,
    }));
    expect(freeArea({ tiles: corners, rows: 2, cols: 11 }, 2, 6)).toEqual({
      row: 1,
      col: 2,
      rows: 2,
      cols: 8,
    });
    expect(freeArea({ tiles: corners, rows: 2, cols: 11 }, 2, 9)).toBeUndefined();
  });
});

describe('a place', () => {
  it('is the code of the state on the grid, with how many more', () => {
    expect(placeCode(compiled, ['US-PA-1'])).toBe('PA');
    expect(placeCode(compiled, ['US-PA-1', 'US-PA', 'US-OH'])).toBe('PA +1');
    expect(placeCode(compiled, [])).toBe('');
  });

  it('is named in words with its state', () => {
    expect(placeName(compiled, ['US-PA-1'])).toBe('Harlow County, PA');
    expect(placeName(compiled, ['US-PA'])).toBe('Pennsylvania');
    expect(placeName(compiled, [])).toBe('No place named');
  });
});
