import { useEffect, useRef, useState, type FormEvent, type ReactNode } from 'react';
import type { ApiError, ApiResult } from '../api.ts';
import { Banner } from '../ui/banner.tsx';
import { Button } from '../ui/button.tsx';
import { formatTimer } from '../ui/format.ts';
import { useNow } from '../ui/use-now.ts';
import styles from './entry-frame.module.css';

export interface EntryFormProps {
  /** The button's words: "Sign in". */
  submit: string;
  /** What the banner says before the server's own words: "Not signed in". */
  failure: string;
  send: () => Promise<ApiResult<unknown>>;
  onDone: () => void;
  /** The fields; `errorOf('password')` is what the server said about one. */
  children: (errorOf: (path: string) => string | undefined) => ReactNode;
  /** Why it can't be sent yet, whatever is typed. */
  disabledReason?: string | undefined;
  /** Fields shown here; an error about any other goes to the banner. */
  fields: readonly string[];
}

/** A form of an entry page: sends once, says what is wrong where it is wrong, and keeps what was typed. */
export function EntryForm(props: EntryFormProps) {
  const [isPending, setPending] = useState(false);
  const [error, setError] = useState<ApiError>();
  const [waitUntil, setWaitUntil] = useState(0);
  const form = useRef<HTMLFormElement>(null);
  const waitMs = Math.max(0, waitUntil - useNow());

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (isPending || waitMs > 0) return;
    setPending(true);
    const result = await props.send();
    setPending(false);
    if (result.ok) {
      setError(undefined);
      props.onDone();
      return;
    }
    setError(result.error);
    const { retryAfterMs } = result.error;
    setWaitUntil(retryAfterMs === undefined ? 0 : Date.now() + retryAfterMs);
  }

  // To the field that is wrong; a sign-in without one keeps the focus on the button.
  useEffect(() => {
    if (error !== undefined) form.current?.querySelector<HTMLElement>('[aria-invalid]')?.focus();
  }, [error]);

  const isOfField = error?.path !== undefined && props.fields.includes(error.path);
  const waiting =
    waitMs > 0 ? `Too many tries from here. Again in ${formatTimer(waitMs)}.` : undefined;
  return (
    // The server checks; the browser's bubbles would be in another voice.
    <form ref={form} className={styles.form} noValidate onSubmit={(event) => void submit(event)}>
      {error !== undefined && !isOfField && (
        <Banner tone={error.kind === 'unreachable' ? 'late' : 'bad'} title={props.failure} isAlert>
          {error.message}
        </Banner>
      )}
      {props.children((path) => (error?.path === path ? error.message : undefined))}
      <Button
        type="submit"
        look="primary"
        size="l"
        isWide
        keyHint="enter"
        isPending={isPending}
        disabledReason={props.disabledReason ?? waiting}
      >
        {isPending ? 'One moment' : props.submit}
      </Button>
      {waiting !== undefined && <p className={styles.note}>{waiting}</p>}
    </form>
  );
}
