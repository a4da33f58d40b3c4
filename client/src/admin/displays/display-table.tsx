import { formatAgeLong, formatBytes } from '../../ui/format.ts';
import { StatusDot, type StatusKind } from '../../ui/status-dot.tsx';
import { Table } from '../../ui/table.tsx';
import { TlpLabel } from '../../ui/tlp-label.tsx';
import { classes } from '../../ui/classes.ts';
import { useAdmin } from '../admin-context.ts';
import type { DisplayRow } from '../admin-types.ts';
import styles from '../admin.module.css';
import { Columns, RowName } from '../list-row.tsx';
import { sceneLabel } from '../../wall-control/turns.ts';
import own from './displays.module.css';
import { AUDIO_WORDS, offsetInWords, sizeInWords, WAKE_LOCK_WORDS } from './display-words.ts';
import { concernsOf, judgeDisplay, type DisplayState } from './judge-display.ts';

const KINDS: Record<DisplayState, StatusKind> = {
  live: 'live',
  late: 'late',
  stale: 'stale',
  dead: 'dead',
  never: 'idle',
};

/** How a display stands, as shape and word. */
export function DisplayStateDot({ state }: { state: DisplayState }) {
  return <StatusDot kind={KINDS[state]}>{state === 'never' ? 'unheard' : state}</StatusDot>;
}

interface DisplayTableProps {
  displays: readonly DisplayRow[];
  /** By which they are judged: the server's time of the newest list. */
  judgedAt: number;
  selected: string | null;
  onSelect: (id: string) => void;
}

/** The displays of an election, one a row. */
export function DisplayTable({ displays, judgedAt, selected, onSelect }: DisplayTableProps) {
  return (
    <Table
      label="Displays"
      rows="m"
      isFlush={false}
      className={classes(styles.table, styles.tall, own.registry)}
    >
      <Columns widths={[null, 80, 106, 80, 70, 128, 84, 66, 64, 66, 86]} />
      <thead>
        <tr>
          <th>Display</th>
          <th>State</th>
          <th>Scene</th>
          <th data-align="end">As of, age</th>
          <th>Build</th>
          <th>Clearance</th>
          <th>Redaction</th>
          <th data-align="end">Memory</th>
          <th data-align="end">Clock</th>
          <th>Sound</th>
          <th>Wake lock</th>
        </tr>
      </thead>
      <tbody>
        {displays.map((display) => (
          <Row
            key={display.id}
            {...{ display, judgedAt, onSelect }}
            isSelected={display.id === selected}
          />
        ))}
      </tbody>
    </Table>
  );
}

interface RowProps extends Pick<DisplayTableProps, 'judgedAt' | 'onSelect'> {
  display: DisplayRow;
  isSelected: boolean;
}

function Row({ display, judgedAt, isSelected, onSelect }: RowProps) {
  const { build } = useAdmin();
  const { lastReport: report } = display;
  const { state, pictureAgeMs } = judgeDisplay(report, judgedAt);
  const concerns = report === null ? null : concernsOf(report, build);
  const ageTone =
    state === 'dead' ? styles.bad : state === 'late' || state === 'stale' ? styles.warn : undefined;
  return (
    <tr aria-selected={isSelected}>
      <RowName id={display.id} {...{ isSelected, onSelect }} sub={subWords(display)}>
        {display.name}
      </RowName>
      <td>
        <DisplayStateDot state={state} />
      </td>
      <td>{report === null ? NONE : sceneLabel(report.scene)}</td>
      <td data-align="end" className={ageTone}>
        {pictureAgeMs === null ? NONE : formatAgeLong(pictureAgeMs)}
      </td>
      <td {...toned(concerns?.build)}>
        {report === null ? NONE : <code title={report.build}>{report.build.slice(0, 7)}</code>}
      </td>
      <td>
        <TlpLabel tlp={display.clearance} />
      </td>
      {display.visitorSince == null ? (
        <td data-quiet>{display.redaction}</td>
      ) : (
        <td className={styles.warn}>visitors in</td>
      )}
      <td data-align="end" {...toned(concerns?.memory)}>
        {report?.memoryMb == null ? NONE : formatBytes(report.memoryMb * 1_000_000)}
      </td>
      <td data-align="end" {...toned(concerns?.offset)}>
        {report === null ? NONE : offsetInWords(report.offsetMs)}
      </td>
      <td {...toned(concerns?.audio)}>
        {report?.audio === undefined
          ? display.sound === true
            ? 'on'
            : NONE
          : AUDIO_WORDS[report.audio]}
      </td>
      <td {...toned(concerns?.wakeLock)}>
        {report === null ? NONE : WAKE_LOCK_WORDS[report.wakeLock]}
      </td>
    </tr>
  );
}

/** "North, 75″, 7 m". */
function subWords(display: DisplayRow): string {
  const { group } = display;
  return group == null ? sizeInWords(display) : `${group}, ${sizeInWords(display)}`;
}

const NONE = '–';

/** Quiet while all is well. */
function toned(isConcern: boolean | undefined): {
  className?: string | undefined;
  'data-quiet'?: true;
} {
  return isConcern === true ? { className: styles.warn } : { 'data-quiet': true };
}
