import { useState } from 'react';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import styles from './evidence.module.css';

interface ShownProps {
  /** The address of the piece. */
  source: string;
  title: string;
  isVeiled: boolean;
  onUnveil?: (() => void) | undefined;
}

/** A picture, drawn anew by the server: small here, large on asking. Veiled, it is not even fetched. */
export function Picture({ source, title, isVeiled, onUnveil }: ShownProps) {
  const [isAsked, setAsked] = useState(false);
  const [isLarge, setLarge] = useState(false);
  const [isBroken, setBroken] = useState(false);
  if (isBroken) return <p className={styles.said}>No preview can be shown; download it instead.</p>;
  if (isVeiled && !isAsked)
    return (
      <Veiled
        what={`the picture ${title}`}
        onShow={() => {
          setAsked(true);
          onUnveil?.();
        }}
      />
    );
  const alt = `Picture: ${title}`;
  return (
    <>
      <button
        type="button"
        className={styles.thumb}
        aria-label={`Look closer at ${title}`}
        onClick={() => setLarge(true)}
      >
        <img
          src={`${source}/preview?w=320`}
          alt={alt}
          loading="lazy"
          decoding="async"
          data-grey={isVeiled || undefined}
          onError={() => setBroken(true)}
        />
      </button>
      <Dialog isOpen={isLarge} onClose={() => setLarge(false)} title={title} width={1120}>
        <img
          className={styles.large}
          src={`${source}/preview?w=1600`}
          alt={alt}
          data-grey={isVeiled || undefined}
        />
      </Dialog>
    </>
  );
}

/** A text that was kept, fetched when it is asked for, shown as text and nothing else. */
export function SavedText({ source, title, isVeiled, onUnveil }: ShownProps) {
  const [text, setText] = useState<string | null>(null);
  const [problem, setProblem] = useState('');

  async function read(): Promise<void> {
    setProblem('');
    try {
      const response = await fetch(source, { credentials: 'same-origin', cache: 'no-store' });
      if (response.ok) {
        setText(await response.text());
        return;
      }
      const body = (await response.json()) as { error?: { message?: string } };
      setProblem(body.error?.message ?? `The server did not give it out (${response.status}).`);
    } catch {
      setProblem('The server does not answer. Check the network, then try again.');
    }
  }

  if (text !== null) return <blockquote className={styles.text}>{text}</blockquote>;
  return (
    <div>
      {isVeiled ? (
        <Veiled
          what={`the text ${title}`}
          onShow={() => {
            onUnveil?.();
            void read();
          }}
        />
      ) : (
        <Button size="s" aria-label={`Read ${title}`} onClick={() => void read()}>
          Read
        </Button>
      )}
      {problem !== '' && (
        <p role="alert" className={styles.problem}>
          {problem}
        </p>
      )}
    </div>
  );
}

function Veiled({ what, onShow }: { what: string; onShow: () => void }) {
  return (
    <div className={styles.veil}>
      <span aria-hidden="true" className={styles.blur} />
      <span>May distress.</span>
      <Button size="s" aria-label={`Show ${what}, which may distress`} onClick={onShow}>
        Show
      </Button>
    </div>
  );
}
