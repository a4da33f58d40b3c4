import { describe, expect, it } from 'vitest';
import { checkCopies, checkHistory } from './check.ts';
import { described } from './finding.ts';
import type { Finding } from './finding.ts';
import type { Operation } from './history.ts';
import { journalOf, correctHistory, randomOf, renumbered } from './made-up.ts';
import type { Draft } from './made-up.ts';
import { acknowledgedAt, invokedAt, keyOf, keyOfEvent } from './written.ts';

const SEEDS = Array.from({ length: 60 }, (_, n) => n + 1);

/** The kinds found in a history that was spoilt, over all seeds where there was something to spoil. */
function kindsFound(
  spoil: (made: {
    history: Operation[];
    drafts: Draft[];
    pick: <T>(all: readonly T[]) => T | undefined;
  }) => { history?: Operation[]; drafts?: Draft[] } | undefined,
): Finding['kind'][][] {
  return SEEDS.flatMap((seed) => {
    const { history, drafts } = correctHistory(seed);
    const random = randomOf(seed * 7919);
    const pick = <T>(all: readonly T[]): T | undefined => all[Math.floor(random() * all.length)];
    const spoilt = spoil({ history, drafts, pick });
    if (!spoilt) return [];
    const findings = checkHistory(spoilt.history ?? history, journalOf(spoilt.drafts ?? drafts));
    return [[...new Set(findings.map(({ kind }) => kind))]];
  });
}

/** That each history that could be spoilt was found to be, as this kind among others. */
function expectAll(kind: Finding['kind'], found: readonly Finding['kind'][][]): void {
  expect(found.length).toBeGreaterThan(20);
  for (const kinds of found) expect(kinds).toContain(kind);
}

const isAcknowledged = (operation: Operation): boolean => acknowledgedAt(operation) < Infinity;
const isRefused = ({ attempts }: Operation): boolean =>
  attempts.length > 0 && attempts.every(({ outcome }) => outcome.kind === 'refused');

/** The journal's events of an operation. */
function ofOperation(drafts: readonly Draft[], operation: Operation): Draft[] {
  const key = keyOf(operation);
  return drafts.filter((draft) => keyOfEvent({ ...draft, hash: '', line: '' }) === key);
}

/** Notes and openings that were acknowledged: nothing else depends on them being there or not. */
function notes({ history, drafts }: { history: Operation[]; drafts: Draft[] }) {
  return history
    .filter((operation) => operation.type === 'incident.note' && isAcknowledged(operation))
    .map((operation) => ({ operation, events: ofOperation(drafts, operation) }));
}

describe('the history checker', () => {
  it('[E50] finds nothing in what a right server does, however many cut-offs and repeats there are', () => {
    let acknowledged = 0;
    let unknown = 0;
    let refused = 0;
    let again = 0;
    for (const seed of SEEDS) {
      const { history, drafts } = correctHistory(seed);
      expect(described(checkHistory(history, journalOf(drafts)))).toBe('');
      for (const { attempts } of history) {
        const kinds = attempts.map(({ outcome }) => outcome.kind);
        acknowledged += Number(kinds.includes('acknowledged'));
        unknown += Number(kinds.includes('unknown'));
        refused += Number(kinds.every((kind) => kind === 'refused'));
        again += Number(kinds.length > 1);
      }
    }
    // The made-up histories hold enough of each for the rest to mean something.
    for (const count of [acknowledged, unknown, refused, again]) expect(count).toBeGreaterThan(300);
  });

  it('[E50] finds an acknowledged operation that is gone', () => {
    expectAll(
      'lost',
      kindsFound(({ drafts, history, pick }) => {
        const gone = pick(notes({ history, drafts }))?.events;
        return gone && { drafts: renumbered(drafts.filter((draft) => !gone.includes(draft))) };
      }),
    );
  });

  it('[E50] finds an operation that is there twice', () => {
    expectAll(
      'doubled',
      kindsFound(({ drafts, history, pick }) => {
        const twice = pick(notes({ history, drafts }))?.events;
        return twice && { drafts: renumbered([...drafts, ...twice]) };
      }),
    );
  });

  it('[E50] finds an operation that was refused and is there all the same', () => {
    expectAll(
      'resurrected',
      kindsFound(({ drafts, history, pick }) => {
        const refused = pick(
          history.filter((one) => one.type !== 'signal.claim' && isRefused(one)),
        );
        return refused && { drafts: renumbered([...drafts, noteOf(refused)]) };
      }),
    );
  });

  it('[E50] finds one that the rules refused when it was asked again and that is there all the same', () => {
    expectAll(
      'resurrected',
      kindsFound(({ drafts, history, pick }) => {
        const one = pick(
          history.filter(
            (operation) =>
              operation.type === 'incident.note' &&
              !isAcknowledged(operation) &&
              operation.attempts.at(-1)?.outcome.kind === 'unknown' &&
              (operation.attempts.at(-1)?.endedAt ?? Infinity) < Infinity,
          ),
        );
        if (!one) return undefined;
        const last = one.attempts.at(-1)!;
        const there = ofOperation(drafts, one);
        const refused: Operation = {
          ...one,
          attempts: [
            ...one.attempts,
            {
              node: 'b',
              invokedAt: last.endedAt + 1,
              endedAt: last.endedAt + 2,
              outcome: { kind: 'refused', by: 'incident-closed', decided: true },
            },
          ],
        };
        return {
          history: history.map((operation) => (operation === one ? refused : operation)),
          drafts: renumbered([...drafts.filter((draft) => !there.includes(draft)), noteOf(one)]),
        };
      }),
    );
  });

  it('[E50] finds two that changed places though one was acknowledged before the other began', () => {
    expectAll(
      'order',
      kindsFound(({ drafts, history, pick }) => {
        const all = notes({ history, drafts });
        const later = pick(all);
        const earlier =
          later &&
          pick(
            all.filter(({ operation }) => acknowledgedAt(operation) < invokedAt(later.operation)),
          );
        if (!later || !earlier) return undefined;
        const [a, b] = [earlier.events[0]!, later.events[0]!];
        return {
          drafts: renumbered(drafts.map((draft) => (draft === a ? b : draft === b ? a : draft))),
        };
      }),
    );
  });

  it('[E50] finds a write that took effect on another version than the one it was decided on', () => {
    expectAll(
      'stale-write',
      kindsFound(({ history, pick }) => {
        const one = pick(
          history.filter(
            (operation) => operation.type === 'incident.change' && isAcknowledged(operation),
          ),
        );
        if (!one) return undefined;
        const stale = { ...one, expectedVersion: (one.expectedVersion ?? 0) - 1 };
        return { history: history.map((operation) => (operation === one ? stale : operation)) };
      }),
    );
  });

  it('[E50] finds a claim while another holds it', () => {
    expectAll(
      'two-holders',
      kindsFound(({ drafts, pick }) => {
        const claim = pick(drafts.filter(({ type }) => type === 'signal.claimed'));
        if (!claim) return undefined;
        const other = { ...claim, by: { kind: 'person', id: 'someone' }, commandId: 'theirs' };
        return {
          drafts: renumbered(
            drafts.flatMap((draft) => (draft === claim ? [claim, other] : [draft])),
          ),
        };
      }),
    );
  });

  it('[E50] finds half of what belongs together', () => {
    expectAll(
      'torn',
      kindsFound(({ drafts, history, pick }) => {
        const pair = pick(
          history.filter((one) => one.type === 'signal.claim' && isAcknowledged(one)),
        );
        const half = pair && ofOperation(drafts, pair)[0];
        return half && { drafts: renumbered(drafts.filter((draft) => draft !== half)) };
      }),
    );
  });

  it('[E50] finds answers that are not so: another incident, an older version, new though known', () => {
    expectAll(
      'wrong-answer',
      kindsFound(({ history, pick }) => {
        const one = pick(
          history.filter(
            (operation) => operation.type === 'incident.open' && isAcknowledged(operation),
          ),
        );
        if (!one) return undefined;
        const wrong = pick([
          { opened: 'X-9999' },
          { incident: { id: openedBy(one), version: 0 } },
        ])!;
        const attempts = one.attempts.map((attempt) =>
          attempt.outcome.kind === 'acknowledged'
            ? {
                ...attempt,
                outcome: { ...attempt.outcome, answer: { ...attempt.outcome.answer, ...wrong } },
              }
            : attempt,
        );
        return {
          history: history.map((operation) =>
            operation === one ? { ...one, attempts } : operation,
          ),
        };
      }),
    );
    expectAll(
      'wrong-answer',
      kindsFound(({ history, drafts, pick }) => {
        const one = pick(notes({ history, drafts }))?.operation;
        if (!one) return undefined;
        const endedAt = acknowledgedAt(one);
        const asNew: Operation['attempts'][number] = {
          node: 'c',
          invokedAt: endedAt + 1,
          endedAt: endedAt + 2,
          outcome: { kind: 'acknowledged', answer: { repeated: false } },
        };
        const twice = { ...one, attempts: [...one.attempts, asNew] };
        return { history: history.map((operation) => (operation === one ? twice : operation)) };
      }),
    );
  });

  it('[E50] finds what nobody asked for', () => {
    expectAll(
      'unasked',
      kindsFound(({ drafts, pick }) => {
        const note = pick(drafts.filter(({ type }) => type === 'incident.noted'));
        return note && { drafts: renumbered([...drafts, { ...note, commandId: 'nobody-knows' }]) };
      }),
    );
  });

  it('[E50] finds refusals that no moment explains', () => {
    const refusals = (by: 'not-found' | 'stale-version' | 'already-claimed', type: string) =>
      kindsFound(({ history, drafts, pick }) => {
        const end = Math.max(...history.map(acknowledgedAt).filter((at) => at < Infinity));
        const last = (aggregate: string): number =>
          drafts.filter((draft) => draft.aggregate === aggregate).at(-1)?.version ?? 0;
        const open = pick(
          history.filter((one) => one.type === 'incident.open' && isAcknowledged(one)),
        );
        if (!open) return undefined;
        const incident = openedBy(open);
        if (
          by === 'already-claimed' &&
          drafts.some(
            ({ aggregate, type: kind }) =>
              aggregate === `incident:${incident}` && kind.endsWith('claimed'),
          )
        )
          return undefined;
        const refused: Operation = {
          type,
          actor: { kind: 'person', id: 'late' },
          id: 'late',
          incident,
          ...(by === 'stale-version' ? { expectedVersion: last(`incident:${incident}`) } : {}),
          attempts: [
            {
              node: 'b',
              invokedAt: end + 100,
              endedAt: end + 101,
              outcome: { kind: 'refused', by, decided: true },
            },
          ],
        };
        return { history: [...quietAfter(history, end), refused] };
      });
    expectAll('wrong-refusal', refusals('not-found', 'incident.note'));
    expectAll('wrong-refusal', refusals('stale-version', 'incident.change'));
    expectAll('wrong-refusal', refusals('already-claimed', 'incident.claim'));
  });

  it('[E50] finds a gap, a changed byte and a version out of line in the journal itself', () => {
    const kinds = (events: ReturnType<typeof journalOf>): string[] =>
      checkHistory([], events).map(({ kind }) => kind);
    const { drafts } = correctHistory(1);
    const events = journalOf(drafts);
    const at = Math.floor(events.length / 2);
    expect(kinds(events)).toEqual([]);
    expect(kinds(events.toSpliced(at, 1))).toEqual(expect.arrayContaining(['gap', 'chain']));
    const changed = { ...events[at]!, line: events[at]!.line.replace('"via":"', '"via":"x') };
    expect(kinds(events.with(at, changed))).toEqual(['chain']);
    const jumped = drafts.with(at, { ...drafts[at]!, version: 99 });
    expect(kinds(journalOf(jumped))).toContain('version');
  });

  it('[E50] finds copies that differ, and takes one that is only shorter', () => {
    const events = journalOf(correctHistory(2).drafts);
    const other = journalOf(correctHistory(3).drafts);
    expect(
      checkCopies(
        new Map([
          ['a', events],
          ['b', events.slice(0, -3)],
          ['c', events],
        ]),
      ),
    ).toEqual([]);
    expect(
      checkCopies(
        new Map([
          ['a', events],
          ['b', [...events.slice(0, 20), ...other.slice(20)]],
        ]),
      ),
    ).toMatchObject([{ kind: 'copies-differ', message: expect.stringContaining('event 21') }]);
  });
});

/** The incident that an acknowledged opening made. */
function openedBy({ attempts }: Operation): string {
  const [opened] = attempts.flatMap(({ outcome }) =>
    outcome.kind === 'acknowledged' ? [outcome.answer.opened] : [],
  );
  if (opened === undefined) throw new Error('it was never opened');
  return opened;
}

/** Nothing of the history is still under way after a moment. */
function quietAfter(history: readonly Operation[], end: number): Operation[] {
  return history.filter((one) => invokedAt(one) <= end);
}

/** A note in an operation's name, as a server would write it for it. */
function noteOf({ actor, id, incident }: Operation): Draft {
  return {
    seq: 0,
    aggregate: `incident:${incident ?? 'X-1'}`,
    version: 0,
    type: 'incident.noted',
    at: 1_000_000,
    by: actor,
    via: 'api',
    commandId: id,
    data: { length: 1 },
    personal: null,
  };
}
