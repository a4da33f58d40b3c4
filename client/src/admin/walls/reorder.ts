/** The same list with the one at `from` at `to`; unchanged where either is no place in it. */
export function moved<T>(list: readonly T[], from: number, to: number): T[] {
  const item = list[from];
  if (item === undefined || to < 0 || to >= list.length) return [...list];
  const without = list.filter((_, at) => at !== from);
  return [...without.slice(0, to), item, ...without.slice(to)];
}

/** The same list with another at this place. */
export function replaced<T>(list: readonly T[], at: number, item: T): T[] {
  return list.map((each, place) => (place === at ? item : each));
}

/** The same list without the one at this place. */
export function without<T>(list: readonly T[], at: number): T[] {
  return list.filter((_, place) => place !== at);
}

/** The same list with this one put in at a place. */
export function withOneAt<T>(list: readonly T[], at: number, item: T): T[] {
  return [...list.slice(0, at), item, ...list.slice(at)];
}
