import { useEffect, useRef, useState } from 'react';
import { useSend } from '../desk-frame/use-send.ts';
import { TextArea } from '../ui/text-field.tsx';
import styles from './handover.module.css';

const SAVE_AFTER_MS = 1_200;

interface SavedTextProps {
  brief: string;
  field: 'summary' | 'word';
  label: string;
  /** As the server has it. */
  saved: string;
  rows: number;
  maxLength: number;
  placeholder?: string;
}

/**
 * A text of a draft that is saved by itself: a moment after typing stops, and on leaving the field.
 * What is typed here is never overwritten by what comes from the server while it differs from it.
 */
export function SavedText(props: SavedTextProps) {
  const { brief, field, label, saved, rows, maxLength, placeholder } = props;
  const send = useSend();
  const [typed, setTyped] = useState<string | null>(null);
  const [state, setState] = useState<'saved' | 'waiting' | 'failed'>('saved');
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const latest = useRef<string | null>(null);
  const text = typed ?? saved;

  // Once the server has what was typed, its word counts again.
  useEffect(() => {
    if (typed !== null && latest.current === null && typed.trim() === saved) setTyped(null);
  }, [typed, saved]);

  async function save(): Promise<void> {
    clearTimeout(timer.current);
    const value = latest.current;
    if (value === null) return;
    latest.current = null;
    const result = await send({ type: 'brief.edit', brief, [field]: value });
    if (result.kind === 'refused') latest.current ??= value;
    setState(result.kind === 'done' ? (latest.current === null ? 'saved' : 'waiting') : 'failed');
  }
  const saveNow = useRef(save);
  useEffect(() => {
    saveNow.current = save;
  });
  // Leaving the page saves too.
  useEffect(() => () => void saveNow.current(), []);

  function type(value: string): void {
    setTyped(value);
    latest.current = value;
    setState('waiting');
    clearTimeout(timer.current);
    timer.current = setTimeout(() => void saveNow.current(), SAVE_AFTER_MS);
  }

  return (
    <div className={styles.text}>
      <TextArea
        label={label}
        value={text}
        onChange={type}
        onBlur={() => void save()}
        rows={rows}
        maxLength={maxLength}
        placeholder={placeholder}
        aside={WORDS[state]}
      />
      <p className={styles.printed}>
        <b>{label}.</b> {text}
      </p>
    </div>
  );
}

const WORDS = { saved: '', waiting: 'saving…', failed: 'not saved: it stays here' } as const;
