import { useStore } from 'zustand';
import { Button } from '../ui/button.tsx';
import type { Looking } from './looking.ts';
import styles from './care-line.module.css';

const WORDS: Record<number, string> = {
  30: '30 minutes with distressing material today. A few minutes away from it do good; the queue keeps your place.',
  120: 'Two hours with distressing material today. Take a longer break, or hand the next ones to someone else.',
};

/** Suggests a break; puts nothing in the way. */
export function CareLine({ looking }: { looking: Looking }) {
  const suggests = useStore(looking.store, (state) => state.suggests);
  if (suggests === null) return null;
  return (
    <p className={styles.line} role="status">
      <span>{WORDS[suggests]}</span>
      <Button size="s" look="quiet" onClick={looking.hush}>
        Put away
      </Button>
    </p>
  );
}
