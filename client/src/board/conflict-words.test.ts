import type { TimelineEntry } from '@warroom/shared';
import { describe, expect, it } from 'vitest';
import type { Conflict } from '../store/desk.ts';
import type { Intent } from '../store/foresee.ts';
import { incidentView, NOON } from '../store/testing/records.ts';
import { conflictWords } from './conflict-words.ts';
import { typedText } from './typed-text.ts';
import { testElection } from './testing/election.ts';
import { namesOf } from './words.ts';

const names = namesOf(testElection(), [{ id: 'ana', name: 'Ana', role: 'lead' }], []);
const resolvedByAna: TimelineEntry = {
  seq: 9,
  version: 33,
  type: 'incident.resolved',
  at: NOON - 2_000,
  by: { kind: 'person', id: 'ana' },
  via: 'board',
  data: { outcome: 'corrected' },
  texts: {},
  erased: false,
};
const conflict = (intent: Intent, between: TimelineEntry[] = [resolvedByAna]): Conflict => ({
  intent,
  incident: 'US28-0042',
  sawVersion: 31,
  at: NOON,
  refused: {
    kind: 'refused',
    commandId: 'c',
    refusal: { kind: 'stale-version', message: '', who: 'ana', at: NOON - 2_000 },
    current: null,
    between,
  },
});
const mitigate: Intent = {
  type: 'incident.mitigate',
  incident: 'US28-0042',
  text: 'Signs are up.',
};
const resolved = incidentView({ id: 'US28-0042', state: 'resolved', version: 33 });

describe('conflict in words', () => {
  it('says who did what and when, what was meant, and three ways on', () => {
    expect(conflictWords(conflict(mitigate), resolved, names, NOON)).toMatchObject({
      title: 'Resolved 2 s ago by Ana — reopen?',
      versions: 'You had version 31, now 33',
      mine: 'set state mitigated',
      theirs: [
        { who: 'Ana', what: 'resolved it: Correct information published', at: NOON - 2_000 },
      ],
      keep: 'Keep resolved, add my note',
      redo: 'Reopen as active with my note',
      discard: 'Discard mine',
    });
  });

  it('reopens before it does mine again on what is over, with what was typed as the reason', () => {
    expect(conflictWords(conflict(mitigate), resolved, names, NOON).redoIntents).toEqual([
      { type: 'incident.reopen', incident: 'US28-0042', reason: 'Signs are up.' },
      { type: 'incident.mitigate', incident: 'US28-0042' },
    ]);
  });

  it('does mine as it was on what is still open', () => {
    const change: Intent = {
      type: 'incident.change',
      incident: 'US28-0042',
      changes: { severity: 'S1' },
    };
    const open = incidentView({ id: 'US28-0042', state: 'active', version: 33 });
    const words = conflictWords(conflict(change, []), open, names, NOON);
    expect(words).toMatchObject({
      title: 'Changed 2 s ago by Ana',
      redo: 'Set mine all the same',
      keep: 'Keep theirs',
    });
    expect(words.redoIntents).toEqual([change]);
  });

  it('offers no way to do it again on what was merged away', () => {
    const merged = incidentView({ id: 'US28-0042', state: 'merged', version: 33 });
    expect(conflictWords(conflict(mitigate), merged, names, NOON).redo).toBeNull();
  });

  it('knows what was typed with a command', () => {
    expect(typedText(mitigate)).toBe('Signs are up.');
    expect(typedText({ type: 'incident.reopen', incident: 'US28-0042', reason: 'back' })).toBe(
      'back',
    );
    expect(typedText({ type: 'incident.dismiss', incident: 'US28-0042', reason: 'spam' })).toBe('');
  });
});
