import type { Severity as SeverityLevel } from '@warroom/shared';
import { memo, useMemo, type ReactNode } from 'react';
import type { Ticker } from '../store/ticker.ts';
import { useAtNow } from '../store/ticker.ts';
import { classes } from '../ui/classes.ts';
import {
  durationParts,
  formatChange,
  formatClock,
  formatMinute,
  formatZone,
} from '../ui/format.ts';
import { Severity, SEVERITY_WORDS } from '../ui/severity.tsx';
import { AlertLine, alertLines } from './alert-line.tsx';
import { openBySeverity, type Criticals } from './criticals.ts';
import { FirstFit } from './first-fit.tsx';
import styles from './frame.module.css';
import { NobodyLine } from './nobody-line.tsx';
import { nextPolls } from './polls-cell.ts';
import { hasNobodyLine, hasWideFrame, type WallLayout } from './sizing.ts';
import { StoreLine } from './store-line.tsx';
import { unitStyle } from './unit-style.ts';
import { chipOf, type WallData } from './wall-data.ts';

export interface FrameProps {
  data: WallData;
  clock: Ticker;
  layout: WallLayout;
  criticals: Criticals;
}

const COUNTED: readonly SeverityLevel[] = ['S1', 'S2', 'S3', 'S4'];

/** What never leaves the wall: the answers to the questions one has in three seconds. */
export const Frame = memo(function Frame(props: FrameProps) {
  const { layout } = props;
  const isStacked = !hasWideFrame(layout);
  return (
    <header
      aria-label="State of the war room"
      className={classes(styles.frame, isStacked && styles.stacked)}
      style={unitStyle(layout.frameUnitPx)}
    >
      {isStacked ? <Stacked {...props} /> : <Wide {...props} />}
      <StoreLine data={props.data} />
      {/* Where type fills the screen, the critical's own line says it. */}
      {hasNobodyLine(layout) && <NobodyLine data={props.data} clock={props.clock} />}
    </header>
  );
});

function Wide({ data, clock, criticals, layout }: FrameProps) {
  return (
    <>
      <div className={styles.top}>
        <div className={styles.cell}>
          <div className={styles.value}>
            <Clock {...{ data, clock }} />
          </div>
          <div className={styles.label}>
            <Utc clock={clock} />
          </div>
        </div>
        <i className={styles.rule} />
        <PollsCell {...{ data, clock }} />
        <i className={styles.rule} />
        <Counts data={data} />
        <i className={styles.rule} />
        <ChipCell {...{ data, clock }} />
      </div>
      <AlertLines {...{ data, clock, criticals, layout }} isStacked={false} />
    </>
  );
}

function Stacked({ data, clock, criticals, layout }: FrameProps) {
  const polls = useNextPolls(data, clock);
  const isTight = layout.shape === 'tight';
  return (
    <>
      <div className={styles.line}>
        <span className={styles.clock}>
          <Clock {...{ data, clock }} />
        </span>
        <span className={styles.dim}>
          <Utc clock={clock} />
        </span>
        <ChipWords {...{ data, clock }} />
      </div>
      <div className={styles.line}>
        <FirstFit
          of={polls.wordings.join()}
          options={polls.wordings.map((wording) => (
            <span key={wording} className={styles.dim}>
              {polls.at === null ? wording : `${wording} in`}
            </span>
          ))}
        />
        <span className={styles.big}>
          <Left at={polls.at} clock={clock} />
        </span>
      </div>
      {isTight ? (
        <div className={styles.line}>
          <InlineCounts data={data} />
        </div>
      ) : (
        <Counts data={data} />
      )}
      <AlertLines {...{ data, clock, criticals, layout }} isStacked />
    </>
  );
}

function AlertLines({ isStacked, ...props }: FrameProps & { isStacked: boolean }) {
  return alertLines(props, isStacked).map((parts) => (
    <AlertLine key={parts.join(' ')} {...props} parts={parts} />
  ));
}

/** The clock in the election's zone; the zone's name only where it is short enough to stand beside it. */
function Clock({ data, clock }: Pick<FrameProps, 'data' | 'clock'>) {
  const { zone } = data.compiled.election;
  const time = useAtNow(clock, (now) => formatClock(now, zone));
  const name = useAtNow(clock, (now) => formatZone(now, zone, true));
  return (
    <time>
      <b>{time}</b>
      {name.length <= 3 && ` ${name}`}
    </time>
  );
}

function Utc({ clock }: { clock: Ticker }) {
  return <>{useAtNow(clock, (now) => formatMinute(now, 'UTC'))} UTC</>;
}

function useNextPolls(data: WallData, clock: Ticker) {
  const minute = useAtNow(clock, (now) => Math.floor(now / 1_000));
  const { compiled } = data;
  const found = nextPolls(compiled, minute * 1_000);
  const key = `${found.at} ${found.wordings.join()}`;
  // oxlint-disable-next-line react/exhaustive-deps -- the key says all there is to it
  return useMemo(() => found, [key]);
}

function PollsCell({ data, clock }: Pick<FrameProps, 'data' | 'clock'>) {
  const { at, wordings } = useNextPolls(data, clock);
  return (
    <div className={styles.cell}>
      <div className={classes(styles.value, styles.large)}>
        <Left at={at} clock={clock} />
      </div>
      <FirstFit
        className={styles.label}
        of={wordings.join()}
        options={wordings.map((wording) => (
          <span key={wording}>{wording}</span>
        ))}
      />
    </div>
  );
}

/** The time left, with units: a colon would read as a time of day. */
function Left({ at, clock }: { at: number | null; clock: Ticker }) {
  const seconds = useAtNow(clock, (now) =>
    at === null ? null : Math.max(0, Math.ceil((at - now) / 1_000)),
  );
  if (seconds === null) return <span className={styles.faint}>–</span>;
  return durationParts(seconds * 1_000).map(({ value, unit }) => (
    <span key={unit}>
      {value}
      <span className={styles.unit}>{unit}</span>
    </span>
  ));
}

interface Count {
  level: SeverityLevel;
  count: number;
  change: string;
}

/** Open incidents by severity as this wall sees them, with the server's change over an hour; – while it is not known. */
function useCounts(data: WallData): Count[] {
  const { incidents, metrics } = data;
  return useMemo(() => {
    const counts = openBySeverity(incidents);
    return COUNTED.map((level, place) => {
      const before = metrics?.hourAgo?.[place];
      const now = metrics?.now[place];
      return {
        level,
        count: counts[place] ?? 0,
        change: before === undefined || now === undefined ? '–' : formatChange(now - before),
      };
    });
  }, [incidents, metrics]);
}

function changeWords(change: string): string {
  return change === '–' ? 'change not known yet' : `${change} in an hour`;
}

function Counts({ data }: { data: WallData }) {
  const counts = useCounts(data);
  return (
    <div className={styles.counts}>
      {counts.map(({ level, count, change }) => (
        <div key={level} className={styles.cell}>
          <FirstFit
            className={classes(styles.value, count > 99 ? styles.three : styles.large)}
            of={`${count} ${change}`}
            options={[
              <>
                {count}
                <span
                  role="img"
                  className={classes(styles.change, change === '–' && styles.faint)}
                  aria-label={changeWords(change)}
                >
                  {change}
                </span>
              </>,
              count,
            ]}
          />
          <div className={styles.label}>
            <Severity level={level} show="glyph" />
            <span>{SEVERITY_WORDS[level].short}</span>
          </div>
        </div>
      ))}
    </div>
  );
}

function InlineCounts({ data }: { data: WallData }) {
  const counts = useCounts(data);
  const inWords = (hasWords: boolean): ReactNode => (
    <div key={String(hasWords)} className={styles.inlines}>
      {counts.map(({ level, count, change }) => (
        <span key={level} className={styles.inline}>
          <Severity level={level} show="glyph" />
          <b className={styles.big}>{count}</b>
          <span role="img" className={styles.change} aria-label={changeWords(change)}>
            {change}
          </span>
          {hasWords && <span className={styles.dim}>{SEVERITY_WORDS[level].short}</span>}
        </span>
      ))}
    </div>
  );
  return (
    <FirstFit
      className={styles.inlineCounts}
      of={counts.map(({ count, change }) => `${count} ${change}`).join()}
      options={[inWords(true), inWords(false)]}
    />
  );
}

/** The chip's two words as one text, so that it is drawn anew only when it reads otherwise. */
function useChip(data: WallData, clock: Ticker): { word: string; panels: string } {
  const text = useAtNow(clock, (now) => {
    const { word, stalePanels } = chipOf(data, now);
    return `${word}|${word === 'STALE' ? stalePanels : ''}`;
  });
  const [word = '', count = ''] = text.split('|');
  return { word, panels: count === '' ? '' : `${count} panel${count === '1' ? '' : 's'}` };
}

function chipClass(word: string): string | undefined {
  if (word === 'LIVE') return styles.live;
  return word === 'LATE' ? styles.late : styles.stale;
}

function ChipCell({ data, clock }: Pick<FrameProps, 'data' | 'clock'>) {
  const { word, panels } = useChip(data, clock);
  const { numberPrefix } = data.compiled.election;
  if (word === 'NOT LIVE') {
    return (
      <div className={styles.cell}>
        <b className={classes(styles.value, styles.stale)}>NOT</b>
        <b className={classes(styles.value, styles.stale)}>LIVE</b>
      </div>
    );
  }
  return (
    <div className={styles.cell}>
      <div className={styles.value}>
        <b className={chipClass(word)}>{word}</b>
      </div>
      <FirstFit
        className={classes(styles.label, styles.narrow)}
        of={`${panels}${numberPrefix}`}
        options={panels === '' ? [numberPrefix, ''] : [panels, panels.replace(/ panels?$/, ' old')]}
      />
    </div>
  );
}

function ChipWords({ data, clock }: Pick<FrameProps, 'data' | 'clock'>) {
  const { word, panels } = useChip(data, clock);
  const { numberPrefix } = data.compiled.election;
  return (
    <>
      <FirstFit
        className={styles.dim}
        of={`${panels}${numberPrefix}`}
        options={panels === '' ? [numberPrefix, ''] : [panels, panels.split(' ')[0], '']}
      />
      <b className={chipClass(word)}>{word}</b>
    </>
  );
}
