import styles from './handover.module.css';

interface HourBarsProps {
  /** Names the picture; the table beside it holds the figures. */
  label: string;
  /** Oldest first; `late` of `value` are drawn in the colour of what is wrong. */
  bars: readonly { value: number; late?: number; title: string }[];
  /** Under the first and the last bar. */
  from: string;
  until: string;
}

const HEIGHT = 96;

/** Counts as bars, one an hour. Scales with its place; nothing moves. */
export function HourBars({ label, bars, from, until }: HourBarsProps) {
  const most = Math.max(1, ...bars.map(({ value }) => value));
  const width = 1_000 / Math.max(1, bars.length);
  const tall = (value: number): number => (value / most) * (HEIGHT - 4);
  return (
    <figure>
      <svg
        className={styles.bars}
        viewBox={`0 0 1000 ${HEIGHT}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={`${label}: at most ${most} an hour`}
      >
        {bars.map(({ value, late = 0, title }, at) => (
          <g key={title}>
            <title>{title}</title>
            <rect
              x={at * width + width * 0.1}
              y={HEIGHT - tall(value)}
              width={width * 0.8}
              height={tall(value)}
            />
            {late > 0 && (
              <rect
                data-late=""
                x={at * width + width * 0.1}
                y={HEIGHT - tall(late)}
                width={width * 0.8}
                height={tall(late)}
              />
            )}
          </g>
        ))}
        <line x1="0" x2="1000" y1={HEIGHT - 0.5} y2={HEIGHT - 0.5} />
      </svg>
      <figcaption className={styles.axis}>
        <span>{from}</span>
        <span>at most {most} an hour</span>
        <span>{until}</span>
      </figcaption>
    </figure>
  );
}
