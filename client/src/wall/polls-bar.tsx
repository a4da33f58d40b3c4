import type { PollsState } from '@warroom/shared';
import styles from './polls-bar.module.css';

/** Where polls stand, in words. */
export const POLLS_WORDS: Record<PollsState, string> = {
  before: 'not open yet',
  open: 'open',
  'last-hour': 'last hour',
  closed: 'closed',
  none: 'no polls',
};
/** The states in the order they come in; without polls there is none. */
export const POLLS_ORDER: readonly PollsState[] = ['before', 'open', 'last-hour', 'closed'];

/** Where the polls stand, as a bar: empty, full, half, a line. */
export function PollsBar({ state }: { state: PollsState }) {
  return (
    <svg viewBox="0 0 74 18" className={styles.bar} aria-hidden="true">
      {state === 'open' && <rect width="74" height="18" fill="currentColor" />}
      {(state === 'last-hour' || state === 'before') && (
        <rect
          x="1.5"
          y="1.5"
          width="71"
          height="15"
          fill="none"
          stroke="currentColor"
          strokeWidth="3"
        />
      )}
      {state === 'last-hour' && <rect width="33.3" height="18" fill="currentColor" />}
      {state === 'closed' && <rect y="14" width="74" height="4" fill="currentColor" />}
    </svg>
  );
}
