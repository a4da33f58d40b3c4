import { useEffect, useState } from 'react';
import { classes } from '../ui/classes.ts';
import styles from './preview.module.css';

const SHOWN_MS = 4_000;
const SIGNS = ['pointermove', 'pointerdown', 'keydown'] as const;

/** The ways out of a preview. A wall has none: they show while somebody moves a pointer, types or touches, and are always there for who hears or tabs. */
export function PreviewBar({ election }: { election: string }) {
  const [isShown, setIsShown] = useState(false);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const show = (): void => {
      setIsShown(true);
      clearTimeout(timer);
      timer = setTimeout(() => setIsShown(false), SHOWN_MS);
    };
    for (const sign of SIGNS) window.addEventListener(sign, show);
    return () => {
      clearTimeout(timer);
      for (const sign of SIGNS) window.removeEventListener(sign, show);
    };
  }, []);
  return (
    <nav
      aria-label="Preview"
      data-theme="dark"
      className={classes(styles.bar, isShown && styles.isShown)}
    >
      <span>Preview</span>
      <a href={`/e/${encodeURIComponent(election)}`}>Back to the desk</a>
      <a href="/wall?pair">Pair this screen</a>
    </nav>
  );
}

export interface PreviewNoteProps {
  title: string;
  /** What would be right. */
  advice: string;
  href: string;
  link: string;
}

/** Why there is no preview, and where to go instead. */
export function PreviewNote({ title, advice, href, link }: PreviewNoteProps) {
  return (
    <main className={styles.note} data-theme="dark">
      <h1>{title}</h1>
      <p>{advice}</p>
      <a href={href}>{link}</a>
    </main>
  );
}
