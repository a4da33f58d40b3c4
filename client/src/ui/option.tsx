import type { ReactNode } from 'react';
import { Key } from './key.tsx';
import styles from './list.module.css';

/** What a list offers: in a select, a combo box, a menu. */
export interface Option<Id extends string = string> {
  id: Id;
  /** Also what typing searches. */
  label: string;
  /** To the right, softer: a count, a desk, what it is now. */
  detail?: string | undefined;
  icon?: ReactNode;
}

/** A menu's item: an option with its key, and why it can't be taken now. */
export interface MenuOption<Id extends string = string> extends Option<Id> {
  keyHint?: string | undefined;
  /** Stays in reach and says why; taking it does nothing. */
  disabledReason?: string | undefined;
  isDanger?: boolean | undefined;
}

/** The four columns of an item: icon, label, detail, key or tick. */
export function OptionRow({ option, hasTick }: { option: MenuOption; hasTick: boolean }) {
  return (
    <>
      <span className={styles.icon}>{option.icon}</span>
      <span className={styles.label}>{option.label}</span>
      <span className={styles.detail}>{option.disabledReason ?? option.detail}</span>
      {hasTick ? (
        <svg viewBox="0 0 12 12" aria-hidden="true" className={styles.tick}>
          <path d="M2 6.4l2.7 2.7L10 3.4" fill="none" stroke="currentColor" strokeWidth="1.6" />
        </svg>
      ) : (
        <span aria-hidden="true" className={styles.end}>
          {option.keyHint !== undefined && <Key of={option.keyHint} />}
        </span>
      )}
    </>
  );
}

/** The mark of what opens a list. */
export function Chevron() {
  return (
    <svg viewBox="0 0 12 12" aria-hidden="true" className={styles.chevron}>
      <path d="M2.5 4.5L6 8l3.5-3.5" fill="none" stroke="currentColor" strokeWidth="1.3" />
    </svg>
  );
}
