import type { SourceView } from '@warroom/shared';
import { describe, expect, it } from 'vitest';
import { EXAMPLE_NOW as NOW, exampleIncident } from './testing/example.ts';
import { chipOf, ownerOf, shortNames, silentSources } from './wall-data.ts';

const source = (name: string, lastAt: number | null, silentAfterMs: number | null): SourceView => ({
  name, title: name, kind: 'call', count: 1, lastAt, silentAfterMs,
}); // prettier-ignore

const at = (incidents: number | null, signals: number | null, metrics: number | null) => {
  const back = (ageMs: number | null) => (ageMs === null ? null : NOW - ageMs);
  return {
    heartbeatMs: 5_000,
    sources: [] as SourceView[],
    asOf: { incidents: back(incidents), signals: back(signals), metrics: back(metrics) },
  };
};

describe('the freshness chip', () => {
  it('is LIVE only while every stream is fresh', () => {
    expect(chipOf(at(1_000, 1_000, 1_000), NOW).word).toBe('LIVE');
    expect(chipOf(at(11_000, 1_000, 1_000), NOW).word).toBe('LATE');
    expect(chipOf(at(1_000, 1_000, 21_000), NOW)).toEqual({ word: 'STALE', stalePanels: 1 });
    expect(chipOf(at(1_000, null, 21_000), NOW)).toEqual({ word: 'STALE', stalePanels: 2 });
  });

  it('is NOT LIVE when all is lost, however the connection stands', () => {
    expect(chipOf(at(61_000, 70_000, null), NOW).word).toBe('NOT LIVE');
  });

  it('is not LIVE while a source is silent', () => {
    const data = { ...at(0, 0, 0), sources: [source('hotline', NOW - 901_000, 900_000)] };
    expect(chipOf(data, NOW)).toEqual({ word: 'STALE', stalePanels: 1 });
  });
});

describe('silent sources', () => {
  it('are those overdue by their own rhythm, the longest silent first', () => {
    const sources = [
      source('tips', NOW - 700_000, 600_000),
      source('hotline', NOW - 901_000, 900_000),
      source('field', NOW - 9_000_000, null),
      source('never', null, 60_000),
      source('fine', NOW - 1_000, 60_000),
    ];
    expect(silentSources(sources, NOW).map(({ name }) => name)).toEqual(['hotline', 'tips']);
  });
});

describe('names', () => {
  it('are first names, told apart where two share one, and initials when too long for a frame', () => {
    const names = shortNames([
      { id: 'a', name: 'Ana Ruiz' },
      { id: 'b', name: 'Teo Marsh' },
      { id: 'c', name: 'Teo Lind' },
      { id: 'd', name: 'Maximiliana Oster' },
    ]);
    expect([...names.values()]).toEqual(['Ana', 'Teo M', 'Teo L', 'MO']);
  });

  it('of owners that are kept back read as owned, and nobody as null', () => {
    const names = new Map([['teo', 'Teo']]);
    expect(ownerOf(exampleIncident('US28-0001', { assignee: 'teo', owned: true }), names)).toBe(
      'Teo',
    );
    expect(ownerOf(exampleIncident('US28-0001', { owned: true }), names)).toBe('owned');
    expect(ownerOf(exampleIncident('US28-0001'), names)).toBeNull();
  });
});
