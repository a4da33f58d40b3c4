import { Button } from '../../ui/button.tsx';
import { Menu } from '../../ui/menu.tsx';
import type { MenuOption } from '../../ui/option.tsx';
import styles from './walls.module.css';

interface OrderButtonsProps {
  /** "turn 3, Map": names what is moved. */
  what: string;
  at: number;
  count: number;
  readOnly: string | undefined;
  onMove: (to: number) => void;
  /** More that the menu offers, after the moves. */
  more: readonly (MenuOption & { run: () => void })[];
}

/** Moves one row of an ordered list, by buttons and by menu. */
export function OrderButtons({ what, at, count, readOnly, onMove, more }: OrderButtonsProps) {
  const isFirst = at === 0 ? 'it is the first' : undefined;
  const isLast = at === count - 1 ? 'it is the last' : undefined;
  const moves = [
    { id: 'top', label: 'Move to the top', disabledReason: readOnly ?? isFirst, to: 0 },
    { id: 'up', label: 'Move up', disabledReason: readOnly ?? isFirst, to: at - 1 },
    { id: 'down', label: 'Move down', disabledReason: readOnly ?? isLast, to: at + 1 },
    { id: 'end', label: 'Move to the end', disabledReason: readOnly ?? isLast, to: count - 1 },
  ];
  return (
    <span className={styles.turnEnd}>
      <Button
        isIcon
        look="quiet"
        aria-label={`Move up: ${what}`}
        disabledReason={readOnly ?? isFirst}
        onClick={() => onMove(at - 1)}
      >
        <Arrow path="M6 10V2.5M2.5 6L6 2.5 9.5 6" />
      </Button>
      <Button
        isIcon
        look="quiet"
        aria-label={`Move down: ${what}`}
        disabledReason={readOnly ?? isLast}
        onClick={() => onMove(at + 1)}
      >
        <Arrow path="M6 2v7.5M2.5 6L6 9.5 9.5 6" />
      </Button>
      <Menu
        isIcon
        look="quiet"
        label={`More for ${what}`}
        groups={[{ items: moves }, { items: more }]}
        onAction={(id) => {
          const move = moves.find((each) => each.id === id);
          if (move) onMove(move.to);
          else more.find((each) => each.id === id)?.run();
        }}
      >
        <svg viewBox="0 0 12 12" width="12" height="12" aria-hidden="true">
          <path d="M1.5 5h2v2h-2zM5 5h2v2H5zM8.5 5h2v2h-2z" fill="currentColor" />
        </svg>
      </Menu>
    </span>
  );
}

function Arrow({ path }: { path: string }) {
  return (
    <svg viewBox="0 0 12 12" width="12" height="12" aria-hidden="true">
      <path d={path} fill="none" stroke="currentColor" strokeWidth="1.4" />
    </svg>
  );
}

/** What a row is dragged by. Decoration: the buttons do the same. */
export function Grip() {
  return (
    <svg viewBox="0 0 12 16" width="12" height="16" aria-hidden="true">
      <path
        d="M2 2h2v2H2zM8 2h2v2H8zM2 7h2v2H2zM8 7h2v2H8zM2 12h2v2H2zM8 12h2v2H8z"
        fill="currentColor"
      />
    </svg>
  );
}
