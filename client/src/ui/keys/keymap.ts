/** A part of the help sheet and the page of keys. */
export type KeyGroup = 'queue' | 'work' | 'everywhere';

interface KeyActionWords {
  group: KeyGroup;
  words: string;
  /** As written in `Key`: `j`, `shift+j`, `mod+a`; two in turn with a blank between: `g t`. */
  key: string;
}

/** Everything that a key can be given to, with the key that it has unless someone changes it. */
export const KEY_ACTIONS = {
  'move-down': { group: 'queue', words: 'move down', key: 'j' },
  'move-up': { group: 'queue', words: 'move up', key: 'k' },
  'extend-down': { group: 'queue', words: 'extend the selection down', key: 'shift+j' },
  'extend-up': { group: 'queue', words: 'extend the selection up', key: 'shift+k' },
  select: { group: 'queue', words: 'select', key: 'x' },
  'select-loaded': { group: 'queue', words: 'select all loaded', key: 'mod+a' },
  'select-matching': { group: 'queue', words: 'then all that match', key: 'shift+a' },
  'show-new': { group: 'queue', words: 'show what is new', key: '.' },
  search: { group: 'queue', words: 'search', key: '/' },
  'next-batch': { group: 'queue', words: 'next batch of signals', key: 'b' },
  'give-back': { group: 'queue', words: 'give back the rest of the batch', key: 'shift+b' },
  acknowledge: { group: 'work', words: 'acknowledge and claim; claim a signal', key: '1' },
  merge: { group: 'work', words: 'merge into…; link a signal to…', key: '2' },
  dismiss: { group: 'work', words: 'dismiss with reason', key: '3' },
  escalate: { group: 'work', words: 'escalate', key: '4' },
  forward: { group: 'work', words: 'the next state: confirm, resolve, close', key: 'r' },
  reopen: { group: 'work', words: 'reopen', key: 'alt+r' },
  assign: { group: 'work', words: 'assign', key: 'a' },
  'assign-me': { group: 'work', words: 'assign to me', key: 'i' },
  severity: { group: 'work', words: 'severity', key: 's' },
  veracity: { group: 'work', words: 'veracity', key: 'v' },
  labels: { group: 'work', words: 'labels: category and tags', key: 'l' },
  snooze: { group: 'work', words: 'snooze until a time or a condition; wake', key: 'h' },
  note: { group: 'work', words: 'note', key: 'c' },
  push: { group: 'work', words: 'push to walls; with nothing open, all of walls', key: 'p' },
  unveil: { group: 'work', words: 'show or veil what may distress', key: 'u' },
  undo: { group: 'work', words: 'undo', key: 'z' },
  new: { group: 'work', words: 'new signal; open an incident from signals', key: 'n' },
  palette: { group: 'everywhere', words: 'every command', key: 'mod+k' },
  'go-triage': { group: 'everywhere', words: 'to triage: undecided signals', key: 'g t' },
  'go-board': { group: 'everywhere', words: 'to the board: what is open', key: 'g b' },
  'go-mine': { group: 'everywhere', words: 'to mine', key: 'g m' },
  'go-handover': { group: 'everywhere', words: 'to the handover', key: 'g h' },
  'go-roster': { group: 'everywhere', words: 'to the roster', key: 'g r' },
  'go-figures': { group: 'everywhere', words: 'to the figures', key: 'g f' },
  'go-wall': { group: 'everywhere', words: 'to the wall', key: 'g w' },
  'go-walls': { group: 'everywhere', words: 'to the displays and what they show', key: 'g d' },
  help: { group: 'everywhere', words: 'all keys', key: '?' },
} as const satisfies Record<string, KeyActionWords>;
export type KeyAction = keyof typeof KEY_ACTIONS;

export const KEY_ACTION_IDS = Object.keys(KEY_ACTIONS) as readonly KeyAction[];

export const KEY_GROUPS: readonly { id: KeyGroup; title: string }[] = [
  { id: 'queue', title: 'Queue' },
  { id: 'work', title: 'Incident or signal' },
  { id: 'everywhere', title: 'Everywhere' },
];

/** Keys that belong to lists, dialogs and the browser, and are nobody's to give away. */
export const FIXED_KEYS: readonly { key: string; words: string }[] = [
  { key: 'enter', words: 'open; do what is shown for the selected' },
  { key: 'space', words: 'peek' },
  { key: 'escape', words: 'close, clear, back' },
  { key: 'up', words: 'move up, in a list' },
  { key: 'down', words: 'move down, in a list' },
];

/** What a person changed: another key, or null where the action has none. What isn't in it is as usual. */
export type OwnKeys = Readonly<Partial<Record<KeyAction, string | null>>>;

/** The key of an action as a person has it; undefined where it was switched off. */
export function keyOf(own: OwnKeys, action: KeyAction): string | undefined {
  const mine = own[action];
  return mine === undefined ? KEY_ACTIONS[action].key : (mine ?? undefined);
}

/** Whether a key is one that typing produces: those can be turned off together (WCAG 2.1.4). */
export function isSingleCharacter(key: string): boolean {
  return !/(^|\s)(mod|alt)\+/.test(key);
}

/** What each key does, as a person has them, or those of some actions; `starts` are the first keys of two in turn. */
export function boundKeys(
  own: OwnKeys,
  ids: readonly KeyAction[] = KEY_ACTION_IDS,
): {
  actions: ReadonlyMap<string, KeyAction>;
  starts: ReadonlySet<string>;
} {
  const actions = new Map<string, KeyAction>();
  const starts = new Set<string>();
  for (const action of ids) {
    const key = keyOf(own, action);
    if (key === undefined) continue;
    actions.set(key, action);
    const [first, second] = key.split(' ');
    if (first !== undefined && second !== undefined) starts.add(first);
  }
  return { actions, starts };
}

const NAMED = ['enter', 'space', 'escape', 'tab', 'up', 'down', 'left', 'right'];
const STROKE = /^(?:mod\+|alt\+|mod\+alt\+)?(?:shift\+)?(\S|f\d{1,2})$/u;

/**
 * Why an action can't have this key, in words; undefined where it can. A key does one thing, and the
 * first of two in turn does nothing by itself.
 */
export function keyProblem(own: OwnKeys, action: KeyAction, key: string): string | undefined {
  const strokes = key.split(' ');
  if (strokes.length > 2 || !strokes.every((stroke) => STROKE.test(stroke)))
    return NAMED.includes(key)
      ? `${key} belongs to lists and dialogs`
      : `“${key}” is no key; write it like j, shift+j, mod+e or g t`;
  if (strokes.length === 2 && strokes.some((stroke) => /^(mod|alt)\+/.test(stroke)))
    return 'two keys in turn are plain ones, like g t';
  if (BROWSER.includes(key)) return `${key} is the browser's own`;
  for (const other of KEY_ACTION_IDS) {
    const theirs = other === action ? undefined : keyOf(own, other);
    if (theirs === undefined) continue;
    if (theirs === key) return `taken: ${KEY_ACTIONS[other].words}`;
    const [first, second] = theirs.split(' ');
    if (strokes.length === 1 && second !== undefined && first === key)
      return `“${theirs}” begins with it: ${KEY_ACTIONS[other].words}`;
    if (strokes.length === 2 && second === undefined && theirs === strokes[0])
      return `its first key is taken: ${KEY_ACTIONS[other].words}`;
  }
  return undefined;
}

/** Combinations that browsers keep, whatever a page says. */
const BROWSER: readonly string[] = ['mod+w', 'mod+t', 'mod+n', 'mod+shift+n', 'mod+shift+t'];

/** Reads exported keys, or what was kept: only what can be so, each key once; or what is wrong with the text. */
export function readOwnKeys(
  text: string,
): { ok: true; own: OwnKeys; leftOut: readonly string[] } | { ok: false; why: string } {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return { ok: false, why: 'This is no JSON; right would be what “Export” wrote.' };
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed))
    return { ok: false, why: 'This holds no keys; right would be {"acknowledge": "1", …}.' };
  const given = parsed as Record<string, unknown>;
  const wanted = new Map<KeyAction, string | null>();
  const leftOut: string[] = [];
  for (const [name, key] of Object.entries(given)) {
    const action = KEY_ACTION_IDS.find((id) => id === name);
    if (action === undefined || (typeof key !== 'string' && key !== null)) leftOut.push(name);
    else wanted.set(action, key);
  }
  // Those that change hands first lose what they had, so that two can swap.
  let own: OwnKeys = Object.fromEntries([...wanted.keys()].map((action) => [action, null]));
  for (const [action, key] of wanted) {
    if (key === null) continue;
    if (keyProblem(own, action, key) === undefined) own = { ...own, [action]: key };
    else leftOut.push(action);
  }
  return { ok: true, own: withoutUsual(own), leftOut };
}

/** The same without what is as usual. */
export function withoutUsual(own: OwnKeys): OwnKeys {
  return Object.fromEntries(
    Object.entries(own).filter(([action, key]) => KEY_ACTIONS[action as KeyAction].key !== key),
  );
}
