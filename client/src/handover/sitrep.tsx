import { useLocation, useRouter } from '@tanstack/react-router';
import type { SitrepLabel, SitrepView } from '@warroom/shared';
import { useDesk, useNames } from '../desk-frame/desk-context.ts';
import { DeskFrame } from '../desk-frame/desk-page.tsx';
import { useSection } from '../desk-frame/use-section.ts';
import { AppLink } from '../ui/app-link.tsx';
import { Banner } from '../ui/banner.tsx';
import { Button, buttonClass } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import {
  formatChange,
  formatClock,
  formatDay,
  formatMinute,
  plural,
  formatWhole,
  formatZone,
} from '../ui/format.ts';
import { SegmentedControl } from '../ui/segmented-control.tsx';
import { Severity } from '../ui/severity.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { StateGlyph } from '../ui/state-glyph.tsx';
import { Table } from '../ui/table.tsx';
import { TlpLabel } from '../ui/tlp-label.tsx';
import { CLOCK_SHORT, leftOutWords, tookWords } from './brief-words.ts';
import { copyFrom } from './copy-text.ts';
import styles from './handover.module.css';
import { HourBars } from './hour-bars.tsx';
import { Part } from './part.tsx';
import { usePrintLight } from './use-print-light.ts';

const LABELS: readonly SitrepLabel[] = ['CLEAR', 'GREEN', 'AMBER'];
const FOLLOW_MS = 5_000;
const EVERY_MS = 60_000;

/** The situation for leaders on one or two pages: at or below one label, to print or to copy. */
export function Sitrep() {
  const { base } = useDesk();
  const router = useRouter();
  const { search, pathname } = useLocation();
  const asked = (search as Record<string, unknown>)['label'];
  const label = LABELS.find((one) => one === asked) ?? 'AMBER';
  const sitrep = useSection<SitrepView>('roster', `sitrep?label=${label}`, {
    followsIncidentsMs: FOLLOW_MS,
    everyMs: EVERY_MS,
  });
  usePrintLight();
  const copy = (): void =>
    void copyFrom(`${base}/sitrep.md?label=${label}`, 'The situation report');
  const go = (next: SitrepLabel): void => router.history.replace(`${pathname}?label=${next}`);
  return (
    <DeskFrame
      place="figures"
      title="Situation report"
      keys={[
        { keys: ['y'], does: 'copy as Markdown', run: copy },
        { keys: ['p'], does: 'print or save as PDF', run: () => window.print() },
        ...LABELS.map((one, at) => ({
          keys: [String(at + 1)],
          does: `label ${one}`,
          run: () => go(one),
        })),
      ]}
    >
      <div className={styles.report}>
        <div className={styles.head}>
          <h1>Situation report</h1>
          <div className={styles.tools}>
            <SegmentedControl
              label="For readers cleared up to"
              value={label}
              onChange={go}
              options={LABELS.map((value) => ({ value, label: `TLP:${value}` }))}
            />
            <Button keyHint="p" onClick={() => window.print()}>
              Print or PDF
            </Button>
            <Button keyHint="y" onClick={copy}>
              Copy as Markdown
            </Button>
            <a
              className={buttonClass({})}
              href={`${base}/sitrep.html?label=${label}`}
              target="_blank"
              rel="noreferrer"
            >
              HTML
            </a>
          </div>
        </div>
        {sitrep.state === 'failed' && sitrep.value !== undefined && (
          <Banner tone="late" title="Not up to date" className={styles.noPrint}>
            {sitrep.error.message}
          </Banner>
        )}
        {sitrep.value !== undefined ? (
          <Report view={sitrep.value} />
        ) : sitrep.state === 'failed' ? (
          <EmptyState
            title="The report could not be made"
            actions={<Button onClick={sitrep.reload}>Try again</Button>}
          >
            {sitrep.error.message}
          </EmptyState>
        ) : (
          <Skeleton label="Making the report" rows={14} />
        )}
      </div>
    </DeskFrame>
  );
}

function Report({ view }: { view: SitrepView }) {
  const { zone, asOf, overdue } = view;
  return (
    <>
      {view.isExercise && <p className={styles.mark}>EXERCISE</p>}
      <p className={styles.facts}>
        {view.name}, as of {formatDay(asOf, zone)} {formatClock(asOf, zone)}{' '}
        {formatZone(asOf, zone)} <TlpLabel tlp={view.label} />
      </p>
      <div className={styles.tiles}>
        {view.counts.map(({ severity, now, hourAgo, sixHoursAgo }) => (
          <div key={severity} className={styles.tile}>
            <Severity level={severity} />
            <b>{formatWhole(now)}</b>
            <span className={styles.quiet}>
              {hourAgo === null ? 'no record of 1 h ago' : `${formatChange(now - hourAgo)} in 1 h`}
              {sixHoursAgo !== null && `, ${formatChange(now - sixHoursAgo)} in 6 h`}
            </span>
          </div>
        ))}
      </div>
      <p
        className={
          overdue.acknowledge + overdue.act + overdue.resolve > 0 ? styles.late : styles.quiet
        }
      >
        Past their limit now: {overdue.acknowledge} to acknowledge, {overdue.act} to act on,{' '}
        {overdue.resolve} to resolve
      </p>
      <Top view={view} />
      <div className={styles.pair}>
        <Places view={view} />
        <Next view={view} />
      </div>
      <Trend view={view} />
      <div className={styles.pair}>
        <Day view={view} />
        {view.onCall !== null && <OnCall view={view} />}
      </div>
    </>
  );
}

function Top({ view }: { view: SitrepView }) {
  const { id } = useDesk();
  const name = useNames();
  return (
    <Part
      title="Gravest open incidents"
      note={
        view.top.length === 0
          ? 'none open'
          : view.more > 0
            ? `${formatWhole(view.more)} more are open`
            : 'all that are open'
      }
    >
      {view.top.length > 0 && (
        <div className={styles.wide}>
          <Table label="Gravest open incidents" wraps>
            <colgroup>
              <col className={styles.colSeverity} />
              <col className={styles.colNumber} />
              <col />
              <col className={styles.colKnown} />
              <col className={styles.colWhere} />
              <col className={styles.colNext} />
              <col className={styles.colHeld} />
            </colgroup>
            <thead>
              <tr>
                {[
                  'Severity',
                  'Number',
                  'Incident',
                  'What we know',
                  'Where',
                  'Next step',
                  'Held by',
                ].map((head) => (
                  <th key={head} scope="col">
                    {head}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {view.top.map((one) => (
                <tr key={one.incident}>
                  <td>
                    <Severity level={one.severity} />
                  </td>
                  <td>
                    <AppLink href={`/e/${id}?sel=${one.incident}`} className={styles.number}>
                      {one.incident}
                    </AppLink>
                  </td>
                  <td>{one.title}</td>
                  <td data-quiet>
                    <StateGlyph state={one.state} /> {one.veracity.replace('-', ' ')},{' '}
                    {plural(one.signals, 'signal')}
                    {one.overdue.length > 0 && (
                      <span className={styles.late}>
                        , overdue {one.overdue.map((clock) => CLOCK_SHORT[clock]).join(' ')}
                      </span>
                    )}
                  </td>
                  <td>
                    {one.places.slice(0, 3).join(', ')}
                    {one.places.length > 3 ? ` +${one.places.length - 3}` : ''}
                  </td>
                  <td>
                    {one.nextStep === '' ? (
                      <span className={styles.quiet}>none said</span>
                    ) : (
                      one.nextStep
                    )}
                  </td>
                  <td>
                    {one.owner !== null ? (
                      name(one.owner)
                    ) : one.isOwned ? (
                      'held'
                    ) : (
                      <span className={styles.late}>nobody</span>
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </Table>
        </div>
      )}
    </Part>
  );
}

function Places({ view }: { view: SitrepView }) {
  return (
    <Part
      title="Where"
      note={view.places.length === 0 ? 'no place has an open incident' : 'worst first'}
    >
      {view.places.length > 0 && (
        <Table label="Places">
          <tbody>
            {view.places.slice(0, 10).map(({ id, name, worst, open }) => (
              <tr key={id}>
                <td>{name}</td>
                <td>
                  <Severity level={worst} />
                </td>
                <td data-align="end">{formatWhole(open)} open</td>
              </tr>
            ))}
          </tbody>
        </Table>
      )}
    </Part>
  );
}

function Next({ view }: { view: SitrepView }) {
  const { zone } = view;
  return (
    <Part
      title="What opens or closes next"
      note={view.next.length === 0 ? 'no polls any more' : formatZone(view.asOf, zone)}
    >
      {view.next.length > 0 && (
        <Table label="Polls" wraps>
          <colgroup>
            <col className={styles.colNumber} />
            <col />
          </colgroup>
          <tbody>
            {view.next.map(({ at, kind, jurisdictions }) => (
              <tr key={`${at} ${kind}`}>
                <td data-quiet>
                  {formatDay(at, zone).split(' ').slice(1, 3).join(' ')} {formatMinute(at, zone)}
                </td>
                <td>
                  Polls {kind === 'closes' ? 'close' : 'open'} in{' '}
                  {jurisdictions.slice(0, 12).join(', ')}
                  {jurisdictions.length > 12 ? ` and ${jurisdictions.length - 12} more` : ''}
                </td>
              </tr>
            ))}
          </tbody>
        </Table>
      )}
    </Part>
  );
}

function Trend({ view }: { view: SitrepView }) {
  const { zone, trend } = view;
  const first = trend[0];
  const at = (time: number): string => formatMinute(time, zone);
  if (!first) return null;
  const ends = { from: at(first.at - 3_600_000), until: at(view.asOf) };
  return (
    <div className={styles.pair}>
      <Part title="Signals each hour">
        <HourBars
          label="Signals each hour"
          bars={trend.map((hour) => ({
            value: hour.signals,
            title: `to ${at(hour.at)}: ${formatWhole(hour.signals)} signals`,
          }))}
          {...ends}
        />
      </Part>
      <Part title="Incidents opened each hour">
        <HourBars
          label="Incidents opened each hour"
          bars={trend.map((hour) => ({
            value: hour.opened,
            title: `to ${at(hour.at)}: ${hour.opened} opened, ${hour.resolved} resolved`,
          }))}
          {...ends}
        />
      </Part>
    </div>
  );
}

function Day({ view }: { view: SitrepView }) {
  const { acknowledge, resolve, opened, signals } = view.day;
  return (
    <Part
      title="The last 24 hours"
      note={`${formatWhole(opened)} opened, ${formatWhole(signals.received)} signals`}
    >
      <Table label="The last 24 hours">
        <colgroup>
          <col className={styles.colWhat} />
        </colgroup>
        <thead>
          <tr>
            <th scope="col">
              <span className="sr-only">What</span>
            </th>
            <th scope="col" data-align="end">
              Median
            </th>
            <th scope="col" data-align="end">
              p90
            </th>
            <th scope="col" data-align="end">
              Left out
            </th>
          </tr>
        </thead>
        <tbody>
          {(
            [
              ['Acknowledged after', acknowledge],
              ['Resolved after', resolve],
            ] as const
          ).map(([what, measured]) => (
            <tr key={what}>
              <th scope="row">{what}</th>
              <td data-align="end">
                <b>{tookWords(measured.medianMs)}</b>
              </td>
              <td data-align="end">{tookWords(measured.p90Ms)}</td>
              <td data-align="end" data-quiet>
                {leftOutWords(measured)}
              </td>
            </tr>
          ))}
        </tbody>
      </Table>
    </Part>
  );
}

function OnCall({ view }: { view: SitrepView }) {
  const name = useNames();
  const { zone, onCall } = view;
  if (onCall === null) return null;
  return (
    <Part
      title="On call"
      note={onCall.length === 0 ? 'no desks are set up' : formatZone(view.asOf, zone)}
    >
      {onCall.length > 0 && (
        <Table label="On call">
          <tbody>
            {onCall.map(({ desk, title, people, until, isGap }) => (
              <tr key={desk}>
                <td data-quiet>{title}</td>
                <td className={isGap ? styles.late : undefined}>
                  {people.length === 0 ? (isGap ? 'nobody' : '–') : people.map(name).join(', ')}
                </td>
                <td data-align="end" data-quiet>
                  {until === null ? '' : formatMinute(until, zone)}
                </td>
              </tr>
            ))}
          </tbody>
        </Table>
      )}
    </Part>
  );
}
