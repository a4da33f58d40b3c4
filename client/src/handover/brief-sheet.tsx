import type { BriefContent, BriefRow, BriefView } from '@warroom/shared';
import { useEffect, useRef, useState } from 'react';
import { useDesk, useNames } from '../desk-frame/desk-context.ts';
import { useAtNow } from '../store/ticker.ts';
import { AppLink } from '../ui/app-link.tsx';
import { Avatar } from '../ui/avatar.tsx';
import { Button } from '../ui/button.tsx';
import { formatDay, formatMinute, formatZone, plural } from '../ui/format.ts';
import { Severity } from '../ui/severity.tsx';
import { StateGlyph } from '../ui/state-glyph.tsx';
import { Table } from '../ui/table.tsx';
import { TlpLabel } from '../ui/tlp-label.tsx';
import { BriefFigures } from './brief-figures.tsx';
import { dueWords, expectedWords, lateWords, snoozeWords } from './brief-words.ts';
import styles from './handover.module.css';
import { Part } from './part.tsx';
import { SavedText } from './saved-text.tsx';

/** Drawn at first; the rest on asking, so that a flood doesn't make the page heavy. */
const FIRST_ROWS = 60;

interface BriefSheetProps {
  brief: BriefView;
  selected: string | null;
  mayWrite: boolean;
  onSelect: (incident: string) => void;
  onLine: (incident: string) => void;
}

/** The brief itself, as it is read and printed. */
export function BriefSheet({ brief, selected, mayWrite, onSelect, onLine }: BriefSheetProps) {
  const { election } = useDesk();
  const name = useNames();
  const { zone, desks } = election.election;
  const { content } = brief;
  // What was signed tells of the moment of signing.
  const at = brief.isLive ? null : (content?.madeAt ?? null);
  const desk =
    brief.desk === null
      ? 'Whole room'
      : (desks.find(({ id }) => id === brief.desk)?.title ?? brief.desk);
  const to = brief.acceptedBy ?? brief.incoming;
  return (
    <>
      {election.election.drill === true && <p className={styles.mark}>EXERCISE</p>}
      <p className={styles.facts}>
        Shift brief {brief.number}, {desk}, {formatDay(brief.from, zone)},{' '}
        {formatMinute(brief.from, zone)}–{formatMinute(brief.until, zone)}{' '}
        {formatZone(brief.until, zone)} <TlpLabel tlp={content?.label ?? brief.label} />
      </p>
      <h1 className={styles.title}>
        {name(brief.outgoing)} {brief.state === 'draft' ? 'hands' : 'handed'} over
        {to === null ? '' : ` to ${name(to)}`} at{' '}
        {formatMinute(brief.signedAt ?? brief.until, zone)}
      </h1>
      {content === null ? (
        <p className={styles.quiet}>The content of this brief was erased.</p>
      ) : (
        <>
          <Summary brief={brief} content={content} mayWrite={mayWrite} />
          <Handed {...{ content, at, selected, mayWrite, onSelect, onLine }} />
          <div className={styles.pair}>
            <Breaches content={content} at={at} />
            <ComingBack content={content} />
          </div>
          <Happened content={content} />
          <BriefFigures content={content} />
          <Expected content={content} />
        </>
      )}
    </>
  );
}

function Summary({
  brief,
  content,
  mayWrite,
}: {
  brief: BriefView;
  content: BriefContent;
  mayWrite: boolean;
}) {
  if (mayWrite)
    return (
      <SavedText
        brief={brief.id}
        field="summary"
        label="In three lines"
        saved={content.summary}
        rows={3}
        maxLength={1_200}
        placeholder="How the shift went, what stands open, what comes."
      />
    );
  return (
    <p className={styles.lead}>
      <b>In three lines.</b> {content.summary === '' ? 'Nothing written.' : content.summary}
    </p>
  );
}

function Handed({
  content,
  at,
  selected,
  mayWrite,
  onSelect,
  onLine,
}: Omit<BriefSheetProps, 'brief'> & { content: BriefContent; at: number | null }) {
  const { incidents, more } = content;
  const [isWhole, setWhole] = useState(false);
  const chosenAt = incidents.findIndex((row) => row.incident === selected);
  const shown = isWhole || chosenAt >= FIRST_ROWS ? incidents : incidents.slice(0, FIRST_ROWS);
  const held = incidents.filter((row) => row.to !== null).length;
  const total = incidents.length + more;
  return (
    <Part
      title="Handed over"
      note={
        total === 0
          ? 'no open incidents'
          : `${plural(total, 'open incident')}, ${held} with a holder${more > 0 ? `; the ${incidents.length} gravest are listed` : ''}`
      }
    >
      {total > 0 && (
        <div className={styles.wide}>
          <Table label="Incidents handed over" rows="m" className={styles.handed}>
            <colgroup>
              <col className={styles.colSeverity} />
              <col className={styles.colNumber} />
              <col />
              <col className={styles.colState} />
              <col className={styles.colDue} />
              <col className={styles.colStep} />
              <col className={styles.colPeople} />
            </colgroup>
            <thead>
              <tr>
                <th scope="col">Severity</th>
                <th scope="col">Number</th>
                <th scope="col">Incident</th>
                <th scope="col">State</th>
                <th scope="col">Due</th>
                <th scope="col">Next step</th>
                <th scope="col" data-align="end">
                  From → to
                </th>
              </tr>
            </thead>
            <tbody>
              {shown.map((row) => (
                <Row
                  key={row.incident}
                  row={row}
                  isSelected={row.incident === selected}
                  {...{ at, mayWrite, onSelect, onLine }}
                />
              ))}
            </tbody>
          </Table>
          {shown.length < incidents.length && (
            <Button size="s" className={styles.noPrint} onClick={() => setWhole(true)}>
              Show the other {incidents.length - shown.length}
            </Button>
          )}
        </div>
      )}
    </Part>
  );
}

interface RowProps {
  row: BriefRow;
  /** The moment it tells of, epoch ms; null for now. */
  at: number | null;
  isSelected: boolean;
  mayWrite: boolean;
  onSelect: (incident: string) => void;
  onLine: (incident: string) => void;
}

function Row({ row, at, isSelected, mayWrite, onSelect, onLine }: RowProps) {
  const { id, clock, me } = useDesk();
  const name = useNames();
  const due = useAtNow(clock, (now) => dueWords(row.due, at ?? now));
  const isLate = useAtNow(
    clock,
    (now) => row.due !== null && row.due.dueAt - (at ?? now) < SOON_MS,
  );
  const element = useRef<HTMLTableRowElement>(null);
  useEffect(() => {
    if (isSelected) element.current?.focus({ preventScroll: false });
  }, [isSelected]);
  const people = `from ${row.from === null ? 'nobody' : name(row.from)} to ${row.to === null ? 'nobody yet' : name(row.to)}`;
  return (
    <tr
      ref={element}
      tabIndex={isSelected ? 0 : -1}
      aria-selected={isSelected}
      className={styles.row}
      onClick={() => onSelect(row.incident)}
    >
      <td>
        <Severity level={row.severity} />
      </td>
      <td>
        <AppLink href={`/e/${id}?sel=${row.incident}`} className={styles.number}>
          {row.incident}
        </AppLink>
      </td>
      <td title={row.title}>{row.title}</td>
      <td>
        <StateGlyph state={row.state} />
      </td>
      <td className={isLate ? styles.late : styles.quiet}>{due}</td>
      <td title={row.nextStep}>
        {row.nextStep === '' ? <span className={styles.quiet}>none said</span> : row.nextStep}
      </td>
      <td data-align="end">
        <span className={styles.people}>
          <Avatar
            name={row.from === null ? null : name(row.from)}
            isSelf={row.from === me}
            isDecoration
          />
          <span aria-hidden="true">→</span>
          {mayWrite ? (
            <button
              type="button"
              className={styles.to}
              aria-label={`${row.incident} ${people}: change`}
              onClick={() => onLine(row.incident)}
            >
              <Avatar
                name={row.to === null ? null : name(row.to)}
                isSelf={row.to === me}
                isDecoration
              />
            </button>
          ) : (
            <Avatar
              name={row.to === null ? null : name(row.to)}
              isSelf={row.to === me}
              isDecoration
            />
          )}
          <span className={styles.peopleWords}>{people}</span>
        </span>
      </td>
    </tr>
  );
}

const SOON_MS = 15 * 60_000;

function Breaches({ content, at }: { content: BriefContent; at: number | null }) {
  const { clock } = useDesk();
  // The words change by the minute at most.
  const minute = useAtNow(clock, (now) => Math.floor(now / 60_000));
  return (
    <Part
      title="Missed limits"
      note={content.breaches.length === 0 ? 'none' : plural(content.breaches.length, 'limit')}
    >
      {content.breaches.length > 0 && (
        <Table label="Missed limits">
          <colgroup>
            <col className={styles.colNumber} />
            <col />
            <col className={styles.colLong} />
          </colgroup>
          <tbody>
            {content.breaches.map((breach) => (
              <tr key={`${breach.incident} ${breach.clock}`}>
                <td className={styles.code}>{breach.incident}</td>
                <td data-quiet title={breach.title}>
                  {breach.title}
                </td>
                <td data-align="end" className={breach.metAt === null ? styles.late : undefined}>
                  {lateWords(breach, at ?? minute * 60_000)}
                </td>
              </tr>
            ))}
          </tbody>
        </Table>
      )}
    </Part>
  );
}

function ComingBack({ content }: { content: BriefContent }) {
  const { zone } = useDesk().election.election;
  return (
    <Part
      title="Coming back"
      note={content.comingBack.length === 0 ? 'nothing is snoozed' : 'snoozed'}
    >
      {content.comingBack.length > 0 && (
        <Table label="Snoozed incidents">
          <colgroup>
            <col className={styles.colNumber} />
            <col />
            <col className={styles.colLong} />
          </colgroup>
          <tbody>
            {content.comingBack.map((snooze) => (
              <tr key={snooze.incident}>
                <td className={styles.code}>{snooze.incident}</td>
                <td data-quiet title={snooze.title}>
                  {snooze.title}
                </td>
                <td data-align="end">{snoozeWords(snooze, zone)}</td>
              </tr>
            ))}
          </tbody>
        </Table>
      )}
    </Part>
  );
}

const NOTES: Record<BriefContent['happened']['notes'][number]['what'], string> = {
  opened: 'opened',
  resolved: 'resolved',
  breached: 'missed a limit',
  'nobody-notified': 'no one was notified',
};

function Happened({ content }: { content: BriefContent }) {
  const { zone } = useDesk().election.election;
  const { opened, acknowledged, resolved, dismissed, merged, notes } = content.happened;
  return (
    <Part
      title="What happened"
      note={`${opened} opened, ${acknowledged} acknowledged, ${resolved} resolved, ${dismissed} dismissed, ${merged} merged`}
    >
      {notes.length > 0 && (
        <Table label="What happened">
          <colgroup>
            <col className={styles.colTime} />
            <col className={styles.colSeverity} />
            <col className={styles.colNumber} />
            <col />
            <col className={styles.colLong} />
          </colgroup>
          <tbody>
            {notes.map((note) => (
              <tr key={`${note.at} ${note.incident} ${note.what}`}>
                <td data-quiet>{formatMinute(note.at, zone)}</td>
                <td>
                  <Severity level={note.severity} />
                </td>
                <td className={styles.code}>{note.incident}</td>
                <td title={note.title}>{note.title}</td>
                <td data-align="end">{NOTES[note.what]}</td>
              </tr>
            ))}
          </tbody>
        </Table>
      )}
    </Part>
  );
}

function Expected({ content }: { content: BriefContent }) {
  const { zone } = useDesk().election.election;
  const name = useNames();
  return (
    <Part
      title="Expect"
      note={
        content.expected.length === 0
          ? 'no polls open or close within 8 h, nobody comes'
          : `within 8 h, times in ${formatZone(content.madeAt, zone)}`
      }
    >
      {content.expected.length > 0 && (
        <Table label="Expected">
          <colgroup>
            <col className={styles.colTime} />
            <col />
            <col />
          </colgroup>
          <tbody>
            {content.expected.map((one) => {
              const [what, then] = expectedWords(one, name);
              return (
                <tr key={`${one.at} ${one.kind}`}>
                  <td data-quiet>{formatMinute(one.at, zone)}</td>
                  <td title={what}>{what}</td>
                  <td data-quiet>{then}</td>
                </tr>
              );
            })}
          </tbody>
        </Table>
      )}
    </Part>
  );
}
