import { afterEach, describe, expect, it } from 'vitest';
import { displayOf } from './displays.ts';
import { drop, put, type PersonRecord, type RecordChanged } from './records.ts';
import type { AccountStore } from './store.ts';
import { touchesOf } from './touches.ts';

/** A place where accounts can be opened several times, as by several processes. */
export interface StorePlace {
  open(): Promise<AccountStore>;
  remove(): Promise<void>;
}

const person = (id: string, name = id): PersonRecord => ({
  id,
  name,
  email: `${id}@example.org`,
  passwordHash: null,
  admin: false,
  disabled: false,
  memberships: [],
  createdAt: 1,
});

/** The rules that every account store keeps; each store's test calls this with a way to make places. */
export function accountStoreContract(name: string, newPlace: () => Promise<StorePlace>): void {
  describe(`${name} keeps the contract of account stores`, () => {
    const open: AccountStore[] = [];
    const places: StorePlace[] = [];
    afterEach(async () => {
      for (const store of open.splice(0)) await store.close();
      for (const place of places.splice(0)) await place.remove();
    });
    async function place(): Promise<() => Promise<AccountStore>> {
      const made = await newPlace();
      places.push(made);
      return async () => {
        const store = await made.open();
        open.push(store);
        return store;
      };
    }
    const add = (store: AccountStore, id: string) =>
      store.transact(() => ({ changes: [put('person', person(id))], value: id }));

    it('[AC1] has what was written, also when it is opened again', async () => {
      const opened = await place();
      const store = await opened();
      expect(await add(store, 'ana')).toBe('ana');
      expect(store.state.person.get('ana')?.email).toBe('ana@example.org');
      await store.transact(() => ({
        changes: [put('person', person('ana', 'Ana B.')), put('person', person('ben'))],
        value: null,
      }));
      await store.transact(() => ({ changes: [drop('person', 'ben')], value: null }));
      await store.close();
      open.length = 0;
      const again = await opened();
      expect([...again.state.person.values()]).toEqual([person('ana', 'Ana B.')]);
    });

    it('[AC26] reads displays of earlier versions, with what they did not have yet as it was meant then', async () => {
      const opened = await place();
      const store = await opened();
      const earlier = {
        id: 'd-1',
        election: 'us',
        name: 'North wall',
        clearance: 'AMBER',
        redaction: 'names',
        diagonalInch: 65,
        farthestSeatM: 7,
        theme: 'dark',
        scenes: ['map'],
        pairedAt: 1,
        pairedBy: 'ana',
        secretHash: null,
        rotatedAt: 1,
        previous: null,
        lastReport: null,
      } as const;
      await store.transact(() => ({
        changes: [put('display', { ...earlier, scenes: [...earlier.scenes] })],
        value: null,
      }));
      const read = (await opened()).state.display.get('d-1');
      expect(
        read &&
          displayOf(
            read,
            touchesOf(() => 2),
          ),
      ).toMatchObject({
        name: 'North wall',
        scenes: ['map'],
        group: null,
        sound: false,
        profile: 'far',
        visitorSince: null,
      });
    });

    it('[AC1] writes nothing when the work throws, and goes on', async () => {
      const store = await (await place())();
      await expect(
        store.transact(() => {
          throw new Error('no');
        }),
      ).rejects.toThrow('no');
      expect(store.state.person.size).toBe(0);
      await add(store, 'ana');
      expect(store.state.person.size).toBe(1);
    });

    it('[AC2] runs work on what another process wrote, without having been refreshed', async () => {
      const opened = await place();
      const [one, two] = [await opened(), await opened()];
      await add(one, 'ana');
      expect(two.state.person.size).toBe(0);
      const seen = await two.transact((state) => ({ changes: [], value: state.person.size }));
      expect(seen).toBe(1);
      expect(two.state.person.size).toBe(1);
    });

    it('[AC2] lets only one of two processes win a race for the same thing', async () => {
      const opened = await place();
      const stores = [await opened(), await opened()];
      const first = (store: AccountStore, id: string) =>
        store.transact((state) =>
          state.person.size === 0
            ? { changes: [put('person', person(id))], value: true }
            : { changes: [], value: false },
        );
      const won = await Promise.all(
        stores.flatMap((store, index) => [first(store, `a${index}`), first(store, `b${index}`)]),
      );
      expect(won.filter(Boolean)).toHaveLength(1);
    });

    it('[AC2] tells of every change once, its own and others’, with what was there before', async () => {
      const opened = await place();
      const [one, two] = [await opened(), await opened()];
      const told: [string, RecordChanged][] = [];
      one.onChanged((changes) =>
        told.push(...changes.map((change): [string, RecordChanged] => ['one', change])),
      );
      two.onChanged((changes) =>
        told.push(...changes.map((change): [string, RecordChanged] => ['two', change])),
      );
      await add(one, 'ana');
      await two.refresh();
      await two.refresh();
      await two.transact(() => ({
        changes: [put('person', person('ana', 'Ana B.'))],
        value: null,
      }));
      await one.refresh();
      await one.transact(() => ({ changes: [drop('person', 'ana')], value: null }));
      await two.refresh();
      expect(
        told.map(([who, change]) => [
          who,
          (change.before as PersonRecord | undefined)?.name,
          (change.after as PersonRecord | undefined)?.name,
        ]),
      ).toEqual([
        ['one', undefined, 'ana'],
        ['two', undefined, 'ana'],
        ['two', 'ana', 'Ana B.'],
        ['one', 'ana', 'Ana B.'],
        ['one', 'Ana B.', undefined],
        ['two', 'Ana B.', undefined],
      ]);
    });

    it('[AC2] keeps the object of a record that did not change', async () => {
      const opened = await place();
      const [one, two] = [await opened(), await opened()];
      await add(one, 'ana');
      const before = one.state.person.get('ana');
      await add(two, 'ben');
      await one.refresh();
      expect(one.state.person.size).toBe(2);
      expect(one.state.person.get('ana')).toBe(before);
    });
  });
}
