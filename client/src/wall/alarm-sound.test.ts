import { compileElection, Election, type IncidentView } from '@warroom/shared';
import { describe, expect, it } from 'vitest';
import { alarmSound } from './alarm-sound.ts';
import { soundsAt } from './sounding.ts';
import { electionDocument, EXAMPLE_NOW as NOW, exampleIncident } from './testing/example.ts';
import type { WallData } from './wall-data.ts';

function rig({ isAllowed = true, exists = true } = {}) {
  const log = { opened: 0, closed: 0, played: 0, ended: 0, resumed: 0 };
  const browser = { isAllowed };
  const alarm = alarmSound({
    open: () => {
      if (!exists) throw new Error('no audio');
      log.opened += 1;
      let isRunning = browser.isAllowed;
      return {
        isRunning: () => isRunning,
        resume: () => {
          log.resumed += 1;
          isRunning = browser.isAllowed;
        },
        play: () => {
          log.played += 1;
          return () => (log.ended += 1);
        },
        close: () => (log.closed += 1),
      };
    },
  });
  const look = (now: number, isWanted: boolean, isOn = true): string => {
    alarm.look(now, { isOn, isWanted });
    return alarm.state();
  };
  return { alarm, log, look, browser };
}

describe('the sound of a wall', () => {
  it('[WS1] is off unless the display was told to sound, and then opens no audio at all', () => {
    const { log, look } = rig();
    expect(look(0, true, false)).toBe('off');
    expect(log.opened).toBe(0);
  });

  it('[WS1] sounds every 8 s while a critical waits, and ends at the acknowledgement', () => {
    const { log, look } = rig();
    expect(look(0, false)).toBe('ready');
    expect(look(1_000, true)).toBe('playing');
    look(8_999, true);
    expect(log.played).toBe(1);
    look(9_000, true);
    expect(log.played).toBe(2);
    expect(look(9_100, false)).toBe('ready');
    expect(log).toMatchObject({ played: 2, ended: 1 });
    // The next critical is heard at once.
    look(9_200, true);
    expect(log.played).toBe(3);
  });

  it('[WS1] says that the browser lets no sound out, asks again, and sounds once somebody touched the screen', () => {
    const { alarm, log, look, browser } = rig({ isAllowed: false });
    expect(look(0, true)).toBe('ready');
    expect(look(2_000, true)).toBe('blocked');
    look(4_999, true);
    expect(log.resumed).toBe(1);
    look(5_000, true);
    expect(log.resumed).toBe(2);
    browser.isAllowed = true;
    alarm.touched();
    expect(look(5_100, true)).toBe('playing');
    expect(log.played).toBe(1);
  });

  it('[WS1] is blocked where there is no audio, and lets go of it when it is turned off', () => {
    expect(rig({ exists: false }).look(0, true)).toBe('blocked');
    const { log, look } = rig();
    look(0, true);
    expect(look(1_000, true, false)).toBe('off');
    expect(log).toMatchObject({ ended: 1, closed: 1 });
  });
});

describe('when a wall should be heard', () => {
  const wall = (incidents: IncidentView[], incidentsAsOf: number | null = NOW): WallData => ({
    compiled: compileElection(Election.parse(electionDocument())),
    identity: { kind: 'display', name: '', clearance: 'AMBER', redaction: 'none' },
    incidents,
    signals: [],
    program: { rules: [], pin: null, pausedAt: null, announcements: [], views: [] },
    metrics: null,
    onCall: null,
    sources: [],
    names: new Map(),
    asOf: { incidents: incidentsAsOf, signals: NOW, metrics: NOW },
    heartbeatMs: 5_000,
    readOnly: null,
    unsafe: null,
  });
  const critical = exampleIncident('US28-0042', { severity: 'S1' });

  it('[WS2] is for criticals alone, until acknowledged', () => {
    expect(soundsAt(wall([critical]), NOW)).toBe(true);
    expect(soundsAt(wall([{ ...critical, acknowledgedAt: NOW }]), NOW)).toBe(false);
    expect(soundsAt(wall([{ ...critical, severity: 'S2' }]), NOW)).toBe(false);
    expect(soundsAt(wall([{ ...critical, state: 'resolved' }]), NOW)).toBe(false);
  });

  it('[WS2] is never in a flood, nor by a picture that may be long over', () => {
    const flood = Array.from({ length: 11 }, (_, index) =>
      exampleIncident(`US28-01${10 + index}`, { severity: 'S1', openedAt: NOW - index * 1_000 }),
    );
    expect(soundsAt(wall(flood), NOW)).toBe(false);
    expect(soundsAt(wall(flood.slice(1)), NOW)).toBe(true);
    expect(soundsAt(wall([critical], NOW - 60_001), NOW)).toBe(false);
    expect(soundsAt(wall([critical], null), NOW)).toBe(false);
  });
});
