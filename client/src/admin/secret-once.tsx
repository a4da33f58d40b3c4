import { Check, Copy } from 'lucide-react';
import { useId, useRef, useState } from 'react';
import { Button } from '../ui/button.tsx';
import { classes } from '../ui/classes.ts';
import styles from './admin.module.css';

interface CopyBoxProps {
  /** Names what is copied: "Key", "Invitation link". */
  label: string;
  text: string;
  /** Several lines, as written. */
  isBlock?: boolean;
  /** Puts the focus on the copy button when it appears. */
  isFirst?: boolean;
}

/** A text to take away, and a button that copies it. Without HTTPS it is selected instead. */
export function CopyBox({ label, text, isBlock = false, isFirst = false }: CopyBoxProps) {
  const box = useRef<HTMLElement>(null);
  const labelId = useId();
  const [result, setResult] = useState<'copied' | 'selected' | null>(null);

  async function copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(text);
      setResult('copied');
    } catch {
      // Plain HTTP has no clipboard: select it, so that the keyboard can.
      if (box.current !== null) window.getSelection()?.selectAllChildren(box.current);
      setResult('selected');
    }
  }

  return (
    <div className={styles.copy}>
      <div className={styles.copyHead}>
        <span id={labelId} className={styles.small}>
          {label}
        </span>
        <output className={styles.copied}>
          {result === 'copied' && 'Copied'}
          {result === 'selected' && 'Selected: press Ctrl C to copy'}
        </output>
        <Button size="s" autoFocus={isFirst} onClick={() => void copy()}>
          {result === 'copied' ? (
            <Check size={13} aria-hidden="true" />
          ) : (
            <Copy size={13} aria-hidden="true" />
          )}
          Copy
          <span className="sr-only">{label}</span>
        </Button>
      </div>
      <section
        ref={box}
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, so the keyboard must reach it
        tabIndex={0}
        aria-labelledby={labelId}
        className={classes(styles.copyText, isBlock && styles.copyBlock)}
      >
        <code>{text}</code>
      </section>
    </div>
  );
}
