import { useLocation, useRouter } from '@tanstack/react-router';
import type { CareView, FiguresView } from '@warroom/shared';
import { useDesk, useIsLead, useNames } from '../desk-frame/desk-context.ts';
import { DeskFrame } from '../desk-frame/desk-page.tsx';
import { useSection } from '../desk-frame/use-section.ts';
import { AppLink } from '../ui/app-link.tsx';
import { Banner } from '../ui/banner.tsx';
import { Button, buttonClass } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { formatDay, formatMinute, formatWhole, plural } from '../ui/format.ts';
import { SegmentedControl } from '../ui/segmented-control.tsx';
import { SEVERITY_WORDS } from '../ui/severity.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { Table } from '../ui/table.tsx';
import { tookWords } from './brief-words.ts';
import { FiguresTable } from './figures-table.tsx';
import styles from './handover.module.css';
import { HourBars } from './hour-bars.tsx';
import { Part } from './part.tsx';
import { usePrintLight } from './use-print-light.ts';

const SPANS = ['8', '24', '72', '168'] as const;
type Span = (typeof SPANS)[number];
const SPAN_WORDS: Record<Span, string> = {
  '8': '8 h',
  '24': '24 h',
  '72': '3 days',
  '168': '7 days',
};
const FOLLOW_MS = 10_000;
const EVERY_MS = 60_000;

/** How fast the room works: figures with what they leave out, by severity, desk, category and hour. */
export function Figures() {
  const { id, base } = useDesk();
  const router = useRouter();
  const { search, pathname } = useLocation();
  const asked = (search as Record<string, unknown>)['hours'];
  const span = SPANS.find((one) => one === asked) ?? '24';
  const figures = useSection<FiguresView>([], `figures?hours=${span}`, {
    followsIncidentsMs: FOLLOW_MS,
    everyMs: EVERY_MS,
  });
  usePrintLight();
  const go = (next: Span): void => router.history.replace(`${pathname}?hours=${next}`);
  return (
    <DeskFrame
      place="figures"
      title="Figures"
      keys={[
        ...SPANS.map((one, at) => ({
          keys: [String(at + 1)],
          does: `last ${SPAN_WORDS[one]}`,
          run: () => go(one),
        })),
        { keys: ['p'], does: 'print', run: () => window.print() },
      ]}
    >
      <div className={styles.report}>
        <div className={styles.head}>
          <h1>Figures</h1>
          <div className={styles.tools}>
            <SegmentedControl
              label="How far back"
              value={span}
              onChange={go}
              options={SPANS.map((value) => ({ value, label: SPAN_WORDS[value] }))}
            />
            <a className={buttonClass({})} href={`${base}/figures.csv?hours=${span}`} download>
              CSV
            </a>
            <AppLink className={buttonClass({})} href={`/e/${encodeURIComponent(id)}/sitrep`}>
              Situation report
            </AppLink>
          </div>
        </div>
        {figures.state === 'failed' && (
          <Banner
            tone="late"
            title="Not up to date"
            actions={
              <Button size="s" onClick={figures.reload}>
                Try again
              </Button>
            }
          >
            {figures.error.message}
          </Banner>
        )}
        {figures.value === undefined ? (
          figures.state === 'loading' && <Skeleton label="Loading figures" rows={12} />
        ) : (
          <Tables view={figures.value} />
        )}
        <CareCounts />
      </div>
    </DeskFrame>
  );
}

function Tables({ view }: { view: FiguresView }) {
  const { election } = useDesk();
  const { zone, desks, taxonomy } = election.election;
  const { total, signals } = view;
  const time = (at: number): string =>
    `${formatDay(at, zone).split(' ').slice(0, 3).join(' ')} ${formatMinute(at, zone)}`;
  if (total.opened === 0 && signals.received === 0)
    return (
      <EmptyState title="Nothing in that time">
        No incident was opened and no signal came in. Look further back.
      </EmptyState>
    );
  return (
    <>
      <p className={styles.quiet}>
        Incidents opened since {time(view.from)}. What is merged, an exercise, or not there yet is
        left out of the durations and counted beside them; RED is in no figure.
      </p>
      <div className={styles.tiles}>
        <Tile label="Opened" value={formatWhole(total.opened)} />
        <Tile
          label="Acknowledged after"
          value={tookWords(total.acknowledge.medianMs)}
          note={`p90 ${tookWords(total.acknowledge.p90Ms)}`}
        />
        <Tile
          label="Resolved after"
          value={tookWords(total.resolve.medianMs)}
          note={`p90 ${tookWords(total.resolve.p90Ms)}`}
        />
        <Tile
          label="Limits missed"
          value={formatWhole(
            total.breached.acknowledge + total.breached.act + total.breached.resolve,
          )}
          note={`${total.breached.acknowledge} ack, ${total.breached.act} act, ${total.breached.resolve} res`}
        />
        <Tile
          label="Signals"
          value={formatWhole(signals.received)}
          note={`${formatWhole(signals.dismissed)} dismissed, ${formatWhole(signals.linked)} linked, ${formatWhole(signals.undecided)} undecided${signals.isPartial ? '; counted for two days' : ''}`}
        />
      </div>
      <Part title="Opened each hour" note="yellow: a limit was missed">
        <HourBars
          label="Incidents opened each hour"
          bars={view.byHour.map(({ at, opened, breached }) => ({
            value: opened,
            late: breached,
            title: `${time(at)}: ${plural(opened, 'incident')} opened, ${breached} missed a limit`,
          }))}
          from={time(view.from)}
          until={time(Math.min(view.until, view.asOf))}
        />
      </Part>
      <Part title="By severity">
        <FiguresTable
          label="Figures by severity"
          first="Severity"
          rows={[...view.bySeverity, { ...total, key: 'all' }]}
          nameOf={(key) =>
            key === 'all'
              ? 'All'
              : `${SEVERITY_WORDS[key as keyof typeof SEVERITY_WORDS].number} ${SEVERITY_WORDS[key as keyof typeof SEVERITY_WORDS].short}`
          }
        />
      </Part>
      {view.byDesk.length > 0 && (
        <Part title="By desk">
          <FiguresTable
            label="Figures by desk"
            first="Desk"
            rows={view.byDesk}
            nameOf={(key) => desks.find((desk) => desk.id === key)?.title ?? key}
          />
        </Part>
      )}
      <Part title="By category">
        <FiguresTable
          label="Figures by category"
          first="Category"
          rows={view.byCategory}
          nameOf={(key) =>
            key === 'none'
              ? 'Without category'
              : (taxonomy.find(({ code }) => code === key)?.name ?? key)
          }
        />
      </Part>
      <Part title="Hour by hour" note="of those opened in that hour">
        <Table label="Figures by hour">
          <thead>
            <tr>
              <th scope="col">Hour from</th>
              {['Opened', 'Ack. median', 'Res. median', 'Missed a limit'].map((head) => (
                <th key={head} scope="col" data-align="end">
                  {head}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {view.byHour
              .filter(({ opened }) => opened > 0)
              .toReversed()
              .slice(0, 72)
              .map(({ at, opened, acknowledgeMs, resolveMs, breached }) => (
                <tr key={at}>
                  <th scope="row">{time(at)}</th>
                  <td data-align="end">{formatWhole(opened)}</td>
                  <td data-align="end">{tookWords(acknowledgeMs)}</td>
                  <td data-align="end">{tookWords(resolveMs)}</td>
                  <td data-align="end">{formatWhole(breached)}</td>
                </tr>
              ))}
          </tbody>
        </Table>
      </Part>
    </>
  );
}

function Tile({ label, value, note }: { label: string; value: string; note?: string }) {
  return (
    <div className={styles.tile}>
      <span className={styles.quiet}>{label}</span>
      <b>{value}</b>
      {note !== undefined && <span className={styles.quiet}>{note}</span>}
    </div>
  );
}

/** For leads: who has looked at distressing signals today, and how long. */
function CareCounts() {
  const isLead = useIsLead();
  const name = useNames();
  const care = useSection<CareView>('care', isLead ? 'care' : null);
  const people = (care.value?.people ?? [])
    .map((one) => ({ ...one, today: one.minutesByDay[care.value?.today ?? ''] ?? 0 }))
    .filter(({ today }) => today > 0);
  if (people.length === 0) return null;
  return (
    <Part title="Staff care" note="minutes with distressing signals today; seen by leads alone">
      <Table label="Minutes with distressing signals today">
        <tbody>
          {people.slice(0, 40).map(({ person, today }) => (
            <tr key={person}>
              <th scope="row">{name(person)}</th>
              <td data-align="end">{formatWhole(today)} min</td>
            </tr>
          ))}
        </tbody>
      </Table>
    </Part>
  );
}
