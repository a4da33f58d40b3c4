import { useState } from 'react';
import { Button, buttonClass } from '../../ui/button.tsx';
import { SegmentedControl } from '../../ui/segmented-control.tsx';
import styles from './walls.module.css';

interface WallPreviewProps {
  election: string;
  /** What plays, as the wall's address has it: a saved playlist, or one scene with what it shows. */
  what: Readonly<Record<string, string>>;
  title: string;
  onClose: () => void;
}

/** The wall as one's own session sees it, in a frame: live, marked PREVIEW, and on no display. */
export function WallPreview({ election, what, title, onClose }: WallPreviewProps) {
  const [theme, setTheme] = useState<'dark' | 'light'>('dark');
  const href = `/wall?${new URLSearchParams({ election, ...what, theme }).toString()}`;
  return (
    <section className={styles.preview} aria-label={`Preview: ${title}`}>
      <div className={styles.previewHead}>
        <h2>Preview: {title}</h2>
        <SegmentedControl
          label="Theme of the preview"
          value={theme}
          onChange={setTheme}
          options={[
            { value: 'dark', label: 'Dark' },
            { value: 'light', label: 'Light' },
          ]}
        />
        <a className={buttonClass({})} href={href} target="_blank" rel="noreferrer">
          In a new window
        </a>
        <Button onClick={onClose}>Close the preview</Button>
      </div>
      <div className={styles.frame}>
        {/* oxlint-disable-next-line react/iframe-missing-sandbox -- a page of this server itself, in one's own session: cut off from it there is nothing to preview */}
        <iframe key={href} src={href} title={`Preview of the wall: ${title}`} />
      </div>
    </section>
  );
}
