import { useMemo, useState } from 'react';
import { useDesk } from '../../desk-frame/desk-context.ts';
import { useSection } from '../../desk-frame/use-section.ts';
import { useFeedPart } from '../../store/use-live.ts';
import { useNow } from '../../store/ticker.ts';
import { Banner } from '../../ui/banner.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { formatAgeLong, formatMoment } from '../../ui/format.ts';
import { Select } from '../../ui/select.tsx';
import { Table } from '../../ui/table.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { TlpLabel } from '../../ui/tlp-label.tsx';
import { missingDisplays } from '../../wall-control/missing.ts';
import { LONGEST_REASON } from '../../wall-control/steer.ts';
import { targetOptions } from '../../wall-control/targets.ts';
import { sceneLabel } from '../../wall-control/turns.ts';
import { WallButtons } from '../../wall-control/wall-buttons.tsx';
import type { ShownDisplay, WallsHistory } from '../../wall-control/walls-view.ts';
import { DisplayStateDot } from '../displays/display-table.tsx';
import { HistoryTable } from '../displays/history-table.tsx';
import { judgeDisplay } from '../displays/judge-display.ts';
import { RotationTable } from '../displays/rotation-table.tsx';
import { rotationRows } from '../displays/rotation.ts';
import { Columns, RowName } from '../list-row.tsx';
import admin from '../admin.module.css';
import { onShowFrom } from './on-show.ts';
import type { OnShowAndNext } from './on-show.ts';
import { onShowWords } from './show-words.ts';
import { useWalls } from './walls-context.ts';
import styles from './walls.module.css';

const JUDGE_EVERY_MS = 15_000;
/** Visitor mode and pairing are noted elsewhere than the walls' own changes. */
const HISTORY_EVERY_MS = 15_000;

interface ShowTabProps {
  /** The target that buttons act on; null: all. */
  item: string | null;
  select: (target: string) => void;
}

/** What each display shows, what it shows next, and what can be done about it. */
export function ShowTab({ item, select }: ShowTabProps) {
  const { election, clock, feed } = useDesk();
  const { view, isLead, blocked, choices, person, zone, pin, steer } = useWalls();
  const { walls, displays } = view;
  const [why, setWhy] = useState('');
  const happened = useSection<WallsHistory>('wall', 'walls/history', { everyMs: HISTORY_EVERY_MS });
  const now = useNow(clock);
  const build = useFeedPart(feed, ({ hello }) => hello?.build ?? '');
  const options = targetOptions(view);
  const target = options.some(({ id }) => id === item) && item !== null ? item : 'all';
  const judgedAt = Math.floor(now / JUDGE_EVERY_MS) * JUDGE_EVERY_MS;
  const shown = useMemo(() => {
    const show = onShowFrom(walls, election, judgedAt);
    return new Map(displays.map((display) => [display.id, show(display)]));
  }, [walls, displays, election, judgedAt]);
  const rotation = useMemo(
    () => rotationRows(walls, displays, election, choices, judgedAt),
    [walls, displays, election, choices, judgedAt],
  );
  const missing = missingDisplays(view);
  const isMissing = new Set(missing.map(({ id }) => id));
  const rows = displays.toSorted(
    (a, b) =>
      Number(isMissing.has(b.id)) - Number(isMissing.has(a.id)) || a.name.localeCompare(b.name),
  );
  if (displays.length === 0)
    return (
      <EmptyState className={styles.empty} title="No display is paired">
        An admin pairs a screen on the page of administration, under Displays. Playlists and the
        schedule can be made before.
      </EmptyState>
    );
  return (
    <div className={styles.show}>
      {missing.map(({ id, name, since }) => (
        <Banner
          key={id}
          tone="bad"
          className={styles.banner}
          title={`${name} is missing for ${formatAgeLong(Math.max(0, now - since))}`}
        >
          Nothing was heard from it since {formatMoment(since, now, zone)}: look at its power, its
          network, its browser.
        </Banner>
      ))}
      <div className={styles.bar}>
        <Select
          label="Do with"
          className={styles.aim}
          value={target}
          onChange={select}
          options={options}
        />
        <WallButtons
          {...{ target, walls, displays, now, isLead, blocked }}
          keys={{ pin: 'p' }}
          onPin={() => pin(target)}
          onDeed={(deed) => {
            // Visitor mode is noted where no stamp tells of it.
            void steer(target, deed, why).then(happened.reload);
            setWhy('');
          }}
        />
        {blocked === undefined && (
          <TextField
            className={styles.why}
            label="Why, if you like"
            value={why}
            maxLength={LONGEST_REASON}
            autoComplete="off"
            onChange={setWhy}
          />
        )}
      </div>
      <Table
        label="Displays"
        rows="m"
        isFlush={false}
        wraps
        className={`${admin.table} ${admin.tall}`}
      >
        <Columns widths={[180, 92, 116, 96, null, null, 150]} />
        <thead>
          <tr>
            <th>Display</th>
            <th>State</th>
            <th>Scene</th>
            <th>Build</th>
            <th>Shows</th>
            <th>Next</th>
            <th>May show</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((display) => (
            <Row
              key={display.id}
              display={display}
              show={shown.get(display.id)}
              isMissing={isMissing.has(display.id)}
              isSelected={target === `display:${display.id}`}
              onSelect={() => select(`display:${display.id}`)}
              {...{ now, zone, build, choices, person }}
            />
          ))}
        </tbody>
      </Table>
      <div className={styles.below}>
        <RotationTable rows={rotation} />
        <HistoryTable
          happenings={happened.value?.happenings ?? null}
          problem={happened.state === 'failed' ? happened.error.message : null}
          around={{ displays, names: choices, person, now: judgedAt, zone }}
        />
      </div>
      <p className={styles.hint}>
        A critical incident that nobody has acknowledged takes over every display, whatever is
        pinned or paused. A pin is above a pause, a pause above the schedule, the schedule above a
        display’s own scenes.
      </p>
    </div>
  );
}

interface RowProps {
  display: ShownDisplay;
  show: OnShowAndNext | undefined;
  isMissing: boolean;
  isSelected: boolean;
  onSelect: () => void;
  now: number;
  zone: string;
  build: string;
  choices: Parameters<typeof onShowWords>[2]['names'];
  person: (id: string) => string;
}

function Row({ display, show, isMissing, isSelected, onSelect, ...at }: RowProps) {
  const { now, zone, build, choices, person } = at;
  const { lastReport: report } = display;
  const { state } = judgeDisplay(report, now);
  const words = (what: OnShowAndNext['now']): string =>
    onShowWords(what, display, { names: choices, person, now, zone });
  return (
    <tr aria-selected={isSelected}>
      <RowName
        id={display.id}
        isSelected={isSelected}
        onSelect={onSelect}
        sub={display.group === null ? 'no group' : `group ${display.group}`}
      >
        {display.name}
      </RowName>
      <td>
        <DisplayStateDot state={isMissing ? 'dead' : state} />
        {isMissing && <span className="sr-only"> missing</span>}
      </td>
      <td>{report === null ? '–' : sceneLabel(report.scene)}</td>
      <td>
        {report === null ? (
          '–'
        ) : (
          <span className={report.build === build ? admin.soft : admin.warn}>
            <code>{report.build.slice(0, 7)}</code>
            {report.build !== build && <span className={styles.sub}>not the server’s</span>}
          </span>
        )}
      </td>
      <td>{show === undefined ? '–' : words(show.now)}</td>
      <td data-quiet>
        {show?.next == null
          ? 'no change within a week'
          : `${words(show.next.show)}, from ${formatMoment(show.next.at, now, zone)}`}
      </td>
      <td>
        <TlpLabel tlp={display.clearance} />{' '}
        {display.visitorSince === null ? (
          <span className={admin.soft}>
            {display.redaction === 'none' ? '' : display.redaction}
          </span>
        ) : (
          <span className={admin.warn}>
            visitors since {formatMoment(display.visitorSince, now, zone)}
          </span>
        )}
      </td>
    </tr>
  );
}
