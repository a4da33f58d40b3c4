import { classes } from '../ui/classes.ts';
import { formatMinute } from '../ui/format.ts';
import { FirstFit } from './first-fit.tsx';
import styles from './frame.module.css';
import type { WallData } from './wall-data.ts';

/** Something about the wall itself that is not as it should be. */
interface Notice {
  head: string;
  /** Where even the heads don't fit. */
  short: string;
  why: string;
}

/**
 * One line below the frame on every scene while the wall is not what it seems: nothing can be written, what is
 * written may be lost, or its sound is not heard. However much there is to say, it is one line, so that the
 * scene keeps its room: reasons give way first, heads never. Told by words and shape.
 */
export function StoreLine({ data }: { data: WallData }) {
  const notices = noticesOf(data);
  if (notices.length === 0) return null;
  const isHot = data.readOnly !== null;
  const options = wordings(notices);
  return (
    <div role="status" className={classes(styles.store, isHot && styles.storeHot)}>
      <svg viewBox="0 0 24 24" aria-hidden="true">
        {isHot ? (
          <path d="M7 11V8a5 5 0 0 1 10 0v3h2v11H5V11zm2.4 0h5.2V8a2.6 2.6 0 0 0-5.2 0z" />
        ) : (
          <path d="M12 1.5 23.5 22H.5zM10.8 9v6.5h2.4V9zm0 8.2v2.4h2.4v-2.4z" />
        )}
      </svg>
      <FirstFit
        of={options.map((parts) => parts.map(({ head, why }) => head + why).join()).join()}
        options={options.map((parts) => (
          <div key={parts.map(({ head, why }) => head + why).join()}>
            {parts.map(({ head, why }) => (
              <span key={head}>
                <b>{why === '' ? head : `${head}:`}</b>
                {why !== '' && <span>{why}</span>}
              </span>
            ))}
          </div>
        ))}
      />
    </div>
  );
}

function noticesOf({ readOnly, unsafe, audio, compiled }: WallData): Notice[] {
  const notices: Notice[] = [];
  if (readOnly !== null) {
    const since = formatMinute(readOnly.since, compiled.election.zone);
    notices.push({ head: `READ ONLY since ${since}`, short: 'READ ONLY', why: readOnly.why });
  }
  if (unsafe !== null) notices.push({ head: 'NOT DURABLE', short: 'NOT DURABLE', why: unsafe });
  if (audio === 'blocked') {
    notices.push({
      head: 'SOUND BLOCKED',
      short: 'NO SOUND',
      why: 'the browser lets none out. Press a key at this screen.',
    });
  }
  return notices;
}

type Part = Pick<Notice, 'head' | 'why'>;

/** From the fullest to the shortest. */
function wordings(notices: readonly Notice[]): Part[][] {
  const [first, ...rest] = notices;
  const bare = (list: readonly Notice[]): Part[] => list.map(({ head }) => ({ head, why: '' }));
  const all = [
    ...[0, 1, 2].map((step) =>
      notices.map(({ head, why }) => ({
        head,
        why: shorter(why).at(step) ?? shorter(why).at(-1) ?? '',
      })),
    ),
    // Then only the gravest gives its reason.
    ...(first ? shorter(first.why) : []).map((why) => [
      { head: first?.head ?? '', why },
      ...bare(rest),
    ]),
    bare(notices),
    notices.map(({ short }) => ({ head: short, why: '' })),
  ];
  const seen = new Set<string>();
  return all.filter((parts) => {
    const text = JSON.stringify(parts);
    if (seen.has(text)) return false;
    seen.add(text);
    return true;
  });
}

/** A reason in full, its first sentence, and what stands before the first colon or bracket. */
function shorter(why: string): string[] {
  const sentence = why.split(/\.\s/)[0]?.replace(/\.$/, '') ?? '';
  const clause = sentence.split(/\s*[:;(]\s*/)[0] ?? '';
  return [...new Set([why, sentence, clause])].filter((text) => text !== '');
}
