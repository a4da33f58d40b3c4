import { createStore } from 'zustand/vanilla';

export interface ToastWords {
  /** "Dismissed 3 signals". Who, what, when; no "successfully". */
  text: string;
  detail?: string | undefined;
  /** `bad` stays until it is closed and is read out at once. */
  tone?: 'note' | 'bad' | undefined;
  action?: { label: string; keyHint?: string | undefined; run: () => void } | undefined;
  /** How long it stays; 8 s unless said, and while the pointer or focus is on it. */
  stayMs?: number | undefined;
  /** A later one with the same id takes its place. */
  id?: string | undefined;
}

export interface Toast extends ToastWords {
  id: string;
  /** Differs for each showing, also of the same id. */
  showing: number;
}

const AT_MOST = 4;
let made = 0;

/** The toasts in sight, oldest first, four at most. */
export const toastStore = createStore<{ toasts: readonly Toast[] }>(() => ({ toasts: [] }));

/** Shows a toast; answers its id. */
export function toast(words: ToastWords): string {
  made += 1;
  const shown = { ...words, id: words.id ?? `toast-${made}`, showing: made };
  toastStore.setState(({ toasts }) => ({
    toasts: [...toasts.filter(({ id }) => id !== shown.id), shown].slice(-AT_MOST),
  }));
  return shown.id;
}

export function closeToast(id: string): void {
  toastStore.setState(({ toasts }) => ({ toasts: toasts.filter((each) => each.id !== id) }));
}
