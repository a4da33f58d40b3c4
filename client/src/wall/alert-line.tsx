import type { IncidentView } from '@warroom/shared';
import { useMemo, type ReactNode } from 'react';
import { useAtNow, type Ticker } from '../store/ticker.ts';
import { classes } from '../ui/classes.ts';
import { formatDuration } from '../ui/format.ts';
import { Severity } from '../ui/severity.tsx';
import type { Criticals } from './criticals.ts';
import { FirstFit } from './first-fit.tsx';
import styles from './frame.module.css';
import { nobodyTold, onCallCell } from './on-call-words.ts';
import { placeCode } from './places.ts';
import { hasNobodyLine, type WallLayout } from './sizing.ts';
import { formatWallAge } from './wall-words.ts';
import { ownerOf, shortNumber, type WallData } from './wall-data.ts';

type AlertPart = 'critical' | 'on-call' | 'label';

export interface AlertLineProps {
  data: WallData;
  clock: Ticker;
  criticals: Criticals;
  layout: WallLayout;
  /** Upright screens show the critical, and the others, on lines of their own. */
  parts: readonly AlertPart[];
}

/** Widths in the frame's units: both margins, a letter of the label, and what the other cells ask for. */
const EDGES = 116;
const LETTER = 33;
const GAPS = 56;
/** A critical that waits, one that is pinned, and the words that none does. */
const CRITICAL_CELL = { waiting: 760, pinned: 880, none: 580 };
/** One that waits where no other line says its place and that nobody was told. */
const WAITING_ALONE = 980;
/** "On call" and a count. */
const ON_CALL_CELL = 280;

type Places = Pick<AlertLineProps, 'data' | 'criticals' | 'layout'>;

/** What the other parts of its line leave for who is on call, in the frame's units. */
function roomForOnCall({ data, criticals, layout }: Places, parts: readonly AlertPart[]): number {
  const widthUnits = (layout.width * layout.unitPx) / layout.frameUnitPx - EDGES;
  const cell =
    criticals.waiting.length > 0 ? 'waiting' : criticals.pinned.length > 0 ? 'pinned' : 'none';
  const label = parts.includes('label') ? labelOf(data.identity).join(' ').length * LETTER : 0;
  const asked = cell === 'waiting' && !hasNobodyLine(layout) ? WAITING_ALONE : CRITICAL_CELL[cell];
  const critical = parts.includes('critical') ? asked : 0;
  return Math.floor(widthUnits - label - critical - GAPS);
}

const ONE_LINE = ['critical', 'on-call', 'label'] as const;
const TWO_LINES = [['critical'], ['on-call', 'label']] as const;
const THREE_LINES = [['critical'], ['on-call'], ['label']] as const;

/** What stands on which line: all on one where there is room beside a long label, else below one another. */
export function alertLines(places: Places, isStacked: boolean): readonly (readonly AlertPart[])[] {
  if (!isStacked) {
    if (roomForOnCall(places, ONE_LINE) >= ON_CALL_CELL) return [ONE_LINE];
    // A line below the frame says it already, with number, place and age.
    const [untold] = nobodyTold(places.data.incidents);
    const [waiting] = places.criticals.waiting;
    if (hasNobodyLine(places.layout) && untold !== undefined && untold.id === waiting?.id)
      return [TWO_LINES[1]];
  }
  return roomForOnCall(places, TWO_LINES[1]) >= ON_CALL_CELL ? TWO_LINES : THREE_LINES;
}

/** A last line of the frame: the critical that waits longest, who is on call, what may be seen here. */
export function AlertLine({ data, clock, criticals, layout, parts }: AlertLineProps) {
  const label = labelOf(data.identity);
  const line = parts.length > 2 ? styles.alert : classes(styles.alert, styles.stackedLine);
  return (
    <div className={line}>
      {parts.includes('critical') && <CriticalCell {...{ data, clock, criticals }} />}
      {parts.includes('on-call') && (
        <OnCall data={data} room={roomForOnCall({ data, criticals, layout }, parts)} />
      )}
      {parts.includes('label') && (
        <div>
          <b>{label[0]}</b>
          <span className={styles.dim}>{label[1]}</span>
        </div>
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
