import type { Gap, Turn } from '@warroom/shared';

/** A stretch of a turn, or a gap, as a block on one line of its desk. */
export interface Block {
  id: string;
  line: number;
  from: number;
  until: number;
  what:
    | { kind: 'turn'; turn: Turn }
    /** A part of a turn that another took over, or, with `by` null, nobody. */
    | { kind: 'relieved'; turn: Turn; by: string | null }
    | { kind: 'gap'; gap: Gap };
}

interface Span {
  from: number;
  until: number;
}

/**
 * Lays a desk's turns and gaps on as few lines as keep them apart and calm: a rotation stays on one
 * line, shifts beside them, overrides below, a gap where there is nobody.
 */
export function blocksOf(turns: readonly Turn[], gaps: readonly Gap[]): Block[] {
  const blocks: Block[] = [];
  const lines: Span[][] = [];

  /** Puts spans on the first line from `start` on where all are free. */
  function place(spans: readonly Span[], start: number): number {
    let line = start;
    while (
      (lines[line] ?? []).some((taken) =>
        spans.some((span) => span.from < taken.until && span.until > taken.from),
      )
    )
      line += 1;
    for (let made = lines.length; made <= line; made += 1) lines.push([]);
    lines[line]?.push(...spans);
    return line;
  }

  const rotations = new Map<string, Turn[]>();
  for (const turn of turns) {
    if (turn.kind !== 'rotation') continue;
    const id = turn.id.slice(0, turn.id.lastIndexOf(':'));
    const group = rotations.get(id);
    if (group) group.push(turn);
    else rotations.set(id, [turn]);
  }
  for (const group of rotations.values()) {
    const line = place(group, 0);
    for (const turn of group) blocks.push(...partsOf(turn, line));
  }
  for (const turn of turns)
    if (turn.kind === 'shift') blocks.push(...partsOf(turn, place([turn], 0)));
  const below = lines.length;
  for (const turn of turns)
    if (turn.kind === 'override') blocks.push(...partsOf(turn, place([turn], below)));
  for (const gap of gaps) {
    const { from, until } = gap;
    const id = `gap ${gap.desk} ${from} ${until}`;
    blocks.push({ id, line: place([gap], 0), from, until, what: { kind: 'gap', gap } });
  }
  return blocks.toSorted((a, b) => a.from - b.from || a.line - b.line);
}

/** A turn as it is drawn: what is left of it, and what was relieved. */
function partsOf(turn: Turn, line: number): Block[] {
  const parts: Block[] = [];
  const push = (from: number, until: number, what: Block['what']): void => {
    if (from < until) parts.push({ id: `${turn.id} ${from}`, line, from, until, what });
  };
  let at = turn.from;
  for (const { from, until, by } of turn.relieved) {
    push(at, from, { kind: 'turn', turn });
    push(from, until, { kind: 'relieved', turn, by });
    at = Math.max(at, until);
  }
  push(at, turn.until, { kind: 'turn', turn });
  return parts;
}

/** How many lines blocks take; one at least. */
export function lineCount(blocks: readonly Block[]): number {
  return blocks.reduce((most, { line }) => Math.max(most, line + 1), 1);
}
