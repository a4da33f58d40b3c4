import { createHash } from 'node:crypto';
import type { EvidenceKey, EvidenceStore, KeptFile } from './evidence-store.ts';

export type Found =
  | { kind: 'sound'; file: KeptFile }
  | { kind: 'missing' }
  /** There is something, and it is not what was kept. */
  | { kind: 'changed'; size: number };

/** Opens a file only after all its bytes were hashed again and are those that were kept. */
export async function openSound(store: EvidenceStore, key: EvidenceKey): Promise<Found> {
  const file = await store.open(key);
  if (!file) return { kind: 'missing' };
  try {
    const hash = createHash('sha256');
    const buffer = Buffer.allocUnsafe(262_144);
    for (let at = 0; ;) {
      const { bytesRead } = await file.handle.read(buffer, 0, buffer.length, at);
      if (bytesRead === 0) break;
      hash.update(buffer.subarray(0, bytesRead));
      at += bytesRead;
    }
    if (hash.digest('hex') === key.sha256) return { kind: 'sound', file };
    await file.handle.close();
    return { kind: 'changed', size: file.size };
  } catch (error) {
    await file.handle.close();
    throw error;
  }
}
