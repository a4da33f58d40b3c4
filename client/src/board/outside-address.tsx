import { useState } from 'react';
import { Button } from '../ui/button.tsx';
import { toast } from '../ui/toasts.ts';
import styles from './detail.module.css';

/** An address from outside, shown as text. It opens only after a second look, without telling where from. */
export function OutsideAddress({ url }: { url: string }) {
  const [isSure, setSure] = useState(false);
  async function copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(url);
      toast({ id: 'copied', text: 'Address copied' });
    } catch {
      toast({
        id: 'copied',
        text: 'The browser did not allow copying; select the address and copy it.',
        tone: 'bad',
      });
    }
  }
  return (
    <span className={styles.address}>
      <code>{url}</code>
      <Button size="s" onClick={() => void copy()}>
        Copy
      </Button>
      {isSure ? (
        <a
          href={url}
          target="_blank"
          rel="noopener noreferrer nofollow"
          referrerPolicy="no-referrer"
        >
          Really open {hostOf(url)} in a new tab
        </a>
      ) : (
        <Button size="s" look="quiet" onClick={() => setSure(true)}>
          Open…
        </Button>
      )}
    </span>
  );
}

function hostOf(url: string): string {
  try {
    return new URL(url).host;
  } catch {
    return 'it';
  }
}
