/** For how long a scene is pinned, in minutes; null: until someone takes it off. */
export const HOW_LONG: readonly { id: string; label: string; forMin: number | null }[] = [
  { id: '5', label: '5 min', forMin: 5 },
  { id: '15', label: '15 min', forMin: 15 },
  { id: '60', label: '1 h', forMin: 60 },
  { id: 'off', label: 'until taken off', forMin: null },
];

/** "for 15 min", "for 1 h", "until taken off". */
export function howLongWords(forMin: number | null): string {
  if (forMin === null) return 'until taken off';
  return forMin % 60 === 0 ? `for ${forMin / 60} h` : `for ${forMin} min`;
}
