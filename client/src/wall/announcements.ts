import type { PlaylistTurn, WallProgram } from '@warroom/shared';

type Announced = WallProgram['announcements'][number];

/** The announcements that are current at `nowMs` and that a turn shows: the one it names, else all, in order of id. */
export function announcedAt(
  { announcements }: Pick<WallProgram, 'announcements'>,
  turn: PlaylistTurn | undefined,
  nowMs: number,
): Announced[] {
  const wanted = turn?.announcement;
  return announcements
    .filter(
      ({ id, from, until }) =>
        (wanted === undefined || id === wanted) &&
        (from === null || from <= nowMs) &&
        (until === null || nowMs < until),
    )
    .toSorted((a, b) => (a.id < b.id ? -1 : 1));
}

/** Where a reader of several texts is. */
export interface Leaf {
  announcement: number;
  page: number;
}

/** The leaf after another: the next page, else the next text, else the first one again. */
export function nextLeaf(at: Leaf, pages: number, announcements: number): Leaf {
  if (at.page + 1 < pages) return { announcement: at.announcement, page: at.page + 1 };
  return { announcement: (at.announcement + 1) % Math.max(1, announcements), page: 0 };
}
