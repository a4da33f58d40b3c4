import type { ClockName, MetricsView } from '@warroom/shared';
import { memo, useMemo } from 'react';
import { useAtNow, type Ticker } from '../../store/ticker.ts';
import { formatClock, formatMinute } from '../../ui/format.ts';
import { Severity } from '../../ui/severity.tsx';
import { Chart } from '../chart.tsx';
import { mostPressing } from '../criticals.ts';
import { FirstFit } from '../first-fit.tsx';
import { IncidentRow } from '../incident-row.tsx';
import { Panel } from '../panel.tsx';
import rows from '../rows.module.css';
import type { Scene, SceneProps } from '../scene.ts';
import { headroom, roundMarks } from '../time-axis.ts';
import type { Series } from '../time-series.tsx';
import { silentSources, type WallData } from '../wall-data.ts';
import { formatWallAge } from '../wall-words.ts';
import { zoneOffsetMs } from '../zone-offset.ts';
import styles from './overview.module.css';

/** More than any screen can hold, so that a long list costs nothing. */
const MAX_ROWS = 30;

function Overview({ data, clock, layout }: SceneProps) {
  return (
    <div className={styles.overview}>
      <Panel {...{ data, clock }} streams={['incidents']} name="Incidents">
        <Pressing {...{ data, clock }} />
      </Panel>
      <SilentStrip {...{ data, clock }} />
      <Panel className={styles.low} {...{ data, clock }} streams={['metrics']} name="Counts">
        <div className={styles.pair}>
          {data.metrics && (
            <>
              <Trend
                metrics={data.metrics}
                zone={data.compiled.election.zone}
                unitPx={layout.unitPx}
              />
              <Overdue overdue={data.metrics.overdue} />
            </>
          )}
        </div>
      </Panel>
    </div>
  );
}

function Pressing({ data, clock }: Pick<SceneProps, 'data' | 'clock'>) {
  const { incidents, compiled, names } = data;
  const pressing = useMemo(() => mostPressing(incidents).slice(0, MAX_ROWS), [incidents]);
  if (pressing.length === 0) {
    return (
      <div className={rows.empty}>
        <b>No open incidents</b>
        <span>What comes in shows here by itself</span>
      </div>
    );
  }
  return (
    <ul className={rows.rows}>
      {pressing.map((incident) => (
        <IncidentRow key={incident.id} {...{ incident, compiled, names, clock }} />
      ))}
    </ul>
  );
}

/** Names the source that has been silent longest: a quiet board may only be a deaf one. */
function SilentStrip({ data, clock }: { data: WallData; clock: Ticker }) {
  const { sources, compiled } = data;
  const line = useAtNow(clock, (now) => {
    const silent = silentSources(sources, now);
    const first = silent[0];
    if (first?.lastAt == null) return '';
    const more = silent.length > 1 ? ` and ${silent.length - 1} more` : '';
    const time = formatClock(first.lastAt, compiled.election.zone);
    return `${first.title} silent${more}| AS OF ${time} · ${formatWallAge(now - first.lastAt)} old`;
  });
  if (line === '') return <span />;
  const [who = '', since = ''] = line.split('|');
  return (
    <section className={styles.silent} aria-label="Silent sources">
      <FirstFit
        of={`${who}${since.length}`}
        options={[
          <span key="full">
            Signals: <b>{who}</b>
            {since}
          </span>,
          <span key="who">
            <b>{who}</b>
            {since}
          </span>,
          <b key="short">{who}</b>,
        ]}
      />
    </section>
  );
}

const BANDS: readonly Series[] = [
  { key: 's1', name: 'critical', colour: 'var(--crit)' },
  { key: 's2', name: 'high', colour: 'var(--high)' },
  { key: 's3', name: 'medium', colour: 'var(--med-soft)' },
  { key: 's4', name: 'low', colour: 'var(--low-soft)' },
];

interface TrendProps {
  metrics: MetricsView;
  zone: string;
  unitPx: number;
}

/** Open incidents of the last hours, critical at the base. */
const Trend = memo(function Trend({ metrics, zone, unitPx }: TrendProps) {
  const drawn = useMemo(() => {
    const points = metrics.open.map(({ at, counts }) => ({
      at,
      s1: counts[0] ?? 0,
      s2: counts[1] ?? 0,
      s3: counts[2] ?? 0,
      s4: counts[3] ?? 0,
    }));
    const totals = points.map(({ s1, s2, s3, s4 }) => s1 + s2 + s3 + s4);
    const from = points[0]?.at ?? metrics.asOf - 60_000;
    const to = Math.max(points.at(-1)?.at ?? metrics.asOf, from + 60_000);
    return {
      points,
      span: [from, to] as const,
      range: [0, headroom(totals, 0.3, 0.4)] as const,
      hours: Math.max(1, Math.round((to - from) / 3_600_000)),
      minutes: Math.round((to - from) / 60_000),
      axis: roundMarks(from, to, zoneOffsetMs(to, zone)).map(({ at, share }) => ({
        text: formatMinute(at, zone),
        share,
        hasTick: true,
      })),
    };
  }, [metrics, zone]);
  const { points, span, range, axis, hours, minutes } = drawn;
  const total = metrics.now.slice(0, 4).reduce((sum, count) => sum + count, 0);
  const info = metrics.now[4] ?? 0;
  const name = `Open, ${minutes < 60 ? `${minutes} min` : `${hours} h`}`;
  return (
    <div className={styles.trend}>
      <h3 className={styles.name}>{name}</h3>
      <Chart
        label={`Open incidents by severity, the last ${minutes} minutes`}
        kind="stack"
        series={BANDS}
        strokePx={6 * unitPx}
        format={String}
        formatTime={(at) => formatMinute(at, zone)}
        {...{ points, span, range, axis }}
      />
      <div className={styles.key} aria-hidden="true">
        <Severity level="S4" show="glyph" />
        <Severity level="S3" show="glyph" />
        <Severity level="S2" show="glyph" />
        <Severity level="S1" show="glyph" />
      </div>
      <div className={styles.total}>
        <b>{total}</b>
        <span>open</span>
        {info > 0 && <span>+{info} info</span>}
      </div>
    </div>
  );
});

const CLOCKS: readonly { name: ClockName; long: string; short: string }[] = [
  { name: 'acknowledge', long: 'Acknowledge', short: 'Ack' },
  { name: 'act', long: 'Act', short: 'Act' },
  { name: 'resolve', long: 'Resolve', short: 'Resolve' },
];

/** How many incidents are past each of their limits. */
function Overdue({ overdue }: { overdue: MetricsView['overdue'] }) {
  return (
    <div className={styles.sla}>
      <h3>
        <span className={styles.long}>Clocks overdue</span>
        <span className={styles.short}>Overdue</span>
      </h3>
      {CLOCKS.map(({ name, long, short }) => (
        <div key={name}>
          <span>
            <span className={styles.long}>{long}</span>
            <span className={styles.short}>{short}</span>
          </span>
          <b className={overdue[name] === 0 ? styles.none : undefined}>{overdue[name]}</b>
        </div>
      ))}
    </div>
  );
}

export const scene: Scene = {
  id: 'overview',
  title: 'Overview',
  order: 1,
  dwellS: 40,
  streams: ['incidents', 'metrics'],
  hasContent: () => true,
  Component: Overview,
};
