import type { ReactNode } from 'react';
import styles from './admin.module.css';

interface RowNameProps {
  id: string;
  isSelected: boolean;
  onSelect: (id: string) => void;
  /** The row's name: what its button says. */
  children: ReactNode;
  /** A softer second line. */
  sub?: ReactNode;
}

/** A row's first cell: its button spans the whole row, so that a click anywhere selects it. */
export function RowName({ id, isSelected, onSelect, children, sub }: RowNameProps) {
  return (
    <th scope="row">
      <button
        type="button"
        data-row-id={id}
        aria-pressed={isSelected}
        className={styles.rowButton}
        onClick={() => onSelect(id)}
      >
        {children}
      </button>
      {sub !== undefined && <div className={styles.rowSub}>{sub}</div>}
    </th>
  );
}

/** The columns' widths in px; the last takes what is left. */
export function Columns({ widths }: { widths: readonly (number | null)[] }) {
  return (
    <colgroup>
      {widths.map((width, at) => (
        <col key={at} style={width === null ? undefined : { width: `${width}px` }} />
      ))}
    </colgroup>
  );
}

/** Pairs of a word and what it stands for, ruled by lines. */
export function Facts({ facts }: { facts: readonly (readonly [string, ReactNode])[] }) {
  return (
    <dl className={styles.facts}>
      {facts.map(([word, value]) => (
        <div key={word}>
          <dt>{word}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
