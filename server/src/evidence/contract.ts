import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { EvidenceStore, ListedFile } from './evidence-store.ts';
import { openSound } from './sound.ts';
import type { Spool, TakenIn } from './spool.ts';

export interface StoreUnderTest {
  store: EvidenceStore;
  spool: Spool;
  /** Makes the store lose or change what it holds, behind its back. */
  damage(election: string, sha256: string, bytes: Buffer | null): Promise<void>;
  close(): Promise<void>;
}

/** What holds for every store of evidence. */
export function evidenceStoreContract(name: string, make: () => Promise<StoreUnderTest>): void {
  describe(`evidence store contract: ${name}`, () => {
    let rig: StoreUnderTest;
    beforeEach(async () => {
      rig = await make();
    });
    afterEach(() => rig.close());

    async function spooled(bytes: Buffer): Promise<TakenIn> {
      const taken = await rig.spool.take(inPieces(bytes), 30_000_000);
      if (taken.kind !== 'taken') throw new Error(taken.kind);
      return taken.file;
    }

    async function keep(election: string, bytes: Buffer): Promise<string> {
      const file = await spooled(bytes);
      await rig.store.keep(election, file);
      await file.remove();
      return file.sha256;
    }

    async function read(election: string, sha256: string): Promise<Buffer | undefined> {
      const found = await rig.store.open({ election, sha256 });
      if (!found) return undefined;
      try {
        const bytes = Buffer.alloc(found.size + 1);
        const { bytesRead } = await found.handle.read(bytes, 0, bytes.length, 0);
        return bytes.subarray(0, bytesRead);
      } finally {
        await found.handle.close();
      }
    }

    async function listed(election: string): Promise<ListedFile[]> {
      const all: ListedFile[] = [];
      for await (const file of rig.store.list(election)) all.push(file);
      return all;
    }

    it('[EV1] gives back the very bytes, by their hash', async () => {
      const bytes = Buffer.alloc(3_000_001, 'evidence ');
      const sha256 = await keep('us-general', bytes);
      expect(sha256).toBe(createHash('sha256').update(bytes).digest('hex'));
      expect((await read('us-general', sha256))?.equals(bytes)).toBe(true);
    });

    it('[EV1] keeps the same bytes once, and leaves nothing in the spool', async () => {
      const first = await keep('us-general', Buffer.from('twice'));
      const again = await keep('us-general', Buffer.from('twice'));
      expect(again).toBe(first);
      expect((await listed('us-general')).map(({ sha256, size }) => [sha256, size])).toEqual([
        [first, 5],
      ]);
    });

    it('[EV1] keeps many at once', async () => {
      const hashes = await Promise.all(
        Array.from({ length: 12 }, (_, index) => keep('us-general', Buffer.from(`${index % 8}`))),
      );
      expect(new Set((await listed('us-general')).map(({ sha256 }) => sha256))).toEqual(
        new Set(hashes),
      );
    });

    it('[EV2] parts elections from each other', async () => {
      const sha256 = await keep('us-general', Buffer.from('ours'));
      expect(await read('example-city', sha256)).toBeUndefined();
      expect(await listed('example-city')).toEqual([]);
    });

    it('[EV1] knows nothing of what was never kept', async () => {
      expect(await read('us-general', 'a'.repeat(64))).toBeUndefined();
    });

    it('[EV3] refuses to make a path of anything but a hash', async () => {
      await expect(
        Promise.resolve().then(() =>
          rig.store.open({ election: 'us-general', sha256: '../../etc/passwd' }),
        ),
      ).rejects.toThrow('names no evidence');
    });

    it('[EV4] tells sound bytes from missing and from changed ones', async () => {
      const election = 'us-general';
      const sha256 = await keep(election, Buffer.from('as it was'));
      const sound = await openSound(rig.store, { election, sha256 });
      expect(sound.kind).toBe('sound');
      if (sound.kind === 'sound') await sound.file.handle.close();
      await rig.damage(election, sha256, Buffer.from('as it wasn’t'));
      expect((await openSound(rig.store, { election, sha256 })).kind).toBe('changed');
      await rig.damage(election, sha256, null);
      expect((await openSound(rig.store, { election, sha256 })).kind).toBe('missing');
    });

    it('[EV4] makes whole what was damaged, when it is kept again', async () => {
      const election = 'us-general';
      const sha256 = await keep(election, Buffer.from('as it was'));
      await rig.damage(election, sha256, Buffer.from('otherwise'));
      await keep(election, Buffer.from('as it was'));
      expect(String(await read(election, sha256))).toBe('as it was');
    });

    it('[EV5] removes what is older, and nothing newer', async () => {
      const key = { election: 'us-general', sha256: await keep('us-general', Buffer.from('x')) };
      const [file] = await listed(key.election);
      const at = file?.at ?? 0;
      expect(Math.abs(at - Date.now())).toBeLessThan(60_000);
      expect(await rig.store.removeOlder(key, at - 1000)).toBe(false);
      expect(String(await read(key.election, key.sha256))).toBe('x');
      expect(await rig.store.removeOlder(key, at + 60_000)).toBe(true);
      expect(await read(key.election, key.sha256)).toBeUndefined();
      expect(await rig.store.removeOlder(key, at + 60_000)).toBe(false);
    });

    it('[EV6] tries what it needs and leaves nothing behind', async () => {
      await rig.store.check();
      expect(await listed('us-general')).toEqual([]);
    });
  });
}

/** Bytes as a body brings them. */
export async function* inPieces(bytes: Buffer, size = 65_536): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}
