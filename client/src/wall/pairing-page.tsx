import { useEffect, useMemo, useState } from 'react';
import { formatDuration } from '../ui/format.ts';
import type { DisplaySelf } from './display.ts';
import { FirstFit } from './first-fit.tsx';
import styles from './pairing.module.css';
import { pairingDesk, type PairingView } from './pairing-desk.ts';
import { REFERENCE_ROOM, wallLayout } from './sizing.ts';
import { unitStyle } from './unit-style.ts';
import { useCanvas } from './use-canvas.ts';
import wall from './wall.module.css';

/** Colours to compare by eye; none of them is a severity's. */
const COLOURS: Readonly<Record<string, string>> = {
  white: '#ffffff',
  yellow: '#f2e205',
  orange: '#ff9a1f',
  blue: '#2f6bff',
  black: '#000000',
  purple: '#9a4dff',
};

/** What the admin has to know of this screen, in the fullest words that fit. */
const ASKED = [
  'Diagonal, farthest seat, what it may show, group',
  'Diagonal, farthest seat, clearance',
  'Diagonal and farthest seat',
  'Size and farthest seat',
];

/** A screen that belongs to no election yet: it shows a code, and nothing else, until an admin has confirmed it. */
export function PairingPage({ onPaired }: { onPaired: (display: DisplaySelf) => void }) {
  const canvas = useCanvas();
  const layout = useMemo(() => wallLayout(canvas, REFERENCE_ROOM), [canvas]);
  const [view, setView] = useState<PairingView>({ kind: 'asking' });

  useEffect(() => {
    const desk = pairingDesk({ show: setView, paired: onPaired });
    const timer = setInterval(() => desk.tick(Date.now()), 1_000);
    desk.tick(Date.now());
    return () => {
      clearInterval(timer);
      desk.close();
    };
  }, [onPaired]);

  return (
    <div
      className={wall.wall}
      data-theme="dark"
      data-shape={layout.shape}
      data-scene="pairing"
      style={unitStyle(layout.unitPx)}
    >
      <main className={styles.pairing}>
        <div className={styles.head}>
          <b>Election War Room</b>
          <FirstFit
            of="head"
            options={[
              <span key="full">This screen is not paired</span>,
              <span key="short">Not paired</span>,
            ]}
          />
        </div>
        {view.kind === 'code' ? <Code view={view} /> : <NoCode view={view} />}
        <div className={styles.how}>
          <span>On a laptop</span>
          <b>Admin › Displays › Pair</b>
          {view.kind === 'code' && (
            <>
              <span>New code in</span>
              <b className={styles.time}>{formatDuration(view.leftMs)}</b>
            </>
          )}
        </div>
        <div className={styles.asked}>
          <span>Asked there</span>
          <FirstFit
            of="asked"
            options={ASKED.map((words) => (
              <b key={words}>{words}</b>
            ))}
          />
        </div>
        <div className={styles.set}>
          {view.kind === 'code' && (
            <div>
              <span>Must show there too</span>
              <b>
                <i
                  className={styles.swatch}
                  style={{ background: COLOURS[view.colour] ?? view.colour }}
                />
                {view.colour} {view.word}
              </b>
            </div>
          )}
          <div className={styles.try}>
            <FirstFit
              of="try"
              options={[
                <span key="full">Can the farthest seat read this?</span>,
                <span key="short">Farthest seat?</span>,
              ]}
            />
            <FirstFit
              of="line"
              options={[
                <em key="full">It is the smallest text, for 65 in at 7 m.</em>,
                <em key="mid">Smallest text, 65 in at 7 m</em>,
                <em key="short">65 in, 7 m</em>,
              ]}
            />
          </div>
        </div>
      </main>
    </div>
  );
}

function Code({ view }: { view: Extract<PairingView, { kind: 'code' }> }) {
  const [first, second] = view.code.split('-');
  return (
    <div
      className={styles.code}
      role="img"
      aria-label={`Code ${[...view.code.replace('-', '')].join(' ')}`}
    >
      <span>{first}</span>
      <span>{second}</span>
    </div>
  );
}

function NoCode({ view }: { view: PairingView }) {
  if (view.kind !== 'waiting') return <div className={styles.none} />;
  return (
    <div className={styles.none} role="alert">
      <b>No code yet</b>
      <span>
        {view.reason} Next try in {formatDuration(view.leftMs)}.
      </span>
    </div>
  );
}
