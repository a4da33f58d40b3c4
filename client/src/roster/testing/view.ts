import type { OnCall, Turn } from '@warroom/shared';
import { NOON } from '../../store/testing/records.ts';
import type { RosterView } from '../roster-types.ts';

/** Epoch ms of a local time in New York in that week, after clocks went back. */
export const at = (local: string): number => Date.parse(`2028-11-${local}:00-05:00`);

/** A turn of a shift; what is given replaces what is in it. */
export function turn(given: Partial<Turn> & Pick<Turn, 'id'>): Turn {
  return {
    desk: 'information',
    person: 'me',
    from: at('07T14:00'),
    until: at('07T22:00'),
    kind: 'shift',
    instead: null,
    relieved: [],
    ...given,
  };
}

const onCall = (given: Partial<OnCall> & Pick<OnCall, 'desk' | 'title'>): OnCall => ({
  isManned: true,
  needs: 1,
  people: [],
  next: null,
  gap: null,
  ...given,
});

/** Two desks in election week: Information with a relieved turn, Cyber with a gap tonight. */
export function rosterView(given: Partial<RosterView> = {}): RosterView {
  const gap = { desk: 'cyber', from: at('08T02:00'), until: at('08T06:00'), has: 0, needs: 1 };
  return {
    version: 7,
    now: NOON,
    zone: 'America/New_York',
    from: Date.parse('2028-11-05T00:00:00-04:00'),
    until: at('12T00:00'),
    desks: [
      { id: 'information', title: 'Information', least: 1, categories: ['INFO'] },
      { id: 'cyber', title: 'Cyber', least: 1, categories: ['CYBER'] },
    ],
    turns: [
      turn({ id: 's1' }),
      turn({
        id: 's2',
        person: 'dele',
        relieved: [{ from: at('07T14:00'), until: at('07T22:00'), by: 'nils', override: 'o1' }],
      }),
      turn({ id: 'o1', person: 'nils', kind: 'override', instead: 'dele' }),
      turn({
        id: 's3',
        desk: 'cyber',
        person: 'nils',
        from: at('07T18:00'),
        until: at('08T02:00'),
      }),
    ],
    gaps: [gap],
    onCall: [
      onCall({
        desk: 'information',
        title: 'Information',
        people: [{ person: 'me', until: at('07T22:00') }],
      }),
      onCall({ desk: 'cyber', title: 'Cyber', gap: null }),
    ],
    warnings: [],
    shifts: [],
    overrides: [
      {
        id: 'o1',
        desk: 'information',
        person: 'nils',
        instead: 'dele',
        from: at('07T14:00'),
        until: at('07T22:00'),
        setBy: 'ana',
        setAt: at('06T10:00'),
        version: 6,
      },
    ],
    rotations: [],
    swaps: [],
    policies: [
      {
        id: 'critical',
        name: 'Critical',
        severities: ['S1'],
        steps: [
          { afterMin: 0, targets: [{ kind: 'on-call', desk: null }] },
          { afterMin: 6, targets: [{ kind: 'leads' }] },
        ],
      },
    ],
    policiesAre: 'file',
    clockChanges: [{ at: Date.parse('2028-11-05T00:00:00-04:00'), day: '2028-11-05', hours: 25 }],
    ...given,
  };
}
