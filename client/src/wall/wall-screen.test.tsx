import {
  compileElection,
  Election,
  NO_PROGRAM,
  type IncidentView,
  type PlaylistTurn,
} from '@warroom/shared';
import { act } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Ticker } from '../store/ticker.ts';
import { scenesFor } from './scenes.ts';
import { REFERENCE_ROOM, wallLayout } from './sizing.ts';
import { electionDocument, EXAMPLE_NOW as NOW, exampleIncident } from './testing/example.ts';
import type { WallData } from './wall-data.ts';
import { WallScreen } from './wall-screen.tsx';

const compiled = compileElection(Election.parse(electionDocument()));
const drill = compileElection(Election.parse({ ...electionDocument(), drill: true }));
const clock: Ticker = { now: () => NOW, subscribe: () => () => undefined };
const layout = wallLayout({ width: 1920, height: 1080 }, REFERENCE_ROOM);

function wall(incidents: readonly IncidentView[], more: Partial<WallData> = {}): WallData {
  return {
    compiled,
    identity: { kind: 'display', name: 'North wall', clearance: 'AMBER', redaction: 'none' },
    incidents,
    signals: [],
    program: NO_PROGRAM,
    metrics: null,
    onCall: null,
    sources: [],
    names: new Map([['teo', 'Teo']]),
    asOf: { incidents: NOW, signals: NOW, metrics: NOW },
    heartbeatMs: 5_000,
    readOnly: null,
    unsafe: null,
    ...more,
  };
}

const critical = exampleIncident('US28-0042', {
  severity: 'S1',
  title: 'Results site unreachable',
  jurisdictions: ['US-PA-1'],
  openedAt: NOW - 252_000,
});

describe('the wall', () => {
  let root: Root;
  let place: HTMLElement;

  beforeEach(() => {
    (globalThis as { IS_REACT_ACT_ENVIRONMENT?: boolean }).IS_REACT_ACT_ENVIRONMENT = true;
    place = document.createElement('div');
    document.body.append(place);
    root = createRoot(place);
  });
  afterEach(() => {
    act(() => root.unmount());
    place.remove();
  });

  function show(data: WallData, scene: string | null = null): string {
    const pinned = scene === null ? null : { scene: scene as PlaylistTurn['scene'], dwellS: 40 };
    act(() =>
      root.render(
        <WallScreen
          {...{ data, clock, layout, pinned }}
          scenes={scenesFor([])}
          status={{ phase: 'live', hello: null, attempts: 23 }}
          isOnline
          graceUntil={0}
        />,
      ),
    );
    return place.textContent;
  }
  const onShow = (): (string | null)[] =>
    [...place.querySelectorAll('[data-scene]:not([aria-hidden="true"])')].map((each) =>
      each.getAttribute('data-scene'),
    );

  it('is taken over by a critical that nobody acknowledged, and the frame stays', () => {
    const text = show(wall([critical]));
    expect(onShow()).toEqual(['takeover']);
    for (const words of [
      'CRITICAL',
      'US28-0042',
      'Results site unreachable',
      'Harlow County, PA',
    ]) {
      expect(text).toContain(words);
    }
    expect(place.querySelector('header')?.textContent).toContain('UNOWNED');
    expect(text).toContain('Due in 48s');
  });

  it('goes back to its scenes at the acknowledgement, with the critical pinned in the frame', () => {
    show(wall([critical]));
    const acknowledged = { ...critical, acknowledgedAt: NOW - 60_000, acknowledgedBy: 'teo' };
    show(wall([acknowledged]));
    expect(onShow()).not.toContain('takeover');
    expect(place.querySelector('header')?.textContent).toContain('acked by Teo, 1 min');
  });

  it('is taken over by a critical also while something is pinned from the desk, not while it is looked at', () => {
    const pin = { turn: { scene: 'map' as const, dwellS: 10 }, until: null };
    const program = { ...NO_PROGRAM, pin };
    show(wall([], { program }));
    expect(onShow()).toEqual(['map']);
    show(wall([critical], { program }));
    expect(onShow()).toEqual(['takeover']);
    show(wall([critical], { program }), 'overview');
    expect(onShow()).toEqual(['overview']);
  });

  it('says that no critical waits when none does', () => {
    expect(show(wall([]))).toContain('No critical waiting');
  });

  it('shows one banner instead of takeovers in a flood', () => {
    const flood = Array.from({ length: 12 }, (_, index) =>
      exampleIncident(`US28-01${10 + index}`, {
        severity: 'S1',
        openedAt: NOW - index * 10_000,
        jurisdictions: ['US-OH'],
      }),
    );
    const text = show(wall(flood));
    expect(text).toContain('FLOOD');
    expect(text).toContain('OPS 12');
    expect(onShow()).not.toContain('takeover');
  });

  it('is replaced as a whole, frame included, when every stream is lost', () => {
    const lost = { incidents: NOW - 228_000, signals: NOW - 228_000, metrics: NOW - 228_000 };
    const text = show(wall([critical], { asOf: lost }));
    expect(onShow()).toEqual(['not-live']);
    expect(place.querySelector('header')).toBeNull();
    for (const words of ['17:38:20', '3 min 48 s ago', 'Call the desk, ext. 4100', 'Try 23']) {
      expect(text).toContain(words);
    }
  });

  it('is marked as an exercise in a drill, also over a takeover', () => {
    show(wall([critical], { compiled: drill }));
    expect(place.querySelector('[aria-label="Exercise"]')).not.toBeNull();
    show(wall([critical]));
    expect(place.querySelector('[aria-label="Exercise"]')).toBeNull();
  });

  it('keeps the scene it was told to keep, and names who may see what', () => {
    const text = show(
      wall([critical], {
        identity: { kind: 'preview', name: '', clearance: 'GREEN', redaction: 'none' },
      }),
      'map',
    );
    expect(onShow()).toEqual(['map']);
    expect(text).toContain('TLP:GREEN');
    expect(text).toContain('PREVIEW');
    expect(place.querySelector('[aria-label="Places"]')?.textContent).toContain(
      'Pennsylvania, 1 open, worst critical, polls: open',
    );
  });

  it('leaves out names that it was not given', () => {
    const text = show(
      wall([{ ...critical, acknowledgedAt: NOW - 60_000, acknowledgedBy: null, owned: true }], {
        identity: { kind: 'display', name: '', clearance: 'AMBER', redaction: 'visitor' },
        names: new Map(),
      }),
      'overview',
    );
    expect(text).toContain('acked, 1 min');
    expect(text).toContain('owned');
    expect(text).toContain('REDACTED');
  });

  it('says in the frame of every scene, and over a takeover, that nothing is written or may be lost', () => {
    const readOnly = { why: 'Redis is not reached. Tell the operator.', since: NOW - 60_000 };
    for (const scene of scenesFor([])) {
      const text = show(wall([], { readOnly, unsafe: 'appendfsync is everysec' }), scene.id);
      expect(text).toContain('READ ONLY since 17:41:Redis is not reached.');
      expect(text).toContain('NOT DURABLE:appendfsync is everysec');
    }
    expect(show(wall([critical], { unsafe: 'x' }))).toContain('NOT DURABLE');
    expect(place.querySelectorAll('header [role="status"] svg')).toHaveLength(1);
    expect(show(wall([]))).not.toMatch(/NOT DURABLE|READ ONLY/);
  });

  it('[WS3] says in the same one line that its sound is blocked, however much else there is to say', () => {
    const readOnly = { why: 'Redis is not reached.', since: NOW - 60_000 };
    const text = show(wall([], { audio: 'blocked', readOnly, unsafe: 'x' }), 'overview');
    for (const words of ['READ ONLY since 17:41', 'NOT DURABLE', 'SOUND BLOCKED'])
      expect(text).toContain(words);
    expect(place.querySelectorAll('header [role="status"]')).toHaveLength(1);
    expect(show(wall([], { audio: 'ready' }), 'overview')).not.toContain('SOUND');
  });

  it('gives the lost store as the reason once nothing on it is true any more', () => {
    const asOf = { incidents: NOW - 90_000, signals: NOW - 90_000, metrics: NOW - 90_000 };
    const text = show(wall([], { asOf, readOnly: { why: 'x', since: NOW - 90_000 } }));
    expect(text).toContain('Server lost its store');
  });

  it('says on every scene, and over a takeover, that no one was notified', () => {
    const untold = {
      ...critical,
      escalation: { next: null, nextAt: null, nobodyAt: NOW - 120_000 },
    };
    for (const scene of scenesFor([]))
      expect(show(wall([untold]), scene.id)).toContain('No one was notified US28-0042');
    expect(show(wall([untold]))).toContain('No one was notified US28-0042');
    expect(onShow()).toEqual(['takeover']);
    expect(show(wall([critical]))).not.toContain('No one was notified');
  });

  it('shows who is on call, until when and who comes next, and skips the scene without a roster', () => {
    const onCall: WallData['onCall'] = {
      desks: [
        {
          desk: 'lead',
          title: 'Lead',
          isManned: true,
          needs: 1,
          people: [{ person: 'teo', until: NOW + 3_600_000 }],
          next: { person: null, from: NOW + 3_600_000 },
          gap: null,
        },
      ],
      gaps: [{ desk: 'lead', from: NOW + 7_200_000, until: NOW + 9_000_000, has: 0, needs: 1 }],
    };
    const scene = scenesFor(['on-call'])[0];
    expect(scene?.hasContent(wall([]))).toBe(false);
    expect(scene?.hasContent(wall([], { onCall }))).toBe(true);
    const text = show(wall([], { onCall }), 'on-call');
    expect(text).toContain('LeadTeountil 18:42then 18:42');
    expect(text).toContain('GapLead 19:42–20:12, nobody, in 2h 00m');
    expect(place.querySelector('header')?.textContent).toContain('On callLead Teo');
  });
});
