import { memo } from 'react';
import { Area, AreaChart, Bar, BarChart, Line, LineChart, XAxis, YAxis } from 'recharts';

/** Values at an instant, epoch ms, by series; null leaves a gap that is bridged. */
export type Point = { at: number } & Record<string, number | null>;

export interface Series {
  key: string;
  name: string;
  /** A colour of the tokens: `var(--crit)`. */
  colour: string;
}

export interface TimeSeriesProps {
  /** `stack`: areas on one another, the first at the base. `bars` may go below zero. */
  kind: 'stack' | 'line' | 'bars';
  /** In order of time; the same object until it changes. At most 300. */
  points: readonly Point[];
  series: readonly Series[];
  /** What the axes span; times in epoch ms. */
  span: readonly [number, number];
  range: readonly [number, number];
  isLog?: boolean;
  /** How much time a bar stands for. */
  barMs?: number;
  /** CSS px. */
  strokePx: number;
  width: number;
  height: number;
}

const NO_MARGIN = { top: 0, right: 0, bottom: 0, left: 0 };
const BAR_SHARE = 0.78;

/**
 * The one place that knows the drawing library. A numeric axis, no animation, no dots, no tooltip: on
 * a category axis an update of 5,000 points takes half a second.
 */
export const TimeSeries = memo(function TimeSeries(props: TimeSeriesProps) {
  const {
    kind,
    points,
    series,
    span,
    range,
    isLog = false,
    barMs = 0,
    strokePx,
    width,
    height,
  } = props;
  const chart = {
    width,
    height,
    data: points as Point[],
    margin: NO_MARGIN,
    accessibilityLayer: false,
  };
  const axes = (
    <>
      <XAxis hide type="number" dataKey="at" domain={[span[0], span[1]]} allowDataOverflow />
      <YAxis
        hide
        type="number"
        domain={[range[0], range[1]]}
        scale={isLog ? 'log' : 'linear'}
        allowDataOverflow
      />
    </>
  );
  const still = { isAnimationActive: false, connectNulls: true, type: 'linear' } as const;
  if (kind === 'stack') {
    return (
      <AreaChart {...chart}>
        {axes}
        {series.map(({ key, colour }) => (
          <Area
            key={key}
            {...still}
            dataKey={key}
            stackId="all"
            stroke="none"
            fill={colour}
            fillOpacity={1}
            activeDot={false}
          />
        ))}
      </AreaChart>
    );
  }
  if (kind === 'bars') {
    const barSize = (width * BAR_SHARE * barMs) / Math.max(1, span[1] - span[0]);
    return (
      <BarChart {...chart} stackOffset="sign" barGap={0}>
        {axes}
        {series.map(({ key, colour }) => (
          <Bar
            key={key}
            dataKey={key}
            stackId="all"
            isAnimationActive={false}
            fill={colour}
            barSize={barSize}
          />
        ))}
      </BarChart>
    );
  }
  return (
    <LineChart {...chart}>
      {axes}
      {series.map(({ key, colour }) => (
        <Line
          key={key}
          {...still}
          dataKey={key}
          stroke={colour}
          strokeWidth={strokePx}
          strokeLinejoin="round"
          strokeLinecap="round"
          dot={false}
          activeDot={false}
        />
      ))}
    </LineChart>
  );
});
