import { classes } from '../ui/classes.ts';
import { formatMinute } from '../ui/format.ts';
import { FirstFit } from './first-fit.tsx';
import styles from './frame.module.css';
import type { WallData } from './wall-data.ts';

/**
 * Below the frame on every scene while the store does not do all that is expected of it: nothing can be
 * written, or what is written may be lost. Told by words and shape; the longest wording that fits.
 */
export function StoreLine({ data }: { data: WallData }) {
  const { readOnly, unsafe } = data;
  return (
    <>
      {readOnly !== null && (
        <Line
          isHot
          head={`READ ONLY since ${formatMinute(readOnly.since, data.compiled.election.zone)}`}
          why={readOnly.why}
        />
      )}
      {unsafe !== null && <Line head="NOT DURABLE" why={unsafe} />}
    </>
  );
}

function Line({ head, why, isHot = false }: { head: string; why: string; isHot?: boolean }) {
  const words = (text: string) => (
    <div key={text}>
      <b>{text === '' ? head : `${head}:`}</b>
      {text !== '' && <span>{text}</span>}
    </div>
  );
  return (
    <div role="status" className={classes(styles.store, isHot && styles.storeHot)}>
      <svg viewBox="0 0 24 24" aria-hidden="true">
        {isHot ? (
          <path d="M7 11V8a5 5 0 0 1 10 0v3h2v11H5V11zm2.4 0h5.2V8a2.6 2.6 0 0 0-5.2 0z" />
        ) : (
          <path d="M12 1.5 23.5 22H.5zM10.8 9v6.5h2.4V9zm0 8.2v2.4h2.4v-2.4z" />
        )}
      </svg>
      <FirstFit of={`${head}${why}`} options={[...shorter(why), ''].map(words)} />
    </div>
  );
}

/** A reason in full, its first sentence, and what stands before the first colon or bracket. */
function shorter(why: string): string[] {
  const sentence = why.split(/\.\s/)[0]?.replace(/\.$/, '') ?? '';
  const clause = sentence.split(/\s*[:;(]\s*/)[0] ?? '';
  return [...new Set([why, sentence, clause])].filter((text) => text !== '');
}
