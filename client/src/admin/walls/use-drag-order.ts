import { useState } from 'react';
import type { DragEvent } from 'react';

interface Drag {
  from: number;
  /** Where it would be put: before or after the one it is over. */
  over: { at: number; side: 'before' | 'after' } | null;
}

/**
 * Dragging the rows of a list to another place, by their grips. Everything it does can be done by the
 * row's buttons and menu too. `move` is told the places before and after.
 */
export function useDragOrder(move: (from: number, to: number) => void) {
  const [drag, setDrag] = useState<Drag | null>(null);

  function sideOf(event: DragEvent<HTMLElement>): 'before' | 'after' {
    const { top, height } = event.currentTarget.getBoundingClientRect();
    return event.clientY < top + height / 2 ? 'before' : 'after';
  }

  return {
    /** On the grip. */
    grip: (at: number) => ({
      draggable: true,
      onDragStart(event: DragEvent<HTMLElement>) {
        event.dataTransfer.effectAllowed = 'move';
        event.dataTransfer.setData('text/plain', String(at + 1));
        setDrag({ from: at, over: null });
      },
      onDragEnd: () => setDrag(null),
    }),
    /** On the row. */
    row: (at: number) => ({
      'data-dragged': drag?.from === at ? '' : undefined,
      'data-over': drag?.over?.at === at && drag.from !== at ? drag.over.side : undefined,
      onDragOver(event: DragEvent<HTMLElement>) {
        if (drag === null) return;
        event.preventDefault();
        const side = sideOf(event);
        if (drag.over?.at !== at || drag.over.side !== side)
          setDrag({ ...drag, over: { at, side } });
      },
      onDrop(event: DragEvent<HTMLElement>) {
        if (drag === null) return;
        event.preventDefault();
        const before = sideOf(event) === 'before' ? at : at + 1;
        const to = before > drag.from ? before - 1 : before;
        setDrag(null);
        if (to !== drag.from) move(drag.from, to);
      },
    }),
  };
}
