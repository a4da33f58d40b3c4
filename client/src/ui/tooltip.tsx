import { cloneElement, useId, type ReactElement } from 'react';
import styles from './hint.module.css';
import { useHint } from './use-hint.ts';

export interface TooltipProps {
  /** What a sighted person learns on hover or focus, and a screen reader as a description. */
  text: string;
  /** One element that takes focus. */
  children: ReactElement<{ 'aria-describedby'?: string | undefined }>;
}

/** A short description beside a control. Never the only place of something that must be known. */
export function Tooltip({ text, children }: TooltipProps) {
  const id = useId();
  const { anchor, hint, isOpen, handlers } = useHint(text !== '');
  return (
    <span ref={anchor} className={styles.anchor} {...handlers}>
      {cloneElement(children, { 'aria-describedby': id })}
      <span
        id={id}
        role="tooltip"
        hidden={!isOpen}
        ref={hint}
        popover="manual"
        className={styles.hint}
      >
        {text}
      </span>
    </span>
  );
}
