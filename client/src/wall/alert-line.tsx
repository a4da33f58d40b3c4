import type { IncidentView } from '@warroom/shared';
import { useMemo, type ReactNode } from 'react';
import { useAtNow, type Ticker } from '../store/ticker.ts';
import { classes } from '../ui/classes.ts';
import { formatDuration } from '../ui/format.ts';
import { Severity } from '../ui/severity.tsx';
import type { Criticals } from './criticals.ts';
import { FirstFit } from './first-fit.tsx';
import styles from './frame.module.css';
import { onCallCell } from './on-call-words.ts';
import { placeCode } from './places.ts';
import type { WallLayout } from './sizing.ts';
import { formatWallAge } from './wall-words.ts';
import { ownerOf, shortNumber, type WallData } from './wall-data.ts';

export interface AlertLineProps {
  data: WallData;
  clock: Ticker;
  criticals: Criticals;
  layout: WallLayout;
  /** Upright screens show the critical and the label on lines of their own. */
  parts: 'all' | 'critical' | 'label';
}

/** Widths in the frame's units: both margins, a letter of the label, and what the other cells ask for. */
const EDGES = 116;
const LETTER = 33;
const GAPS = 56;
/** A critical that waits, one that is pinned, and the words that none does. */
const CRITICAL_CELL = { waiting: 760, pinned: 880, none: 580 };
/** "On call" and a count. */
const ON_CALL_CELL = 280;

/** The frame's last line: the critical that waits longest, who is on call, and what may be seen here. */
export function AlertLine({ data, clock, criticals, layout, parts }: AlertLineProps) {
  const label = labelOf(data.identity);
  const widthUnits = (layout.width * layout.unitPx) / layout.frameUnitPx - EDGES;
  // Where not all fits, the one who is on call gives way to the critical and the label.
  const cell =
    criticals.waiting.length > 0 ? 'waiting' : criticals.pinned.length > 0 ? 'pinned' : 'none';
  const besides = parts === 'label' ? 0 : CRITICAL_CELL[cell];
  const room = widthUnits - label.join(' ').length * LETTER - besides - GAPS;
  const line = parts === 'all' ? styles.alert : classes(styles.alert, styles.stackedLine);
  return (
    <div className={line}>
      {parts !== 'label' && <CriticalCell {...{ data, clock, criticals }} />}
      {parts !== 'critical' && (
        <>
          {room >= ON_CALL_CELL && <OnCall data={data} room={Math.floor(room)} />}
          <div>
            <b>{label[0]}</b>
            <span className={styles.dim}>{label[1]}</span>
          </div>
        </>
      )}
    </div>
  );
}

/** Who is on call, in the fullest words that fit; a desk without anybody comes before all. */
function OnCall({ data, room }: { data: WallData; room: number }) {
  const { isLoud, wordings } = useMemo(
    () => onCallCell(data.onCall, data.names),
    [data.onCall, data.names],
  );
  return (
    <FirstFit
      className={styles.onCall}
      style={{ maxWidth: `calc(${room} * var(--u))` }}
      of={`${room} ${wordings.join('|')}`}
      options={wordings.map((words) => (
        <div key={words} className={isLoud ? styles.hot : undefined}>
          {!isLoud && <span className={styles.faint}>On call</span>}
          <span className={words === 'not set' ? styles.dim : styles.named}>{words}</span>
        </div>
      ))}
    />
  );
}

const REDACTED = { none: 'FULL', names: 'NO NAMES', visitor: 'REDACTED' } as const;

/** What may be seen here, in two words. */
function labelOf({ kind, clearance, redaction }: WallData['identity']): readonly [string, string] {
  return [`TLP:${clearance}`, kind === 'preview' ? 'PREVIEW' : REDACTED[redaction]];
}

function CriticalCell({ data, clock, criticals }: Omit<AlertLineProps, 'parts' | 'layout'>) {
  const waiting = criticals.waiting[0];
  const pinned = criticals.pinned[0];
  if (waiting) return <Waiting incident={waiting} {...{ data, clock }} />;
  if (pinned) return <Pinned incident={pinned} {...{ data, clock }} />;
  return <div className={classes(styles.who, styles.dim)}>No critical waiting</div>;
}

interface OneProps {
  incident: IncidentView;
  data: WallData;
  clock: Ticker;
}

function Waiting({ incident, data, clock }: OneProps) {
  const age = useAtNow(clock, (now) => formatDuration(now - incident.openedAt));
  const owner = ownerOf(incident, data.names);
  const place = placeCode(data.compiled, incident.jurisdictions);
  const words = (head: string, by: string): ReactNode => (
    <div key={head + by} className={styles.hot}>
      <Severity level="S1" show="glyph" />
      <span className={styles.code}>{shortNumber(incident.id)}</span>
      {head !== '' && <span>{head}</span>}
      <span className={styles.number}>{age}</span>
      <span>{by}</span>
    </div>
  );
  const isUntold = (incident.escalation?.nobodyAt ?? null) !== null;
  const by = isUntold ? 'NO ONE TOLD' : (owner ?? 'UNOWNED');
  return (
    <FirstFit
      className={styles.who}
      of={`${incident.id} ${place} ${by} ${age.length}`}
      options={[
        words(place, by),
        words(place.split(' ')[0] ?? '', by),
        words('', by),
        words('', isUntold ? 'UNTOLD' : by),
      ]}
    />
  );
}

function Pinned({ incident, data, clock }: OneProps) {
  const since = incident.acknowledgedAt ?? incident.openedAt;
  const age = useAtNow(clock, (now) => formatWallAge(now - since));
  const by =
    incident.acknowledgedBy === null ? '' : (data.names.get(incident.acknowledgedBy) ?? '');
  const place = placeCode(data.compiled, incident.jurisdictions);
  const words = (acked: string): ReactNode => (
    <div key={acked}>
      <Severity level="S1" show="glyph" />
      <span className={styles.code}>{shortNumber(incident.id)}</span>
      {place !== '' && <b>{place}</b>}
      <span className={styles.dim}>{acked}</span>
    </div>
  );
  const full = by === '' ? `acked, ${age}` : `acked by ${by}, ${age}`;
  return (
    <FirstFit
      className={styles.who}
      of={`${incident.id} ${place} ${by} ${age.length}`}
      options={[words(full), words(`acked, ${age}`), words('acked')]}
    />
  );
}
