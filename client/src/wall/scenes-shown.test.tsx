import {
  compileElection,
  Election,
  NO_PROGRAM,
  type IncidentView,
  type PlaylistTurn,
  type WallProgram,
} from '@warroom/shared';
import { act } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Ticker } from '../store/ticker.ts';
import { planOf } from './plan.ts';
import { sceneOf } from './scenes.ts';
import { REFERENCE_ROOM, wallLayout } from './sizing.ts';
import {
  electionDocument,
  EXAMPLE_NOW as NOW,
  exampleIncident,
  exampleSignal,
} from './testing/example.ts';
import type { WallData } from './wall-data.ts';

const compiled = compileElection(Election.parse(electionDocument()));
const layout = wallLayout({ width: 1920, height: 1080 }, REFERENCE_ROOM);
const turn = (scene: PlaylistTurn['scene'], more: Partial<PlaylistTurn> = {}): PlaylistTurn => ({
  scene,
  dwellS: 30,
  ...more,
});

function wall(incidents: readonly IncidentView[], more: Partial<WallData> = {}): WallData {
  return {
    compiled,
    identity: { kind: 'display', name: 'North wall', clearance: 'AMBER', redaction: 'none' },
    incidents,
    signals: [],
    metrics: null,
    onCall: null,
    sources: [],
    names: new Map([['teo', 'Teo']]),
    asOf: { incidents: NOW, signals: NOW, metrics: NOW },
    heartbeatMs: 5_000,
    readOnly: null,
    unsafe: null,
    program: NO_PROGRAM,
    ...more,
  };
}

const announced = (body: string, more = {}): WallProgram => ({
  ...NO_PROGRAM,
  announcements: [
    { id: 'a1', title: 'Shift change', body, tlp: 'GREEN', from: null, until: null, ...more },
  ],
});
const viewed: WallProgram = {
  ...NO_PROGRAM,
  views: [{ id: 'v1', title: 'Ohio', query: 'in:OH', sort: 'newest' }],
};

describe('the scenes of a playlist', () => {
  let root: Root;
  let place: HTMLElement;
  let now = NOW;
  const listeners = new Set<() => void>();
  const clock: Ticker = {
    now: () => now,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };

  beforeEach(() => {
    (globalThis as { IS_REACT_ACT_ENVIRONMENT?: boolean }).IS_REACT_ACT_ENVIRONMENT = true;
    now = NOW;
    place = document.createElement('div');
    document.body.append(place);
    root = createRoot(place);
  });
  afterEach(() => {
    act(() => root.unmount());
    place.remove();
  });

  function show(data: WallData, given: PlaylistTurn): string {
    const scene = sceneOf(given.scene);
    if (!scene) throw new Error(`there is no scene ${given.scene}`);
    const { Component } = scene;
    act(() => root.render(<Component {...{ data, clock, layout }} turn={given} />));
    return place.textContent;
  }
  const hasContent = (data: WallData, given: PlaylistTurn): boolean | undefined =>
    sceneOf(given.scene)?.hasContent(data, given);

  it('polls: counts down by the server, and says when all have closed', () => {
    expect(show(wall([]), turn('polls'))).toContain('17m 52sclose 18:00IN KY');
    act(() => {
      now = NOW + 24 * 3_600_000 - 5 * 60_000;
      for (const listener of listeners) listener();
    });
    expect(place.textContent).toContain('All polls have closed');
    const later = { incidents: NOW + 30 * 3_600_000, signals: null, metrics: null };
    expect(hasContent(wall([], { asOf: later }), turn('polls'))).toBe(false);
  });

  it("view: the view's incidents in its order, then its signals, and only those", () => {
    const incidents = [
      exampleIncident('US28-0001', { jurisdictions: ['US-OH'], openedAt: NOW - 60_000 }),
      exampleIncident('US28-0002', { jurisdictions: ['US-PA'] }),
      exampleIncident('US28-0003', { jurisdictions: ['US-OH'], openedAt: NOW - 30_000 }),
      exampleIncident('US28-0004', { jurisdictions: ['US-OH'], state: 'closed' }),
    ];
    const data = wall(incidents, {
      program: viewed,
      signals: [exampleSignal('s1', { jurisdiction: 'US-OH', text: 'Lines in Toledo' })],
    });
    const text = show(data, turn('view', { view: 'v1' }));
    expect(text).toMatch(/^Ohio2 incidents, 1 signal/);
    expect([...place.querySelectorAll('li')].map((row) => row.textContent.slice(0, 4))).toContain(
      '0003',
    );
    expect(text).not.toContain('US28-0002');
    expect(hasContent(data, turn('view', { view: 'v1' }))).toBe(true);
    expect(hasContent(wall([], { program: viewed }), turn('view', { view: 'v1' }))).toBe(false);
    expect(hasContent(data, turn('view', { view: 'gone' }))).toBe(false);
    expect(show(data, turn('view', { view: 'gone' }))).toContain('The view is gone');
  });

  it('announcement: its words in elements of ours; nothing in it becomes a link, an image or markup', () => {
    const body =
      '# At **20:00**\n\n- one\n\n<img src=x> [go](https://a.example)\n\n![p](https://b.example/p.png)';
    show(wall([], { program: announced(body) }), turn('announcement'));
    expect(place.querySelector('h3 b')?.textContent).toBe('20:00');
    expect(place.querySelector('li')?.textContent).toBe('one');
    expect(place.querySelector('img, a, script')).toBeNull();
    expect(place.textContent).toContain('<img src=x>');
    expect(place.textContent).toContain('TLP:GREEN');
  });

  it('announcement: has nothing to say before its time, after it, or without one', () => {
    const until = { until: NOW - 1 };
    const from = { from: NOW + 60_000 };
    for (const program of [NO_PROGRAM, announced('x', until), announced('x', from)])
      expect(hasContent(wall([], { program }), turn('announcement'))).toBe(false);
    expect(hasContent(wall([], { program: announced('x') }), turn('announcement'))).toBe(true);
  });

  it('incident: what, where, whose, next and the clocks; gone from what the wall is shown, nothing', () => {
    const one = exampleIncident('US28-0042', {
      severity: 'S2',
      title: 'Results site unreachable',
      jurisdictions: ['US-PA-1'],
      nextStep: 'Call the clerk',
      openedAt: NOW - 252_000,
    });
    const given = turn('incident', { incident: 'US28-0042' });
    const text = show(wall([one]), given);
    for (const words of [
      'high new',
      'US28-0042',
      'Results site unreachable',
      'Harlow County, PA',
      'UNOWNED',
      'Call the clerk',
      'Acknowledgein 48s',
    ])
      expect(text).toContain(words);
    expect(hasContent(wall([one]), given)).toBe(true);
    expect(hasContent(wall([]), given)).toBe(false);
    expect(show(wall([]), given)).not.toContain('Results');
    expect(hasContent(wall([one]), turn('incident'))).toBe(false);
  });

  it('map: stays the tile grid for an election whose shapes are not known', () => {
    const text = show(wall([]), turn('map', { map: 'counties' }));
    expect(text).toContain('Pennsylvania, none open, polls: open');
  });

  it('skips scenes that a playlist names and that there are none of yet', () => {
    const turns = [turn('narratives'), turn('ads'), turn('polls'), turn('partners')];
    const rules = [{ hours: null, days: null, phases: null, title: 'Night', turns }];
    const data = wall([], { program: { ...NO_PROGRAM, rules } });
    const plan = planOf(data, { scenes: [], sceneOf, pinned: null });
    for (let at = NOW; at < NOW + 120_000; at += 10_000)
      expect(plan.turn(plan.keyAt(at) ?? '')?.scene.id).toBe('polls');
  });

  it('each dates what it shows once the stream is stale', () => {
    const old = { incidents: NOW - 40_000, signals: NOW - 40_000, metrics: NOW - 40_000 };
    const one = exampleIncident('US28-0042', { jurisdictions: ['US-OH'] });
    const program = { ...announced('x'), views: viewed.views };
    for (const given of [
      turn('polls'),
      turn('view', { view: 'v1' }),
      turn('announcement'),
      turn('incident', { incident: 'US28-0042' }),
      turn('map', { map: 'states' }),
    ])
      expect(show(wall([one], { asOf: old, program }), given), given.scene).toContain(
        'AS OF 17:41:28',
      );
  });
});
