import type { CompiledElection, Jurisdiction } from '@warroom/shared';

/** The jurisdiction itself or its nearest ancestor that stands on the tile grid. */
export function tileOf(compiled: CompiledElection, id: string): Jurisdiction | undefined {
  for (const one of lineage(compiled, id)) if (one.tile) return one;
  return undefined;
}

/**
 * Where an incident is, in as few letters as can be: the code of its first place, or of the state on
 * the grid that holds it, and how many more there are: "AZ", "AZ +2". Empty for none.
 */
export function placeCode(compiled: CompiledElection, ids: readonly string[]): string {
  const codes = [
    ...new Set(ids.flatMap((id) => (tileOf(compiled, id) ?? compiled.byId.get(id))?.code ?? [])),
  ];
  const first = codes[0];
  if (first === undefined) return '';
  return codes.length === 1 ? first : `${first} +${codes.length - 1}`;
}

/** Where an incident is, in words: "Maricopa County, AZ", "Georgia". */
export function placeName(compiled: CompiledElection, ids: readonly string[]): string {
  const [first, ...more] = ids;
  const one = first === undefined ? undefined : compiled.byId.get(first);
  if (!one) return 'No place named';
  const tile = tileOf(compiled, one.id);
  const name = tile && tile.id !== one.id ? `${one.name}, ${tile.code}` : one.name;
  return more.length === 0 ? name : `${name} +${more.length}`;
}

function lineage(compiled: CompiledElection, id: string): Jurisdiction[] {
  const found: Jurisdiction[] = [];
  let one = compiled.byId.get(id);
  // A ring of parents is refused when the file is read; here it must only not hang.
  while (one && !found.includes(one)) {
    found.push(one);
    one = one.parent === undefined ? undefined : compiled.byId.get(one.parent);
  }
  return found;
}
