/** How many rows of a list are shown, and how many are only counted. */
export interface Fitting {
  shown: number;
  more: number;
}

/**
 * Of `total` rows of `rowUnits` each, those that fit a height; where not all do, the last place is kept for
 * the line that counts the rest (`moreUnits` high). Never less than one row, if there is one.
 */
export function fittingRows(
  total: number,
  heightUnits: number,
  rowUnits: number,
  moreUnits = rowUnits,
): Fitting {
  // A hair of rounding is not a missing row.
  const room = heightUnits + 1;
  if (total * rowUnits <= room) return { shown: total, more: 0 };
  const shown = Math.max(1, Math.floor((room - moreUnits) / rowUnits));
  return { shown: Math.min(total, shown), more: Math.max(0, total - shown) };
}
