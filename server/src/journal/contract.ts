import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import type { Journal, JsonObject, StoredEvent, Unit } from './journal.ts';
import { entry, noted } from './testing/entries.ts';

/** A journal under test. */
export interface JournalRig {
  journal: Journal;
  release(): Promise<void>;
}
export type MakeJournal = (options?: { maxQueuedBytes?: number }) => Promise<JournalRig>;

function labels(events: StoredEvent[]): unknown[] {
  return events.map((event) => event.data.label);
}

/** The rules [JN1] to [JN18] and [JN43] of SPEC.md, which hold for every store. */
export function journalContract(name: string, make: MakeJournal): void {
  // Generous, for machines that do other things too: nothing in here waits for time to pass.
  describe(`${name} journal`, { timeout: 60_000 }, () => {
    const rigs: JournalRig[] = [];
    async function opened(options?: { maxQueuedBytes?: number }): Promise<Journal> {
      const rig = await make(options);
      rigs.push(rig);
      return rig.journal;
    }
    afterEach(async () => {
      for (const rig of rigs.splice(0)) await rig.release();
    });

    describe('order', () => {
      it('[JN1] numbers events from 1 without a gap, in the order they were handed in', async () => {
        const journal = await opened();
        expect(journal.head().seq).toBe(0);
        const results = await journal.append([
          { entries: [entry('a', '1'), entry('b', '2')] },
          { entries: [entry('a', '3')] },
        ]);
        expect(results).toEqual([
          { kind: 'appended', first: 1, last: 2 },
          { kind: 'appended', first: 3, last: 3 },
        ]);
        const events = await journal.readAfter(0, 10);
        expect(events.map(({ seq, aggregate, version }) => [seq, aggregate, version])).toEqual([
          [1, 'a', 1],
          [2, 'b', 1],
          [3, 'a', 2],
        ]);
        expect(journal.head().seq).toBe(3);
      });

      it('[JN1] keeps the order of callers who append in the same turn', async () => {
        const journal = await opened();
        const callers = Array.from({ length: 50 }, (_, n) =>
          journal.append([{ entries: [entry('one', String(n))] }]),
        );
        const results = (await Promise.all(callers)).flat();
        expect(results.map((result) => result.kind === 'appended' && result.first)).toEqual(
          Array.from({ length: 50 }, (_, n) => n + 1),
        );
        expect(labels(await journal.readAfter(0, 100))).toEqual(
          Array.from({ length: 50 }, (_, n) => String(n)),
        );
      });

      it('[JN1] answers an append of nothing with nothing', async () => {
        const journal = await opened();
        expect(await journal.append([])).toEqual([]);
        expect(journal.head().seq).toBe(0);
      });

      it('[JN2] changes the head hash with every event', async () => {
        const journal = await opened();
        const seen = new Set([journal.head().hash]);
        for (const label of ['1', '1', '1']) {
          await journal.append([{ entries: [entry('a', label)] }]);
          seen.add(journal.head().hash);
        }
        expect(seen.size).toBe(4);
      });

      it('[JN3] reads at most as many as asked for, from where asked', async () => {
        const journal = await opened();
        await journal.append([{ entries: ['1', '2', '3', '4'].map((label) => entry('a', label)) }]);
        expect(labels(await journal.readAfter(1, 2))).toEqual(['2', '3']);
        expect(await journal.readAfter(4, 2)).toEqual([]);
        expect(await journal.readAfter(99, 2)).toEqual([]);
      });

      it('[JN3] reads one aggregate by version, from where asked', async () => {
        const journal = await opened();
        await journal.append([
          { entries: [entry('a', 'a1'), entry('b', 'b1'), entry('a', 'a2'), entry('a', 'a3')] },
        ]);
        expect(labels(await journal.readAggregate('a'))).toEqual(['a1', 'a2', 'a3']);
        expect(labels(await journal.readAggregate('a', { afterVersion: 1, limit: 1 }))).toEqual([
          'a2',
        ]);
        expect(await journal.readAggregate('none')).toEqual([]);
      });
    });

    describe('units', () => {
      it('[JN4] refuses a stale version and writes nothing of that unit', async () => {
        const journal = await opened();
        await journal.append([{ entries: [entry('a', 'first')] }]);
        const results = await journal.append([
          { entries: [entry('b', 'lost'), entry('a', 'lost', { expectedVersion: 0 })] },
          { entries: [entry('b', 'kept', { expectedVersion: 0 })] },
        ]);
        expect(results).toEqual([
          { kind: 'conflict', aggregate: 'a', expected: 0, actual: 1 },
          { kind: 'appended', first: 2, last: 2 },
        ]);
        expect(labels(await journal.readAfter(0, 10))).toEqual(['first', 'kept']);
      });

      it('[JN4] lets exactly one of many win who expect the same version', async () => {
        const journal = await opened();
        await journal.append([{ entries: [entry('a', 'opened')] }]);
        const results = await Promise.all(
          Array.from({ length: 20 }, (_, n) =>
            journal.append([{ entries: [entry('a', String(n), { expectedVersion: 1 })] }]),
          ),
        );
        const kinds = results.flat().map((result) => result.kind);
        expect(kinds.filter((kind) => kind === 'appended')).toHaveLength(1);
        expect(kinds.filter((kind) => kind === 'conflict')).toHaveLength(19);
        expect(journal.head().seq).toBe(2);
      });

      it('[JN5] lets later entries see the version that earlier ones made', async () => {
        const journal = await opened();
        const results = await journal.append([
          {
            entries: [
              entry('a', '1', { expectedVersion: 0 }),
              entry('a', '2', { expectedVersion: 1 }),
            ],
          },
          { entries: [entry('a', '3', { expectedVersion: 2 })] },
        ]);
        expect(results.map(({ kind }) => kind)).toEqual(['appended', 'appended']);
      });

      it('[JN6] answers a repeated key with the first result and writes nothing', async () => {
        const journal = await opened();
        const unit: Unit = { key: 'k', entries: [entry('a', '1'), entry('a', '2')] };
        expect(await journal.append([unit])).toEqual([{ kind: 'appended', first: 1, last: 2 }]);
        expect(await journal.append([unit])).toEqual([{ kind: 'repeated', first: 1, last: 2 }]);
        expect(journal.head().seq).toBe(2);
        expect(await journal.keyed('k')).toEqual({ first: 1, last: 2 });
        expect(await journal.keyed('other')).toBeUndefined();
      });

      it('[JN6] writes a key once however often it comes in one batch and in parallel', async () => {
        const journal = await opened();
        const unit: Unit = { key: 'k', entries: [entry('a', '1')] };
        const results = await Promise.all(
          Array.from({ length: 10 }, () => journal.append([unit, unit, unit])),
        );
        const kinds = results.flat().map((result) => result.kind);
        expect(kinds.filter((kind) => kind === 'appended')).toHaveLength(1);
        expect(kinds.filter((kind) => kind === 'repeated')).toHaveLength(29);
        expect(journal.head().seq).toBe(1);
      });

      it('[JN6] leaves the key of a refused unit free', async () => {
        const journal = await opened();
        const stale = { key: 'k', entries: [entry('a', '1', { expectedVersion: 7 })] };
        expect((await journal.append([stale]))[0]?.kind).toBe('conflict');
        expect((await journal.append([{ key: 'k', entries: [entry('a', '1')] }]))[0]?.kind).toBe(
          'appended',
        );
      });

      it('[JN6] tells keys apart that differ only past a NUL or in a lone surrogate', async () => {
        const journal = await opened();
        const keys = ['k\0a', 'k\0b', 'k', '\ud800', '\ud801', '\ufffd', '\\u0000'];
        await journal.append(keys.map((key) => ({ key, entries: [entry(key, 'x')] })));
        expect(journal.head().seq).toBe(keys.length);
        expect(await Promise.all(keys.map((key) => journal.keyed(key)))).toEqual(
          keys.map((_, n) => ({ first: n + 1, last: n + 1 })),
        );
        const events = await journal.readAfter(0, 10);
        expect(events.map(({ aggregate, version }) => [aggregate, version])).toEqual(
          keys.map((key) => [key, 1]),
        );
      });

      it('[JN7] refuses a unit without entries, and an event without a time, as a mistake of the caller', async () => {
        const journal = await opened();
        await expect(journal.append([{ entries: [] }])).rejects.toThrow(TypeError);
        const timeless = { aggregate: 'a', event: noted('x', { at: Number.NaN }) };
        await expect(journal.append([{ entries: [timeless] }])).rejects.toThrow(TypeError);
        expect(journal.head().seq).toBe(0);
      });
    });

    describe('what is kept', () => {
      it('[JN8] reads back every field as it was written', async () => {
        const journal = await opened();
        const event = noted('x', { commandId: 'c1', personal: { text: 'her name' } });
        await journal.append([{ entries: [{ aggregate: 'incident:1', event }] }]);
        expect(await journal.readAfter(0, 1)).toEqual([
          { seq: 1, aggregate: 'incident:1', version: 1, erased: false, ...event },
        ]);
      });

      it('[JN8] keeps an event as it was when handed in, whatever the caller does to it later', async () => {
        const journal = await opened();
        const data: JsonObject = { label: 'before' };
        const written = journal.append([
          { entries: [{ aggregate: 'a', event: noted('x', { data }) }] },
        ]);
        data.label = 'after';
        await written;
        expect(labels(await journal.readAfter(0, 1))).toEqual(['before']);
      });

      it('[JN9] round-trips NUL, lone surrogates, __proto__ and any other string and JSON', async () => {
        const journal = await opened();
        const anyString = fc.string({ unit: 'binary', maxLength: 50 });
        await fc.assert(
          fc.asyncProperty(
            anyString,
            fc.dictionary(anyString, fc.jsonValue({ maxDepth: 3 })),
            fc.dictionary(anyString, anyString),
            async (text, data, personal) => {
              const sent = JSON.parse(JSON.stringify({ data, personal })) as {
                data: JsonObject;
                personal: JsonObject;
              };
              const event = noted('', { ...sent, type: text, via: text });
              const [result] = await journal.append([{ entries: [{ aggregate: text, event }] }]);
              const seq = result?.kind === 'appended' ? result.first : 0;
              const [read] = await journal.readAfter(seq - 1, 1);
              expect(read).toMatchObject({ aggregate: text, type: text, via: text });
              expect(read?.data).toEqual(sent.data);
              expect(read?.personal).toEqual(sent.personal);
              const all = await journal.readAggregate(text);
              expect(all.at(-1)).toEqual(read);
            },
          ),
          { numRuns: 50 },
        );
        const nasty = JSON.parse(
          '{"__proto__":{"x":"\\u0000\\ud800"},"":"\\udfff\\u0000"}',
        ) as JsonObject;
        const [result] = await journal.append([
          { entries: [{ aggregate: 'n', event: noted('', { data: nasty, personal: nasty }) }] },
        ]);
        const [read] = await journal.readAfter(
          (result?.kind === 'appended' ? result.first : 0) - 1,
          1,
        );
        expect(JSON.stringify([read?.data, read?.personal])).toBe(JSON.stringify([nasty, nasty]));
      });

      it('[JN9] round-trips an event of 64 kB', async () => {
        const journal = await opened();
        const big = { text: `é\0${'x'.repeat(65_536)}` };
        await journal.append([
          { entries: [{ aggregate: 'a', event: noted('', { data: big, personal: big }) }] },
        ]);
        const [read] = await journal.readAfter(0, 1);
        expect(read?.data).toEqual(big);
        expect(read?.personal).toEqual(big);
      });
    });

    describe('following', () => {
      it('[JN10] hands over what is there first and then what comes, in order and once', async () => {
        const journal = await opened();
        await journal.append([{ entries: [entry('a', '1'), entry('a', '2')] }]);
        const got: number[] = [];
        const stop = await journal.subscribe(1, (events) =>
          got.push(...events.map(({ seq }) => seq)),
        );
        await journal.append([{ entries: [entry('a', '3')] }]);
        await journal.append([{ entries: [entry('b', '4')] }]);
        stop();
        await journal.append([{ entries: [entry('b', '5')] }]);
        expect(got).toEqual([2, 3, 4]);
      });

      it('[JN10] misses and repeats nothing that is written while it catches up', async () => {
        const journal = await opened();
        const many = (count: number) =>
          Array.from({ length: count }, (_, n) => ({ entries: [entry('a', String(n))] }));
        await journal.append(many(11_000));
        const got: number[] = [];
        const pages: number[] = [];
        const writing: Array<Promise<unknown>> = [];
        await journal.subscribe(0, (events) => {
          got.push(...events.map(({ seq }) => seq));
          pages.push(events.length);
          if (writing.length < 5) writing.push(journal.append(many(10)));
        });
        await Promise.all(writing);
        expect(got).toEqual(Array.from({ length: journal.head().seq }, (_, n) => n + 1));
        expect(got.length).toBe(11_050);
        expect(Math.max(...pages)).toBeLessThanOrEqual(5000);
      });

      it('[JN11] tells followers after the commit and before the writer hears of it', async () => {
        const journal = await opened();
        const order: string[] = [];
        await journal.subscribe(0, ([event]) => {
          order.push(`told ${event?.seq}, head ${journal.head().seq}`);
        });
        await journal.append([{ entries: [entry('a', '1')] }]).then(() => order.push('answered'));
        expect(order).toEqual(['told 1, head 1', 'answered']);
      });

      it('[JN11] hands followers the same events that a reader gets', async () => {
        const journal = await opened();
        const got: StoredEvent[] = [];
        await journal.subscribe(0, (events) => got.push(...events));
        const odd = {
          missing: undefined,
          when: new Date(0),
          nan: Number.NaN,
        } as unknown as JsonObject;
        await journal.append([
          {
            entries: [
              entry('a', '1'),
              { aggregate: 'b', event: noted('', { data: odd, personal: odd }) },
            ],
          },
        ]);
        expect(got).toHaveLength(2);
        expect(got).toStrictEqual(await journal.readAfter(0, 10));
      });

      it('[JN11] keeps the order for everyone when a follower appends from within', async () => {
        const journal = await opened();
        const second: number[] = [];
        let chained: Promise<unknown> | undefined;
        await journal.subscribe(0, () => {
          chained ??= journal.append([{ entries: [entry('a', 'answer')] }]);
        });
        await journal.subscribe(0, (events) => second.push(...events.map(({ seq }) => seq)));
        await journal.append([{ entries: [entry('a', 'question')] }]);
        await chained;
        expect(second).toEqual([1, 2]);
      });

      it('[JN12] refuses to follow from beyond the end', async () => {
        const journal = await opened();
        await expect(journal.subscribe(1, () => undefined)).rejects.toThrow(RangeError);
      });
    });

    describe('being up to date', () => {
      it('[JN43] has delivered, once caught up, all that anyone was acknowledged before', async () => {
        const journal = await opened();
        const got: number[] = [];
        await journal.subscribe(0, (events) => got.push(...events.map(({ seq }) => seq)));
        await journal.caughtUp();
        await journal.append([{ entries: [entry('a', '1'), entry('a', '2')] }]);
        await Promise.all([journal.caughtUp(), journal.caughtUp(), journal.caughtUp()]);
        expect(got).toEqual([1, 2]);
        expect(journal.head().seq).toBe(2);
      });

      it('[JN43] says that it is live, and once closed refuses to catch up', async () => {
        const journal = await opened();
        await journal.append([{ entries: [entry('a', '1')] }]);
        expect(journal.live()).toBe(true);
        await journal.close();
        await expect(journal.caughtUp()).rejects.toMatchObject({
          name: 'JournalUnavailable',
          kind: 'closed',
        });
      });
    });

    describe('snapshots', () => {
      it('[JN13] gives back the newest of the format asked for', async () => {
        const journal = await opened();
        await journal.append([{ entries: ['1', '2', '3'].map((label) => entry('a', label)) }]);
        expect(await journal.loadSnapshot(1)).toBeUndefined();
        for (const seq of [1, 3, 2]) {
          await journal.saveSnapshot({ seq, format: 1, bytes: Uint8Array.of(seq, 0, 10, 255) });
        }
        await journal.saveSnapshot({ seq: 2, format: 2, bytes: Uint8Array.of(9) });
        expect(await journal.loadSnapshot(1)).toEqual({
          seq: 3,
          format: 1,
          bytes: Uint8Array.of(3, 0, 10, 255),
        });
        expect((await journal.loadSnapshot(2))?.seq).toBe(2);
        expect(await journal.loadSnapshot(3)).toBeUndefined();
      });

      it('[JN13] refuses a snapshot of what is not written yet', async () => {
        const journal = await opened();
        const early = { seq: 1, format: 1, bytes: Uint8Array.of(1) };
        await expect(journal.saveSnapshot(early)).rejects.toThrow(RangeError);
      });
    });

    describe('erasure', () => {
      async function withPersonal(): Promise<Journal> {
        const journal = await opened();
        const personal = { text: 'her name' };
        await journal.append([
          {
            entries: [
              entry('a', '1'),
              { aggregate: 'a', event: noted('2', { personal }) },
              { aggregate: 'a', event: noted('3', { personal }) },
            ],
          },
        ]);
        return journal;
      }

      it('[JN14] erases personal text for good and says so on the event', async () => {
        const journal = await withPersonal();
        expect(await journal.erasePersonal([1, 2, 2, 99])).toBe(1);
        expect(await journal.erasePersonal([2])).toBe(0);
        expect(await journal.erasePersonal([])).toBe(0);
        for (const events of [await journal.readAfter(0, 9), await journal.readAggregate('a')]) {
          expect(events.map(({ personal, erased }) => [personal?.text ?? null, erased])).toEqual([
            [null, false],
            [null, true],
            ['her name', false],
          ]);
        }
      });

      it('[JN14] leaves the chain as it was', async () => {
        const journal = await withPersonal();
        const before = journal.head();
        await journal.erasePersonal([2, 3]);
        expect(journal.head()).toEqual(before);
      });

      it('[JN15] drops the snapshots that may still hold the text', async () => {
        const journal = await withPersonal();
        await journal.saveSnapshot({ seq: 1, format: 1, bytes: Uint8Array.of(1) });
        await journal.saveSnapshot({ seq: 2, format: 2, bytes: Uint8Array.of(1) });
        await journal.saveSnapshot({ seq: 3, format: 3, bytes: Uint8Array.of(1) });
        await journal.erasePersonal([2]);
        expect((await journal.loadSnapshot(1))?.seq).toBe(1);
        expect(await journal.loadSnapshot(2)).toBeUndefined();
        expect(await journal.loadSnapshot(3)).toBeUndefined();
      });
    });

    describe('limits', () => {
      it('[JN16] refuses as overloaded what its queue has no room for, and takes it later', async () => {
        const journal = await opened({ maxQueuedBytes: 10_000 });
        const unit = { entries: [entry('a', 'x'.repeat(4000))] };
        const results = await Promise.allSettled([1, 2, 3].map(() => journal.append([unit])));
        expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected']);
        expect(results[1]).toMatchObject({
          reason: { name: 'JournalUnavailable', kind: 'overloaded' },
        });
        expect((await journal.append([unit]))[0]).toMatchObject({ kind: 'appended', first: 2 });
      });

      it('[JN17] finishes what was handed in before it closes, and refuses what comes after', async () => {
        const journal = await opened();
        expect(journal.status()).toEqual({ writable: true });
        const written = journal.append([{ entries: [entry('a', '1')] }]);
        await journal.close();
        expect((await written)[0]?.kind).toBe('appended');
        expect(journal.status().writable).toBe(false);
        const closed = { name: 'JournalUnavailable', kind: 'closed' };
        await expect(journal.append([{ entries: [entry('a', '2')] }])).rejects.toMatchObject(
          closed,
        );
        await expect(journal.readAfter(0, 1)).rejects.toMatchObject(closed);
        await expect(journal.close()).resolves.toBeUndefined();
      });
    });

    it('[JN18] behaves like a plain list under any mix of parallel callers', async () => {
      const aggregate = fc.constantFrom('a', 'b', 'c');
      const someEntry = fc.record({
        aggregate,
        expectedVersion: fc.option(fc.nat({ max: 4 }), { nil: undefined }),
      });
      const someUnit = fc.record({
        key: fc.option(fc.constantFrom('k1', 'k2', 'k3'), { nil: undefined }),
        entries: fc.array(someEntry, { minLength: 1, maxLength: 3 }),
      });
      /** Turns of callers; in each turn several append at once, each several units. */
      const someTurns = fc.array(fc.array(fc.array(someUnit, { maxLength: 3 }), { maxLength: 4 }), {
        maxLength: 4,
      });
      await fc.assert(
        fc.asyncProperty(someTurns, async (turns) => {
          const rig = await make();
          try {
            const list = plainList();
            const heard: StoredEvent[] = [];
            await rig.journal.subscribe(0, (events) => heard.push(...events));
            for (const callers of turns) {
              const asUnits = callers.map((units) => units.map(unitOf));
              const expected = asUnits.map((units) => units.map(list.append));
              const actual = await Promise.all(asUnits.map((units) => rig.journal.append(units)));
              expect(actual).toEqual(expected);
            }
            const events = await rig.journal.readAfter(0, 1000);
            expect(events.map(({ aggregate: of, version }) => [of, version])).toEqual(list.written);
            expect(events.map(({ seq }) => seq)).toEqual(list.written.map((_, n) => n + 1));
            expect(heard).toEqual(events);
          } finally {
            await rig.release();
          }
        }),
        { numRuns: 30 },
      );
    });
  });
}

interface DrawnUnit {
  key?: string | undefined;
  entries: Array<{ aggregate: string; expectedVersion?: number | undefined }>;
}

function unitOf({ key, entries }: DrawnUnit): Unit {
  return {
    ...(key !== undefined && { key }),
    entries: entries.map(({ aggregate, expectedVersion }) =>
      entry(aggregate, 'x', expectedVersion === undefined ? {} : { expectedVersion }),
    ),
  };
}

/** The rules once more, as plainly as can be, to hold the journal against. */
function plainList() {
  const written: Array<[string, number]> = [];
  const keys = new Map<string, { first: number; last: number }>();
  const versionOf = (aggregate: string) => written.filter(([of]) => of === aggregate).length;

  function append({ key, entries }: Unit) {
    const earlier = key === undefined ? undefined : keys.get(key);
    if (earlier) return { kind: 'repeated', ...earlier };
    const length = written.length;
    for (const { aggregate, expectedVersion } of entries) {
      const actual = versionOf(aggregate);
      if (expectedVersion !== undefined && expectedVersion !== actual) {
        written.length = length;
        return { kind: 'conflict', aggregate, expected: expectedVersion, actual };
      }
      written.push([aggregate, actual + 1]);
    }
    const range = { first: length + 1, last: written.length };
    if (key !== undefined) keys.set(key, range);
    return { kind: 'appended', ...range };
  }

  return { written, append };
}
