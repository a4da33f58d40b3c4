import { Election, NO_PROGRAM } from '@warroom/shared';
import { describe, expect, it } from 'vitest';
import type { DisplaySelf } from './display.ts';
import { forgetPicture, keepPicture, keptPicture } from './last-picture.ts';
import { electionDocument, EXAMPLE_NOW, exampleIncident } from './testing/example.ts';

const display: DisplaySelf = {
  id: 'd-1',
  name: 'North wall',
  election: 'example',
  clearance: 'AMBER',
  redaction: 'none',
  scenes: [],
  theme: 'dark',
  diagonalInch: 65,
  farthestSeatM: 7,
  program: NO_PROGRAM,
  sound: false,
  profile: 'far',
  group: null,
  visitorSince: null,
};
const election = Election.parse(electionDocument());
const asOf = { incidents: EXAMPLE_NOW, signals: EXAMPLE_NOW, metrics: EXAMPLE_NOW };

function memory() {
  const kept = new Map<string, string>();
  return {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  };
}

describe('the last picture', () => {
  it('comes back as it was, open incidents only, the gravest first where there are too many', () => {
    const store = memory();
    const incidents = [
      exampleIncident('US28-9998', { state: 'closed', severity: 'S1' }),
      ...Array.from({ length: 300 }, (_, index) => exampleIncident(`US28-${1000 + index}`)),
      exampleIncident('US28-9999', { severity: 'S1' }),
    ];
    keepPicture(store, {
      display,
      election,
      picture: { incidents, metrics: null, sources: [], asOf },
    });
    const kept = keptPicture(store);
    expect(kept?.picture.incidents).toHaveLength(200);
    expect(kept?.picture.incidents[0]?.id).toBe('US28-9999');
    expect(kept?.display).toEqual(display);
  });

  it('is gone once forgotten', () => {
    const store = memory();
    keepPicture(store, {
      display,
      election,
      picture: { incidents: [], metrics: null, sources: [], asOf },
    });
    forgetPicture(store);
    expect(keptPicture(store)).toBeUndefined();
  });

  it('does without a store that is full, forbidden or spoilt', () => {
    const refuse = (): never => {
      throw new Error('QuotaExceededError');
    };
    const none = { getItem: refuse, setItem: refuse, removeItem: refuse };
    keepPicture(none, {
      display,
      election,
      picture: { incidents: [], metrics: null, sources: [], asOf },
    });
    expect(keptPicture(none)).toBeUndefined();
    const spoilt = { ...memory(), getItem: () => '{"display":' };
    expect(keptPicture(spoilt)).toBeUndefined();
  });
});
