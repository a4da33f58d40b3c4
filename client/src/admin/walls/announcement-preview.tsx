import type { Tlp } from '@warroom/shared';
import { useMemo } from 'react';
import type { CSSProperties } from 'react';
import { MarkdownBlocks } from '../../ui/markdown-blocks.tsx';
import { markdownBlocks } from '../../ui/markdown.ts';
import { TlpLabel } from '../../ui/tlp-label.tsx';
import styles from './announcement-preview.module.css';

/** A unit of the wall in this small picture of it: a 1080th of the height would be too small to read. */
const UNIT: CSSProperties = { '--u': '0.5px' } as CSSProperties;

interface AnnouncementPreviewProps {
  title: string;
  body: string;
  tlp: Tlp;
}

/** How the text reads on a wall, as it is typed. Its size there follows from the screen and the seats. */
export function AnnouncementPreview({ title, body, tlp }: AnnouncementPreviewProps) {
  const blocks = useMemo(() => markdownBlocks(body), [body]);
  return (
    <section className={styles.preview} aria-label="How it reads on a wall" style={UNIT}>
      <div className={styles.head}>
        <h2 dir="auto">{title.trim() === '' ? 'Title' : title}</h2>
        <TlpLabel tlp={tlp} />
      </div>
      <div className={styles.text}>
        {body.trim() === '' ? (
          <p className={styles.none}>What you write shows here.</p>
        ) : (
          <MarkdownBlocks blocks={blocks} />
        )}
      </div>
      <p className={styles.foot}>
        On a wall it takes the largest type that fits, and pages where it doesn’t.
      </p>
    </section>
  );
}
