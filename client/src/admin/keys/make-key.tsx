import { useState, type FormEvent } from 'react';
import type { ApiError } from '../../api.ts';
import { Button } from '../../ui/button.tsx';
import { Checkbox } from '../../ui/checkbox.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { useAdmin } from '../admin-context.ts';
import styles from '../admin.module.css';
import { Problem } from '../problem.tsx';

export interface NewKey {
  source: string;
  name: string;
  scopes: string[];
}

interface MakeKeyProps {
  /** Sources that have keys already. */
  known: readonly string[];
  isPending: boolean;
  error: ApiError | null;
  onSubmit: (key: NewKey) => void;
  onCancel: () => void;
}

/** Makes a key for a source: one the election expects, or another. */
export function MakeKey({ known, isPending, error, onSubmit, onCancel }: MakeKeyProps) {
  const { file } = useAdmin();
  const [source, setSource] = useState('');
  const [name, setName] = useState('');
  const [sourceError, setSourceError] = useState('');
  const expected = file?.sources ?? [];
  const others = known.filter((each) => !expected.some((one) => one.name === each));

  function submit(event: FormEvent): void {
    event.preventDefault();
    const trimmed = source.trim();
    if (trimmed === '')
      return setSourceError('Choose a source above, or type the name of a new one.');
    setSourceError('');
    onSubmit({ source: trimmed, name: name.trim(), scopes: ['signal:write'] });
  }

  return (
    <>
      <div className={styles.panelHead}>
        <h2>Make a key</h2>
      </div>
      <form className={styles.form} onSubmit={submit} noValidate>
        <fieldset className={styles.fieldset}>
          <legend className="sr-only">Sources of this election</legend>
          <div className={styles.chips}>
            {expected.map((each) => (
              <button
                key={each.name}
                type="button"
                className={styles.chip}
                aria-pressed={source === each.name}
                onClick={() => setSource(each.name)}
              >
                {each.title}
              </button>
            ))}
            {others.map((each) => (
              <button
                key={each}
                type="button"
                className={styles.chip}
                aria-pressed={source === each}
                onClick={() => setSource(each)}
              >
                {each}
              </button>
            ))}
          </div>
        </fieldset>
        <TextField
          label="Source"
          value={source}
          onChange={setSource}
          error={
            sourceError === ''
              ? error?.path === 'source'
                ? error.message
                : undefined
              : sourceError
          }
          hint="Its name on every signal. Small letters, digits and hyphens."
          isCode
          autoFocus
          autoComplete="off"
          maxLength={60}
        />
        <TextField
          label="Name of the key"
          aside="if you like"
          value={name}
          onChange={setName}
          hint="Where it will lie: the machine or program that holds it."
          autoComplete="off"
          maxLength={120}
        />
        <fieldset className={styles.fieldset}>
          <legend>May</legend>
          <Checkbox isChecked isDisabled onChange={() => undefined}>
            post signals (signal:write), and nothing else
          </Checkbox>
        </fieldset>
        {error !== null && error.path !== 'source' && <Problem error={error} />}
        <div className={styles.actions}>
          <Button type="submit" look="primary" isPending={isPending}>
            Make the key
          </Button>
          <Button onClick={onCancel}>Cancel</Button>
        </div>
      </form>
    </>
  );
}
