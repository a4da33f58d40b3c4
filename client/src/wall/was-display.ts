const KEY = 'warroom.was-display';

type Store = Pick<Storage, 'getItem' | 'setItem'>;

/** Notes for good that this browser is a screen on a wall. */
export function keepBeingDisplay(store: Store): void {
  try {
    store.setItem(KEY, '1');
  } catch {
    // The store is full or forbidden: the wall works without it.
  }
}

/** Whether this browser was ever paired. */
export function wasDisplay(store: Store): boolean {
  try {
    return store.getItem(KEY) !== null;
  } catch {
    return false;
  }
}
