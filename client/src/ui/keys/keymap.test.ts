import { describe, expect, it } from 'vitest';
import {
  boundKeys,
  KEY_ACTION_IDS,
  KEY_ACTIONS,
  keyOf,
  keyProblem,
  readOwnKeys,
  withoutUsual,
} from './keymap.ts';

describe('keymap', () => {
  it('gives every action a key of its own, as usual', () => {
    const problems = KEY_ACTION_IDS.flatMap(
      (action) => keyProblem({}, action, KEY_ACTIONS[action].key) ?? [],
    );
    expect(problems).toEqual([]);
    expect(boundKeys({}).actions.size).toBe(KEY_ACTION_IDS.length);
    expect([...boundKeys({}).starts]).toEqual(['g']);
  });

  it('has the keys of the desk: acknowledge 1, merge 2, dismiss 3, escalate 4, snooze h, batch b', () => {
    const { actions } = boundKeys({});
    const keys = ['1', '2', '3', '4', 'h', 'b', 'z', 'mod+a', 'g h', 'g r'];
    expect(keys.map((key) => actions.get(key))).toEqual([
      'acknowledge',
      'merge',
      'dismiss',
      'escalate',
      'snooze',
      'next-batch',
      'undo',
      'select-loaded',
      'go-handover',
      'go-roster',
    ]);
  });

  it('lets a key be changed, switched off and given to another', () => {
    const own = { dismiss: 'd', note: null } as const;
    expect(keyOf(own, 'dismiss')).toBe('d');
    expect(keyOf(own, 'note')).toBeUndefined();
    expect(boundKeys(own).actions.has('3')).toBe(false);
    expect(keyProblem(own, 'snooze', 'c')).toBeUndefined();
  });

  it('finds conflicts: taken keys, first keys of two, keys of lists and of the browser', () => {
    expect(keyProblem({}, 'dismiss', 'j')).toBe('taken: move down');
    expect(keyProblem({}, 'dismiss', 'g')).toMatch(/“g .” begins with it/);
    expect(keyProblem({}, 'dismiss', 'j d')).toBe('its first key is taken: move down');
    expect(keyProblem({}, 'dismiss', 'enter')).toMatch(/belongs to lists/);
    expect(keyProblem({}, 'dismiss', 'mod+w')).toMatch(/browser/);
    expect(keyProblem({}, 'dismiss', 'a b c')).toMatch(/no key/);
    expect(keyProblem({}, 'dismiss', 'd')).toBeUndefined();
    expect(keyProblem({}, 'dismiss', '3')).toBeUndefined();
  });

  it('reads what was exported, two that swap included, and leaves out what can not be', () => {
    const swapped = readOwnKeys('{"acknowledge": "3", "dismiss": "1", "note": null}');
    expect(swapped).toEqual({
      ok: true,
      own: { acknowledge: '3', dismiss: '1', note: null },
      leftOut: [],
    });
    expect(readOwnKeys('{"dismiss": "j", "fly": "q", "note": 3}')).toMatchObject({
      leftOut: ['fly', 'note', 'dismiss'],
    });
    expect(readOwnKeys('{')).toMatchObject({ ok: false });
    expect(readOwnKeys('[1]')).toMatchObject({ ok: false });
    expect(withoutUsual({ note: 'c', dismiss: 'd' })).toEqual({ dismiss: 'd' });
  });
});
