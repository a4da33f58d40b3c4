import { api } from '../api.ts';

/** Visitor mode as somebody before the wall asked for it: at once here, and then by the server. */
export interface VisitorMode {
  /** Whether this screen must leave out by itself what visitors must not film. */
  isOn(): boolean;
  /** The key was pressed. */
  press(): void;
  /** Called every now and then; `redaction` is the one the server last spoke to this screen by, null before it did. */
  look(now: number, redaction: string | null): void;
  subscribe(listener: () => void): () => void;
}

export interface VisitorModeOptions {
  display: string;
  /** Keeps the wish over a reload: the screen must not show names because it lost its network. */
  store: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;
  /** Asks the server; true when it agreed. */
  ask?(): Promise<boolean>;
}

const KEY = 'warroom.wall.visitor';
const AGAIN_MS = 5_000;
/** The server agreed and yet speaks to the screen as before: somebody at the desk took it back. */
const TAKEN_BACK_MS = 60_000;

const overHttp = async (): Promise<boolean> =>
  (await api('/api/displays/me/visitor', { body: {} })).ok;

/** Makes it, on where the key was pressed before a reload and the server doesn't know yet. */
export function visitorMode({ display, store, ask = overHttp }: VisitorModeOptions): VisitorMode {
  const listeners = new Set<() => void>();
  let isOn = read() === display;
  let isAsking = false;
  let nextAt = Number.NEGATIVE_INFINITY;
  let agreedAt: number | null = null;

  function read(): string | null {
    try {
      return store.getItem(KEY);
    } catch {
      return null;
    }
  }

  function set(value: boolean): void {
    isOn = value;
    try {
      if (value) store.setItem(KEY, display);
      else store.removeItem(KEY);
    } catch {
      // Without a store it holds until the next reload; the server was asked all the same.
    }
    for (const listener of listeners) listener();
  }

  return {
    isOn: () => isOn,
    press() {
      if (isOn) return;
      nextAt = Number.NEGATIVE_INFINITY;
      agreedAt = null;
      set(true);
    },
    look(now, redaction) {
      if (!isOn) return;
      if (redaction === 'visitor' || (agreedAt !== null && now - agreedAt > TAKEN_BACK_MS)) {
        set(false);
        return;
      }
      if (agreedAt !== null || isAsking || now < nextAt) return;
      isAsking = true;
      nextAt = now + AGAIN_MS;
      void ask()
        .catch(() => false)
        .then((hasAgreed) => {
          isAsking = false;
          if (hasAgreed) agreedAt = now;
        });
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
