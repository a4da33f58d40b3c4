import type { CopyMark } from './accounts-copy.ts';
import type { Loaded } from './redis-answers.ts';

/** What a node has seen: up to where no failover can take it back, and how many records it holds. */
export interface Held extends CopyMark {
  /** Of `version`; '' where it is not known. */
  stamp: string;
  records: number;
  /** False where nothing of this epoch is known to be safe yet. */
  isSafe: boolean;
}

/** What Redis lacks of what this node has seen, in words for the operator; null when it lacks nothing. */
export function missingIn(loaded: Loaded | undefined, held: Held): string | null {
  const restore = `This node keeps the last state (${held.records} records) and changes nothing. Run "warroom restore --all" on the node whose copy is newest; everything then goes on by itself.`;
  if (!loaded) return `Redis came back without the accounts. ${restore}`;
  if (loaded.id !== held.id)
    return `Redis holds other accounts than those this node knows. ${restore} If other accounts are meant, stop this node and move accounts-copy.db out of its data directory.`;
  if (loaded.epoch !== held.epoch)
    return loaded.version === 0 && held.records > 0
      ? `The accounts in Redis were begun anew and are still empty. ${restore}`
      : null;
  if (!held.isSafe) return null;
  const older = loaded.version < held.version;
  const other = loaded.kept !== '' && held.stamp !== '' && loaded.kept !== held.stamp;
  return older || other
    ? `Redis came back with older accounts (change ${loaded.version}; this node has seen ${held.version}). ${restore}`
    : null;
}

/** Whether these accounts may be begun anew from a copy. Throws for what must not be overwritten. */
export function mayRestore(loaded: Loaded | undefined, copy: CopyMark): boolean {
  if (!loaded) return true;
  if (loaded.id === copy.id) {
    // Begun and not filled: an earlier try broke off.
    if (loaded.version === 0) return false;
    if (loaded.version < copy.version) return true;
    throw new Error(
      `Redis has these accounts (change ${loaded.version}) as new as the copy (change ${copy.version}); nothing was restored.`,
    );
  }
  const people = loaded.records.filter(({ kind }) => kind === 'person').length;
  if (people === 0) return true;
  throw new Error(
    `Redis holds other accounts, with ${people} people; nothing was changed. Restore into an empty Redis, or give STORE another ?prefix=.`,
  );
}
