import { compileElection, Election } from '@warroom/shared';
import counties from 'us-atlas/counties-albers-10m.json?raw';
import { describe, expect, it } from 'vitest';
import { ATLAS_SIZE, atlasShapes } from './atlas-shapes.ts';
import { countyStands, hasShapes, mapLabels, stepOf, worstFirst } from './shape-map.ts';
import { electionDocument, exampleIncident } from './testing/example.ts';
import type { Tile } from './tiles.ts';
import { countyKey, stateCode } from './us-places.ts';

const shapes = atlasShapes(JSON.parse(counties));

function tile(code: string, open: number, worst: Tile['worst']): Tile {
  return { code, name: code, row: 1, col: 1, open, worst, polls: 'open' };
}

describe('the true shapes', () => {
  it('has the fifty states and DC, all counties, and a path of each within the canvas', () => {
    const codes = shapes.states.flatMap(({ fips }) => stateCode(fips) ?? []);
    expect(new Set(codes).size).toBe(51);
    expect(shapes.counties.length).toBeGreaterThan(3_100);
    expect(shapes.states.filter(({ path }) => !path.startsWith('M'))).toEqual([]);
    const outside = shapes.states.filter(
      ({ x, y }) => !(x > 0 && x < ATLAS_SIZE.width && y > 0 && y < ATLAS_SIZE.height),
    );
    expect(outside.filter(({ fips }) => stateCode(fips) !== undefined)).toEqual([]);
    expect(shapes.borders.length).toBeGreaterThan(1_000);
    expect(shapes.countyLines.length).toBeGreaterThan(10_000);
  });

  it("puts a state's middle on its largest part: Michigan's below the straits", () => {
    const michigan = shapes.states.find(({ fips }) => stateCode(fips) === 'MI');
    const wisconsin = shapes.states.find(({ fips }) => stateCode(fips) === 'WI');
    expect(michigan?.x).toBeGreaterThan((wisconsin?.x ?? 0) + 50);
  });

  it('is there for the United States only', () => {
    expect(hasShapes(compileElection(Election.parse(electionDocument())))).toBe(false);
  });
});

describe('counties', () => {
  const document = electionDocument();
  const county = (id: string, code: string, name: string) => ({
    id,
    code,
    name,
    kind: 'county',
    parent: 'US-PA',
    zone: 'America/New_York',
  });
  const compiled = compileElection(
    Election.parse({
      ...document,
      jurisdictions: [
        ...document.jurisdictions,
        county('US-PA-P', 'PHI', 'Philadelphia County'),
        county('US-PA-A', '42003', 'Allegheny'),
        { ...county('US-PA-A-1', 'PGH', 'Pittsburgh'), kind: 'municipality', parent: 'US-PA-A' },
      ],
    }),
  );

  it('are found by name within their state, by FIPS figures, and from a town within', () => {
    const stands = countyStands(
      compiled,
      [
        exampleIncident('a', { jurisdictions: ['US-PA-P'], severity: 'S3' }),
        exampleIncident('b', { jurisdictions: ['US-PA-P', 'US-PA-A-1'], severity: 'S1' }),
        exampleIncident('c', { jurisdictions: ['US-PA-P'], state: 'closed' }),
        exampleIncident('d', { jurisdictions: ['US-PA', 'US-PA-1'] }),
      ],
      shapes.counties,
    );
    expect(Object.fromEntries(stands)).toEqual({
      '42101': { open: 2, worst: 'S1' },
      '42003': { open: 1, worst: 'S1' },
    });
  });

  it('are known by name however the kind is written', () => {
    expect(countyKey('Doña Ana County')).toBe(countyKey('Dona Ana'));
    expect(countyKey('St. Mary Parish')).toBe('stmary');
  });
});

describe('labels of the map', () => {
  const sizes = { scale: 1.3, height: 66, glyph: 64, letter: 38 };

  it('names a state where it is wide, counts where it is narrower, and lies on no other label', () => {
    const labels = mapLabels(
      [tile('TX', 3, 'S2'), tile('MI', 4, 'S3'), tile('RI', 2, 'S3'), tile('CA', 0, null)],
      shapes,
      sizes,
    );
    expect(labels.map(({ text }) => text)).toEqual(['TX 3', '4']);
  });

  it('never overlaps two, and gives the place to the worse', () => {
    const all = shapes.states.flatMap(({ fips }) => stateCode(fips) ?? []);
    const labels = mapLabels(
      all.map((code) => tile(code, 12, code === 'PA' ? 'S1' : 'S3')),
      shapes,
      { ...sizes, scale: 3 },
    );
    expect(labels[0]?.tile.code).toBe('PA');
    for (const [index, a] of labels.entries())
      for (const b of labels.slice(index + 1)) {
        const apart =
          a.x + a.width <= b.x || b.x + b.width <= a.x || Math.abs(a.y - b.y) >= sizes.height;
        expect(apart, `${a.text} and ${b.text}`).toBe(true);
      }
    expect(labels.length).toBeGreaterThan(25);
  });

  it('shades in five steps and lists the worst first', () => {
    expect([0, 1, 2, 3, 4, 9, 10, 200].map(stepOf)).toEqual([0, 1, 2, 2, 3, 3, 4, 4]);
    const order = worstFirst([tile('A', 9, 'S3'), tile('B', 1, 'S1'), tile('C', 12, 'S3')]);
    expect(order.map(({ code }) => code)).toEqual(['B', 'C', 'A']);
  });
});
