import { createStore } from 'zustand/vanilla';

/** A note that is not sent yet. */
export interface Draft {
  text: string;
  /** Local time at which it was last kept, epoch ms. */
  savedAt: number;
  /** What it was meant for, when a command that carried it was refused. */
  meantFor: string | null;
  /** Set when it is not known whether the note was written: sent unchanged under this id, it is not doubled. */
  commandId?: string | undefined;
}

const PREFIX = 'warroom.note.';
const KEEP_DAYS = 14;

/** Notes being written, one an incident, kept on this machine so that a reload loses nothing. */
export const draftStore = createStore<{ drafts: ReadonlyMap<string, Draft> }>(() => ({
  drafts: new Map(),
}));

function keyOf(election: string, incident: string): string {
  return `${PREFIX}${election}.${incident}`;
}

/** The draft of an incident, from memory or this machine's storage. */
export function readDraft(election: string, incident: string): Draft | null {
  const key = keyOf(election, incident);
  const known = draftStore.getState().drafts.get(key);
  if (known) return known;
  try {
    const stored = JSON.parse(localStorage.getItem(key) ?? 'null') as Partial<Draft> | null;
    if (typeof stored?.text !== 'string' || typeof stored.savedAt !== 'number') return null;
    const { text, savedAt, meantFor = null, commandId } = stored;
    return { text, savedAt, meantFor, commandId };
  } catch {
    // Storage may be forbidden or hold something else.
    return null;
  }
}

/** Keeps a draft; an empty text forgets it. */
export function writeDraft(
  election: string,
  incident: string,
  text: string,
  meantFor: string | null = null,
  commandId?: string,
): void {
  const key = keyOf(election, incident);
  const drafts = new Map(draftStore.getState().drafts);
  const draft: Draft = { text, savedAt: Date.now(), meantFor, commandId };
  if (text === '') drafts.delete(key);
  else drafts.set(key, draft);
  draftStore.setState({ drafts });
  try {
    if (text === '') localStorage.removeItem(key);
    else localStorage.setItem(key, JSON.stringify(draft));
  } catch {
    // Full or forbidden: kept in memory for this page.
  }
}

/** Forgets drafts that nobody came back to for two weeks. */
export function sweepDrafts(now: number): void {
  try {
    for (const key of Object.keys(localStorage).filter((one) => one.startsWith(PREFIX))) {
      const stored = JSON.parse(localStorage.getItem(key) ?? '{}') as Partial<Draft>;
      if (now - (stored.savedAt ?? 0) > KEEP_DAYS * 86_400_000) localStorage.removeItem(key);
    }
  } catch {
    // Nothing to sweep where there is no storage.
  }
}
