import type { IncidentView } from '@warroom/shared';
import { describe, expect, it } from 'vitest';
import { incidentView, NOON, signalView } from '../store/testing/records.ts';
import { incidentActions, signalActions } from './actions.ts';
import type { ActionContext } from './actions.ts';
import { keyOf } from '../ui/keys/keymap.ts';

const context: ActionContext = {
  me: 'me',
  role: 'triager',
  now: NOON,
  blocked: null,
  person: (id) => id,
  keyOf: (action) => keyOf({}, action),
};
const offers = (given: Partial<IncidentView>, more: Partial<ActionContext> = {}) =>
  new Map(
    incidentActions(incidentView(given), { ...context, ...more }).map((one) => [
      one.id,
      one.disabledReason,
    ]),
  );

describe('actions on an incident', () => {
  it('offers what its state allows', () => {
    expect([...offers({ state: 'new' }).keys()].slice(0, 4)).toEqual([
      'acknowledge',
      'merge',
      'dismiss',
      'confirm',
    ]);
    expect(offers({ state: 'closed' }).has('acknowledge')).toBe(false);
    expect([...offers({ state: 'merged' }).keys()]).toEqual(['unmerge']);
  });

  it('says what is missing before it can be active', () => {
    expect(offers({ state: 'triage' }).get('confirm')).toBe(
      'needs a category (l) and an assignee (a)',
    );
    expect(
      offers({ state: 'triage', category: 'INFO', assignee: 'bo' }).get('confirm'),
    ).toBeUndefined();
  });

  it('lets only the assignee or a lead resolve, and only a lead close', () => {
    expect(offers({ state: 'active', assignee: 'bo' }).get('resolve')).toMatch(
      /assignee or a lead/,
    );
    expect(offers({ state: 'active', assignee: 'me' }).get('resolve')).toBeUndefined();
    expect(
      offers({ state: 'active', assignee: 'bo' }, { role: 'lead' }).get('resolve'),
    ).toBeUndefined();
    expect(offers({ state: 'resolved' }).get('close')).toBe('needs a lead');
  });

  it('leaves confirming a dismissal to a second person', () => {
    const request = { reason: 'spam', by: { kind: 'person', id: 'me' }, at: NOON } as const;
    expect(
      offers({ state: 'triage', severity: 'S1', dismissalRequest: request }).get(
        'confirm-dismissal',
      ),
    ).toMatch(/second person/);
    const theirs = { ...request, by: { kind: 'person', id: 'bo' } } as const;
    expect(
      offers({ state: 'triage', severity: 'S1', dismissalRequest: theirs }).get(
        'confirm-dismissal',
      ),
    ).toBeUndefined();
  });

  it('gives one reason for all while nothing can be written, or the role only reads', () => {
    expect(new Set(offers({ state: 'active' }, { blocked: 'offline' }).values())).toEqual(
      new Set(['offline']),
    );
    expect(new Set(offers({ state: 'active' }, { role: 'viewer' }).values())).toEqual(
      new Set(['needs the role of triager']),
    );
  });
});

describe('actions on signals', () => {
  const reason = (id: string, signals = [signalView()]) =>
    signalActions(signals, context).find((one) => one.id === id)?.disabledReason;

  it('offers all of them on undecided ones', () => {
    expect(['claim', 'link', 'dismiss', 'open'].map((id) => reason(id))).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('says who holds it, until the claim ends', () => {
    const held = signalView({ claim: { by: 'bo', until: NOON + 1 } });
    expect(reason('link', [held])).toBe('claimed by bo');
    expect(reason('link', [signalView({ claim: { by: 'bo', until: NOON } })])).toBeUndefined();
  });

  it('goes on with the rest when only some are held or decided', () => {
    expect(
      reason('dismiss', [signalView(), signalView({ id: 's-2', state: 'linked' })]),
    ).toBeUndefined();
    expect(reason('dismiss', [signalView({ state: 'linked' })])).toBe('already decided');
  });
});
