import { memo, useMemo } from 'react';
import { classes } from '../../ui/classes.ts';
import { formatMinute } from '../../ui/format.ts';
import { Severity } from '../../ui/severity.tsx';
import { Place } from '../incident-row.tsx';
import { Panel } from '../panel.tsx';
import { placeCode } from '../places.ts';
import rows from '../rows.module.css';
import type { Scene, SceneProps } from '../scene.ts';
import { newsLines, oneLine, type NewsLine } from '../ticker-lines.ts';
import { shortNumber, type WallData } from '../wall-data.ts';
import styles from './ticker.module.css';

const LINES = 8;
/** In close rooms there is place for more. */
const NEAR_LINES = 16;

function TickerScene({ data, clock, layout }: SceneProps) {
  const { signals, compiled, ticker } = data;
  const incidents = data.news ?? data.incidents;
  // The view's name takes the place of a line.
  const count = (layout.shape === 'near' ? NEAR_LINES : LINES) - (ticker ? 1 : 0);
  const lines = useMemo(() => newsLines(incidents, signals, count), [incidents, signals, count]);
  return (
    <Panel
      className={styles.ticker}
      {...{ data, clock }}
      streams={['incidents', 'signals']}
      name={ticker ? ticker.title : 'Newest'}
    >
      {ticker && (
        <h2 className={styles.view} dir="auto">
          {ticker.title}
        </h2>
      )}
      <ul className={rows.rows}>
        {lines.map((line) => (
          <Line key={line.id} {...{ line, compiled }} />
        ))}
      </ul>
    </Panel>
  );
}

interface LineProps {
  line: NewsLine;
  compiled: WallData['compiled'];
}

const Line = memo(
  function Line({ line, compiled }: LineProps) {
    const time = <span className={rows.time}>{formatMinute(line.at, compiled.election.zone)}</span>;
    if (line.kind === 'incident') {
      const { id, severity, title, jurisdictions } = line.incident;
      return (
        <li className={classes(rows.row, rows.news)}>
          <Severity level={severity} show="glyph" />
          {time}
          <span className={rows.title} dir="auto">
            {title}
          </span>
          <Place code={placeCode(compiled, jurisdictions)} />
          <span className={rows.code}>{shortNumber(id)}</span>
        </li>
      );
    }
    const { text, jurisdiction, channel, language } = line.signal;
    return (
      <li className={classes(rows.row, rows.news)}>
        <svg viewBox="0 0 12 12" role="img" aria-label="signal" className={styles.mark}>
          <path d="M3 6h6" fill="none" stroke="currentColor" strokeWidth="1.6" />
        </svg>
        {time}
        <span className={classes(rows.title, rows.quiet)} dir="auto" lang={language ?? undefined}>
          {oneLine(text)}
        </span>
        <Place code={placeCode(compiled, jurisdiction === null ? [] : [jurisdiction])} />
        <span className={rows.channel}>{channel}</span>
      </li>
    );
  },
  // Lines are made anew with every change; what they hold is not.
  (a, b) =>
    a.compiled === b.compiled &&
    (a.line.kind === 'incident'
      ? b.line.kind === 'incident' && a.line.incident === b.line.incident
      : b.line.kind === 'signal' && a.line.signal === b.line.signal),
);

export const scene: Scene = {
  id: 'ticker',
  title: 'Newest',
  order: 2,
  dwellS: 30,
  streams: ['incidents', 'signals'],
  hasContent: (data) => data.signals.length > 0 || (data.news ?? data.incidents).length > 0,
  Component: TickerScene,
};
