import type { ReactNode } from 'react';
import { classes } from '../../ui/classes.ts';
import styles from './walls.module.css';

interface ItemButtonProps {
  id: string;
  isSelected: boolean;
  onSelect: (id: string) => void;
  children: ReactNode;
  sub: ReactNode;
}

/** One of a list at the left whose content stands beside it. */
export function ItemButton({ id, isSelected, onSelect, children, sub }: ItemButtonProps) {
  return (
    <button
      type="button"
      className={classes(styles.item, isSelected && styles.itemOn)}
      aria-current={isSelected ? 'true' : undefined}
      data-row-id={id}
      onClick={() => onSelect(id)}
    >
      <span className={styles.itemName}>{children}</span>
      <span className={styles.itemSub}>{sub}</span>
    </button>
  );
}
