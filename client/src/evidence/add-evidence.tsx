import { useEffect, useRef, useState, type FormEvent, type KeyboardEvent } from 'react';
import { Button } from '../ui/button.tsx';
import { TextArea, TextField } from '../ui/text-field.tsx';
import type { SendEvidence } from './evidence-panel.tsx';
import styles from './evidence.module.css';

interface AddEvidenceProps {
  incident: string;
  blocked: string | undefined;
  send: SendEvidence;
  onFiles: (files: readonly File[]) => void;
}

/** The three ways to add: files, an address, a text. What was typed stays when it is refused. */
export function AddEvidence({ incident, blocked, send, onFiles }: AddEvidenceProps) {
  const [form, setForm] = useState<'url' | 'text' | null>(null);
  const picker = useRef<HTMLInputElement>(null);
  const urlOpener = useRef<HTMLButtonElement>(null);
  const textOpener = useRef<HTMLButtonElement>(null);
  const closed = useRef<'url' | 'text' | null>(null);
  // The form went away: back to the button that opened it, now that it is there again.
  useEffect(() => {
    if (form !== null || closed.current === null) return;
    (closed.current === 'url' ? urlOpener : textOpener).current?.focus();
    closed.current = null;
  });

  if (form !== null)
    return (
      <AddForm
        kind={form}
        incident={incident}
        blocked={blocked}
        send={send}
        onClose={() => {
          closed.current = form;
          setForm(null);
        }}
      />
    );
  return (
    <div className={styles.add}>
      <input
        ref={picker}
        type="file"
        multiple
        hidden
        tabIndex={-1}
        aria-label="Files to add"
        onChange={(event) => {
          onFiles([...(event.currentTarget.files ?? [])]);
          // So that the same file can be chosen again.
          event.currentTarget.value = '';
        }}
      />
      <div className={styles.buttons}>
        <Button disabledReason={blocked} onClick={() => picker.current?.click()}>
          Add files
        </Button>
        <Button ref={urlOpener} disabledReason={blocked} onClick={() => setForm('url')}>
          Add address
        </Button>
        <Button ref={textOpener} disabledReason={blocked} onClick={() => setForm('text')}>
          Add text
        </Button>
      </div>
      <p className={styles.hint}>
        Up to 25 MB a file. They can be dropped here, and a picture pasted.
      </p>
    </div>
  );
}

function AddForm(
  props: Omit<AddEvidenceProps, 'onFiles'> & {
    kind: 'url' | 'text';
    onClose: () => void;
  },
) {
  const { kind, incident, blocked, send, onClose } = props;
  const [body, setBody] = useState('');
  const [title, setTitle] = useState('');
  const [problem, setProblem] = useState('');
  const [isPending, setPending] = useState(false);
  const typed = body.trim();

  async function add(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (blocked !== undefined || isPending) return;
    if (kind === 'url' && !/^https?:\/\/[^\s<>"]+$/i.test(typed)) {
      setProblem('An address starts with http:// or https:// and holds no spaces.');
      return;
    }
    if (typed === '') {
      setProblem('Write or paste the text first.');
      return;
    }
    setProblem('');
    setPending(true);
    const result = await send(
      {
        type: 'incident.evidence-add',
        incident,
        evidence:
          kind === 'url'
            ? { kind, url: typed, title: title.trim() }
            : { kind, text: typed, title: title.trim() },
      },
      `Added ${kind === 'url' ? 'an address' : 'a text'} to ${incident}`,
    );
    setPending(false);
    if (result.kind === 'refused') setProblem(result.refusal.message);
    else onClose();
  }

  /** Else the board would take it, and leave the incident. */
  function escape(event: KeyboardEvent): void {
    if (event.key !== 'Escape') return;
    event.stopPropagation();
    onClose();
  }

  return (
    <form onSubmit={(event) => void add(event)}>
      <div
        role="group"
        className={styles.add}
        aria-label={kind === 'url' ? 'Add an address' : 'Add a text'}
      >
        {kind === 'url' ? (
          <TextField
            onKeyDown={escape}
            label="Address"
            type="url"
            inputMode="url"
            autoComplete="off"
            autoFocus
            maxLength={2048}
            placeholder="https://"
            value={body}
            error={problem === '' ? undefined : problem}
            onChange={setBody}
          />
        ) : (
          <TextArea
            onKeyDown={escape}
            label="Text"
            autoFocus
            rows={4}
            maxLength={8000}
            value={body}
            error={problem === '' ? undefined : problem}
            onChange={setBody}
          />
        )}
        <TextField
          onKeyDown={escape}
          label="What it is"
          aside="if it helps others"
          maxLength={240}
          value={title}
          onChange={setTitle}
        />
        <div className={styles.buttons}>
          <Button onKeyDown={escape} type="submit" isPending={isPending} disabledReason={blocked}>
            Add
          </Button>
          <Button onKeyDown={escape} look="quiet" keyHint="escape" onClick={onClose}>
            Cancel
          </Button>
        </div>
      </div>
    </form>
  );
}
