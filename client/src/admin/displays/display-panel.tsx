import type { ReactNode } from 'react';
import { Button } from '../../ui/button.tsx';
import { classes } from '../../ui/classes.ts';
import { formatAgeLong, formatBytes, formatMoment } from '../../ui/format.ts';
import { TlpLabel } from '../../ui/tlp-label.tsx';
import { useAdmin } from '../admin-context.ts';
import type { DisplayRow } from '../admin-types.ts';
import styles from '../admin.module.css';
import { Facts } from '../list-row.tsx';
import { Problem } from '../problem.tsx';
import { formatDate } from '../times.ts';
import type { Act } from '../use-act.ts';
import { DisplayStateDot } from './display-table.tsx';
import { offsetInWords, REDACTION_WORDS, scenesInWords, WAKE_LOCK_WORDS } from './display-words.ts';
import own from './displays.module.css';
import { concernsOf, judgeDisplay, type DisplayJudgement } from './judge-display.ts';

interface DisplayPanelProps {
  display: DisplayRow;
  judgedAt: number;
  pairedBy: string;
  act: Act;
  onIdentify: () => void;
  onReload: () => void;
  onSettings: () => void;
  onRevoke: () => void;
  /** Pin, pause, visitor mode; null while it is not known what walls show. */
  walls: ReactNode;
  /** What happened to it. */
  timeline: ReactNode;
}

/** One display: how it stands, what it last said of itself, and what can be done with it. */
export function DisplayPanel(props: DisplayPanelProps) {
  const { display, judgedAt, act } = props;
  const judgement = judgeDisplay(display.lastReport, judgedAt);
  return (
    <>
      <div className={styles.panelHead}>
        <h2>{display.name}</h2>
        <DisplayStateDot state={judgement.state} />
      </div>
      <Picture display={display} judgement={judgement} judgedAt={judgedAt} />
      <PanelFacts
        display={display}
        judgement={judgement}
        judgedAt={judgedAt}
        pairedBy={props.pairedBy}
      />
      <div className={styles.actions}>
        <Button keyHint="i" isPending={act.pending === 'identify'} onClick={props.onIdentify}>
          Identify
        </Button>
        <Button keyHint="r" isPending={act.pending === 'reload'} onClick={props.onReload}>
          Reload
        </Button>
        <Button keyHint="s" onClick={props.onSettings}>
          Settings
        </Button>
        <Button onClick={props.onRevoke}>Revoke…</Button>
      </div>
      <div className={own.walls}>{props.walls}</div>
      <p className={classes(styles.tiny, styles.notice)}>
        Identify shows its name on the screen for 15 s. A reload fetches the newest build. Neither
        reaches a display that is not connected.
      </p>
      {act.error !== null && (
        <div className={styles.notice}>
          <Problem error={act.error} />
        </div>
      )}
      {props.timeline}
    </>
  );
}

interface Judged {
  display: DisplayRow;
  judgement: DisplayJudgement;
  judgedAt: number;
}

/** The screen in small: its frame's labels, and how old its picture is, hatched where the screen's is. */
function Picture({ display, judgement, judgedAt }: Judged) {
  const { zone } = useAdmin();
  const { lastReport: report, clearance, redaction } = display;
  const isPortrait = report !== null && report.height > report.width;
  const asOf = report?.asOf ?? null;
  return (
    <div
      className={classes(
        own.picture,
        isPortrait && own.portrait,
        judgement.state !== 'live' && own.hatched,
      )}
    >
      <div className={own.pictureBar}>
        {[report?.scene ?? 'no scene', `TLP:${clearance}`, redaction === 'none' ? null : redaction]
          .filter((part) => part !== null)
          .join(' · ')}
      </div>
      <div className={own.pictureWords}>
        {asOf === null ? 'NO PICTURE YET' : `AS OF ${formatMoment(asOf, judgedAt, zone)}`}
        {judgement.pictureAgeMs !== null && (
          <small>{formatAgeLong(judgement.pictureAgeMs)} old</small>
        )}
      </div>
    </div>
  );
}

function PanelFacts({ display, judgement, judgedAt, pairedBy }: Judged & { pairedBy: string }) {
  const { zone, build } = useAdmin();
  const { lastReport: report } = display;
  const concerns = report === null ? null : concernsOf(report, build);
  const warn = (isConcern: boolean | undefined): string | undefined =>
    isConcern === true ? styles.warn : undefined;
  return (
    <Facts
      facts={[
        ['Last heard', <LastHeard key="heard" {...{ display, judgement, judgedAt }} />],
        ...(report === null || concerns === null
          ? []
          : ([
              [
                'Build',
                <span key="build" className={warn(concerns.build)}>
                  <code>{report.build}</code>
                  {concerns.build ? `, the server has ${build}` : ', as the server'}
                </span>,
              ],
              ['Canvas', `${report.width} × ${report.height} at ${report.dpr}×`],
              [
                'Memory',
                <span key="memory" className={warn(concerns.memory)}>
                  {report.memoryMb === null
                    ? 'not told by its browser'
                    : formatBytes(report.memoryMb * 1_000_000)}
                </span>,
              ],
              [
                'Clock',
                <span key="clock" className={warn(concerns.offset)}>
                  {offsetInWords(report.offsetMs)} off the server’s, corrected
                </span>,
              ],
              [
                'Wake lock',
                <span key="wake" className={warn(concerns.wakeLock)}>
                  {WAKE_LOCK_WORDS[report.wakeLock]}
                  {report.wakeLock === 'unavailable' &&
                    '; needs HTTPS, so keep the machine awake itself'}
                  {report.wakeLock === 'lost' && '; the screen may go dark'}
                </span>,
              ],
            ] as const)),
        ['Clearance', <TlpLabel key="tlp" tlp={display.clearance} />],
        [
          'Redaction',
          `${REDACTION_WORDS[display.redaction].label}: ${REDACTION_WORDS[display.redaction].detail}`,
        ],
        [
          'Seat and size',
          `${display.diagonalInch}″ at ${display.farthestSeatM} m, ${display.theme}`,
        ],
        ['Scenes', scenesInWords(display.scenes)],
        ['Group', display.group ?? 'none'],
        [
          'Profile',
          (display.profile ?? 'far') === 'near' ? 'near: read within 2 m' : 'far: read as a wall',
        ],
        [
          'Sound',
          <span key="sound" className={warn(concerns?.audio)}>
            {display.sound === true ? 'for criticals' : 'off'}
            {report?.audio === 'blocked' && ', blocked by its browser'}
          </span>,
        ],
        [
          'Visitor mode',
          display.visitorSince == null
            ? 'off'
            : `on since ${formatMoment(display.visitorSince, judgedAt, zone)}`,
        ],
        ['Paired', `${formatDate(display.pairedAt, zone)} by ${pairedBy}`],
      ]}
    />
  );
}

function LastHeard({ display, judgement, judgedAt }: Judged) {
  const { zone } = useAdmin();
  const { lastReport: report } = display;
  if (report === null || judgement.reportAgeMs === null) {
    return <>not since it was paired; is its page open?</>;
  }
  const tone =
    judgement.state === 'dead' ? styles.bad : judgement.state === 'late' ? styles.warn : undefined;
  return (
    <>
      <span className={tone}>
        {formatMoment(report.at, judgedAt, zone)}, {formatAgeLong(judgement.reportAgeMs)} ago
      </span>
      {judgement.state === 'stale' && (
        <div className={styles.warn}>It reports, but its picture does not move on.</div>
      )}
    </>
  );
}
