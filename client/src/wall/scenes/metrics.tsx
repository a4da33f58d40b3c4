import type { MetricsView } from '@warroom/shared';
import { memo, useMemo, type ReactNode } from 'react';
import { classes } from '../../ui/classes.ts';
import { formatCount, formatMinute } from '../../ui/format.ts';
import { Chart, type AxisLabel } from '../chart.tsx';
import { Panel } from '../panel.tsx';
import type { Scene, SceneProps } from '../scene.ts';
import type { Series } from '../time-series.tsx';
import { formatMedian } from '../wall-words.ts';
import styles from './metrics.module.css';

const MINUTE = 60_000;

interface ChartsProps {
  metrics: MetricsView;
  zone: string;
  strokePx: number;
}

function MetricsScene({ data, clock, layout }: SceneProps) {
  const { metrics, compiled } = data;
  return (
    <Panel className={styles.metrics} {...{ data, clock }} streams={['metrics']} name="Metrics">
      {metrics && (
        <Charts metrics={metrics} zone={compiled.election.zone} strokePx={6 * layout.unitPx} />
      )}
    </Panel>
  );
}

const Charts = memo(function Charts(props: ChartsProps) {
  return (
    <div className={styles.four}>
      <Signals {...props} />
      <Opened {...props} />
      <Times {...props} />
      <Categories metrics={props.metrics} />
    </div>
  );
});

function One({
  head,
  isSmall = false,
  children,
}: {
  head: ReactNode;
  isSmall?: boolean;
  children: ReactNode;
}) {
  return (
    <section className={styles.one}>
      <div className={classes(styles.head, isSmall && styles.small)}>{head}</div>
      {children}
    </section>
  );
}

/** Start, what it is or the middle, and now. */
function axisOf(span: readonly [number, number], zone: string, middle?: string): AxisLabel[] {
  const [from, to] = span;
  return [
    { text: formatMinute(from, zone), share: 0 },
    { text: middle ?? formatMinute((from + to) / 2, zone), share: 0.5 },
    { text: 'now', share: 1 },
  ];
}

/** From the first point to the last, and at least `leastMs`: a young record is not drawn larger than it is. */
function spanOf(
  points: readonly { at: number }[],
  asOf: number,
  leastMs: number,
): readonly [number, number] {
  const to = points.at(-1)?.at ?? asOf;
  return [Math.min(points[0]?.at ?? asOf, to - leastMs), to];
}

const FIRST = 'var(--text-1)';
const SECOND = 'var(--text-3)';
const SIGNALS: readonly Series[] = [{ key: 'value', name: 'signals a minute', colour: FIRST }];

function Signals({ metrics, zone, strokePx }: ChartsProps) {
  const { points, span, range } = useMemo(() => {
    // The minute that runs is not over: it would always look like a drop.
    const points = metrics.signalsPerMinute.slice(0, -1).map(({ at, value }) => ({ at, value }));
    const highest = Math.max(1, ...points.map(({ value }) => value));
    return {
      points,
      span: spanOf(points, metrics.asOf, 10 * MINUTE),
      range: [0, highest * 1.06] as const,
    };
  }, [metrics]);
  const newest = points.at(-1)?.value ?? 0;
  return (
    <One
      head={
        <>
          <h3>Signals</h3>
          <span>
            <b>
              {newest < 10 && newest % 1 !== 0
                ? newest.toFixed(1)
                : formatCount(Math.round(newest))}
            </b>{' '}
            /min
          </span>
        </>
      }
    >
      <Chart
        label="Signals a minute"
        kind="line"
        series={SIGNALS}
        axis={axisOf(span, zone)}
        format={(value) => value.toFixed(1)}
        formatTime={(at) => formatMinute(at, zone)}
        {...{ points, span, range, strokePx }}
      />
    </One>
  );
}

const QUARTER = 15 * MINUTE;
const FLOWS: readonly Series[] = [
  { key: 'opened', name: 'opened', colour: FIRST },
  { key: 'resolved', name: 'resolved', colour: SECOND },
];

function Opened({ metrics, zone, strokePx }: ChartsProps) {
  const { points, span, range } = useMemo(() => {
    const points = metrics.perQuarterHour.map(({ at, opened, resolved }) => ({
      at,
      opened,
      resolved: -resolved,
    }));
    const [from, to] = spanOf(points, metrics.asOf, 12 * QUARTER);
    return {
      points,
      span: [from - QUARTER / 2, to + QUARTER / 2] as const,
      range: [
        Math.min(-1, ...points.map(({ resolved }) => resolved)),
        Math.max(1, ...points.map(({ opened }) => opened)),
      ] as const,
    };
  }, [metrics]);
  const newest = metrics.perQuarterHour.at(-1);
  return (
    <One
      head={
        <>
          <h3>
            Opened <b>{newest?.opened ?? 0}</b>
          </h3>
          <span className={styles.second}>
            Resolved <b>{newest?.resolved ?? 0}</b>
          </span>
        </>
      }
    >
      <Chart
        label="Incidents opened and resolved per quarter of an hour"
        kind="bars"
        barMs={QUARTER}
        isBare
        series={FLOWS}
        axis={axisOf([span[0] + QUARTER / 2, span[1]], zone, 'per 15 min')}
        format={String}
        formatTime={(at) => formatMinute(at, zone)}
        {...{ points, span, range, strokePx }}
      >
        <div
          className={styles.zero}
          style={{ bottom: `${(-100 * range[0]) / (range[1] - range[0])}%` }}
        />
      </Chart>
    </One>
  );
}

const TIMES: readonly Series[] = [
  { key: 'resolve', name: 'median to resolution', colour: SECOND },
  { key: 'acknowledge', name: 'median to acknowledgement', colour: FIRST },
];
const GUIDES: readonly { ms: number; text: string }[] = [
  { ms: 10 * MINUTE, text: '10m' },
  { ms: MINUTE, text: '1m' },
  { ms: 60 * MINUTE, text: '1h' },
  { ms: 10_000, text: '10s' },
];

function Times({ metrics, zone, strokePx }: ChartsProps) {
  const { acknowledge, resolve } = metrics;
  const { points, span, range } = useMemo(() => {
    const points = acknowledge.series.map(({ at, medianMs }, index) => ({
      at,
      // A logarithm has no place for zero.
      acknowledge: medianMs === null ? null : Math.max(1_000, medianMs),
      resolve: atLeastASecond(resolve.series[index]?.medianMs),
    }));
    const values = points
      .flatMap((point) => [point.acknowledge, point.resolve])
      .filter((value) => value !== null);
    const low = Math.min(30_000, ...values) * 0.6;
    const high = Math.max(20 * MINUTE, ...values) * 2.2;
    return {
      points,
      span: spanOf(points, metrics.asOf, 12 * QUARTER),
      range: [low, high] as const,
    };
  }, [acknowledge, resolve, metrics.asOf]);
  const guide = GUIDES.find(({ ms }) => ms > range[0] * 2 && ms < range[1] / 3);
  const height = guide ? Math.log(guide.ms / range[0]) / Math.log(range[1] / range[0]) : 0;
  return (
    <One
      isSmall
      head={
        <>
          <h3>
            MTTA <b>{formatMedian(acknowledge.medianMs)}</b>
          </h3>
          <span className={styles.second}>
            MTTR <b>{formatMedian(resolve.medianMs)}</b>
          </span>
        </>
      }
    >
      <Chart
        label="Median time to acknowledgement and to resolution, on a logarithmic scale"
        kind="line"
        isLog
        series={TIMES}
        axis={axisOf(span, zone, `median of ${acknowledge.count} / ${resolve.count}`)}
        format={formatMedian}
        formatTime={(at) => formatMinute(at, zone)}
        {...{ points, span, range, strokePx }}
      >
        {guide && (
          <div className={styles.guide} style={{ bottom: `${height * 100}%` }} aria-hidden="true">
            <span>{guide.text}</span>
          </div>
        )}
      </Chart>
    </One>
  );
}

function atLeastASecond(ms: number | null | undefined): number | null {
  return ms === null || ms === undefined ? null : Math.max(1_000, ms);
}

const MAX_CATEGORIES = 4;

function Categories({ metrics }: { metrics: MetricsView }) {
  const { byCategory } = metrics;
  const total = byCategory.reduce((sum, { open }) => sum + open, 0);
  const rest = byCategory.slice(MAX_CATEGORIES - 1);
  const shown =
    byCategory.length <= MAX_CATEGORIES
      ? byCategory
      : [
          ...byCategory.slice(0, MAX_CATEGORIES - 1),
          { code: 'other', open: rest.reduce((sum, { open }) => sum + open, 0) },
        ];
  const highest = Math.max(1, ...shown.map(({ open }) => open));
  return (
    <One
      head={
        <>
          <h3>By category</h3>
          <span>
            <b>{total}</b> open
          </span>
        </>
      }
    >
      {shown.length === 0 ? (
        <div className={styles.nothing}>None open</div>
      ) : (
        <ul className={styles.categories}>
          {shown.map(({ code, open }) => (
            <li key={code}>
              <span>{code === 'none' ? 'not set' : code.split('_')[0]}</span>
              <span className={styles.track}>
                <svg style={{ width: `${(open / highest) * 78}%` }} aria-hidden="true" />
                <b>{open}</b>
              </span>
            </li>
          ))}
        </ul>
      )}
    </One>
  );
}

export const scene: Scene = {
  id: 'metrics',
  title: 'Metrics',
  order: 4,
  dwellS: 30,
  streams: ['metrics'],
  hasContent: ({ metrics }) => metrics !== null,
  Component: MetricsScene,
};
