import { useMemo } from 'react';
import { useAtNow, type Ticker } from '../store/ticker.ts';
import { classes } from '../ui/classes.ts';
import { FirstFit } from './first-fit.tsx';
import styles from './frame.module.css';
import { nobodyTold } from './on-call-words.ts';
import { placeCode } from './places.ts';
import { formatWallAge } from './wall-words.ts';
import type { WallData } from './wall-data.ts';

/**
 * Below the frame on every scene, and over a takeover, while an escalation found nobody who could be
 * told: whoever reads it is the one who is told.
 */
export function NobodyLine({ data, clock }: { data: WallData; clock: Ticker }) {
  const untold = useMemo(() => nobodyTold(data.incidents), [data.incidents]);
  const [first] = untold;
  const age = useAtNow(clock, (now) => formatWallAge(now - (first?.escalation?.nobodyAt ?? now)));
  if (first === undefined) return null;
  const more = untold.length > 1 ? ` +${untold.length - 1}` : '';
  const head = `No one was notified ${first.id}${more}`;
  const place = placeCode(data.compiled, first.jurisdictions);
  const words = (rest: string) => (
    <div key={rest}>
      <b>{head}</b>
      {rest !== '' && <span>{rest}</span>}
    </div>
  );
  const title = [place, first.title].filter((part) => part !== '').join(' ');
  return (
    <div role="status" className={classes(styles.store, styles.nobody)}>
      <svg viewBox="0 0 24 24" aria-hidden="true">
        <path d="M7.5 1.5h9l6 6v9l-6 6h-9l-6-6v-9zM10.8 6v8h2.4V6zm0 9.8v2.4h2.4v-2.4z" />
      </svg>
      <FirstFit
        of={`${head}${title}${age.length}`}
        options={[
          words(`${title}, ${age}`),
          words([place, age].filter((part) => part !== '').join(' ')),
          words(age),
          words(''),
          <b key="short">{`No one told ${first.id}${more}`}</b>,
        ]}
      />
    </div>
  );
}
