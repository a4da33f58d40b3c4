import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { useAdmin, useServerNow } from '../admin-context.ts';
import styles from '../admin.module.css';
import { CopyBox } from '../secret-once.tsx';
import { formatUntil } from '../times.ts';

export interface LinkOnceProps {
  title: string;
  /** What it does, for whom. */
  words: string;
  /** A path of this server with its token behind the #. Nowhere else, and gone when this closes. */
  link: string;
  expiresAt: number;
  onDone: () => void;
}

/** A one-time link just made: shown this once, to be handed over. */
export function LinkOnce({ title, words, link, expiresAt, onDone }: LinkOnceProps) {
  const { origin, zone } = useAdmin();
  const now = useServerNow();
  return (
    <>
      <div className={styles.panelHead}>
        <h2>{title}</h2>
      </div>
      <Banner tone="late" title="Shown this once." className={styles.notice}>
        {words} It works once, {formatUntil(expiresAt, now, zone)}. Hand it over on a way you trust:
        whoever has it can use it.
      </Banner>
      <CopyBox label="Link" text={`${origin}${link}`} isFirst />
      <div className={styles.actions}>
        <Button look="primary" onClick={onDone}>
          I have copied it
        </Button>
      </div>
    </>
  );
}
