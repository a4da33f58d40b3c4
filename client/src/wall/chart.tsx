import { Component, lazy, memo, Suspense, type ReactNode } from 'react';
import { classes } from '../ui/classes.ts';
import styles from './chart.module.css';
import { useSize } from './use-size.ts';
import type { Point, Series, TimeSeriesProps } from './time-series.tsx';

// The drawing library is loaded with the first chart, not with the wall.
const loadTimeSeries = () => import('./time-series.tsx');
const TimeSeries = lazy(() => loadTimeSeries().then((module) => ({ default: module.TimeSeries })));

export interface AxisLabel {
  text: string;
  /** From 0 at the left to 1. Labels at 0 begin there, at 1 end there, others stand centred or, with a tick, begin. */
  share: number;
  hasTick?: boolean;
}

export interface ChartProps extends Omit<TimeSeriesProps, 'width' | 'height'> {
  /** What a screen reader hears instead: name, then a table. */
  label: string;
  axis: readonly AxisLabel[];
  /** How a value reads in the table. */
  format: (value: number) => string;
  formatTime: (at: number) => string;
  /** Without a base line. */
  isBare?: boolean;
  /** Laid over the plot. */
  children?: ReactNode;
}

const TABLE_ROWS = 24;

/** A chart over time: marks by the drawing library, words by us, and all of it again as a table nobody sees. */
export const Chart = memo(function Chart(props: ChartProps) {
  const { label, axis, format, formatTime, isBare, children, ...series } = props;
  const [box, size] = useSize();
  return (
    <figure className={styles.chart} aria-label={label}>
      <div ref={box} className={classes(styles.plot, isBare === true && styles.isBare)}>
        <div className={styles.marks} aria-hidden="true">
          {size.width > 0 && size.height > 0 && (
            <Unbroken>
              <Suspense fallback={null}>
                <TimeSeries {...series} width={size.width} height={size.height} />
              </Suspense>
            </Unbroken>
          )}
        </div>
        {children}
      </div>
      <div className={styles.axis} aria-hidden="true">
        {axis.map(({ text, share, hasTick }) => (
          <span
            key={`${text} ${share}`}
            className={classes(hasTick === true && styles.tick)}
            style={place(share, hasTick === true)}
          >
            {text}
          </span>
        ))}
      </div>
      <ChartTable
        {...{ label, format, formatTime }}
        points={series.points}
        series={series.series}
      />
    </figure>
  );
});

function place(share: number, hasTick: boolean) {
  if (share >= 1) return { right: 0 };
  if (share <= 0 || hasTick) return { left: `${share * 100}%` };
  return { left: `${share * 100}%`, transform: 'translateX(-50%)' };
}

interface ChartTableProps {
  label: string;
  points: readonly Point[];
  series: readonly Series[];
  format: (value: number) => string;
  formatTime: (at: number) => string;
}

function ChartTable({ label, points, series, format, formatTime }: ChartTableProps) {
  const step = Math.max(1, Math.ceil(points.length / TABLE_ROWS));
  const rows = points.filter((_, index) => (points.length - 1 - index) % step === 0);
  return (
    <div className="sr-only">
      <table>
        <caption>{label}</caption>
        <thead>
          <tr>
            <th scope="col">Time</th>
            {series.map(({ key, name }) => (
              <th key={key} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((point) => (
            <tr key={point.at}>
              <th scope="row">{formatTime(point.at)}</th>
              {series.map(({ key }) => {
                const value = point[key];
                return (
                  <td key={key}>
                    {value === null || value === undefined ? '–' : format(Math.abs(value))}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** A chart whose code can't be fetched (the server is away, or was renewed) must not take the wall with it. */
class Unbroken extends Component<{ children: ReactNode }, { isBroken: boolean }> {
  override state = { isBroken: false };
  static getDerivedStateFromError() {
    return { isBroken: true };
  }
  override render() {
    return this.state.isBroken ? (
      <div className={styles.broken}>Chart not loaded</div>
    ) : (
      this.props.children
    );
  }
}
