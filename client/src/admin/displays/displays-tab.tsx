import { useCallback, useMemo, useState } from 'react';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { formatAgeLong } from '../../ui/format.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { toast } from '../../ui/toasts.ts';
import { groupsOf } from '../../wall-control/targets.ts';
import { useAdmin, useElectionId, useServerNow } from '../admin-context.ts';
import type { TabProps } from '../admin-view.tsx';
import type { DisplayRow, DisplaySettings, PairingRow } from '../admin-types.ts';
import styles from '../admin.module.css';
import { Confirm, type Question } from '../confirm.tsx';
import { focusRow, stepFrom, usePageKeys } from '../page-keys.ts';
import { LoadProblem } from '../problem.tsx';
import { useAct } from '../use-act.ts';
import { useList } from '../use-list.ts';
import { useNames } from '../use-names.ts';
import { DisplayPanel } from './display-panel.tsx';
import { DisplayTable } from './display-table.tsx';
import { DisplayTimeline } from './display-timeline.tsx';
import { changeBetween, NEW_DISPLAY, settingsOf } from './display-words.ts';
import own from './displays.module.css';
import { HowToPair, StatesLegend } from './how-to-pair.tsx';
import { GroupList } from './group-list.tsx';
import { judgeDisplay, loudestFirst, tallyOf } from './judge-display.ts';
import { hideCode, useHiddenCodes } from './not-ours.ts';
import { PairingCard } from './pairing-card.tsx';
import { SettingsForm } from './settings-form.tsx';
import { useWallHands } from './use-wall-hands.tsx';
import { WallsOverview } from './walls-overview.tsx';

/** Displays report each 10 s: asked for more often, a report's age stays below what counts as late. */
const DISPLAYS_EVERY_MS = 5_000;
const PAIRINGS_EVERY_MS = 2_000;
const HISTORY_EVERY_MS = 15_000;

type Mode =
  | { kind: 'look' }
  | { kind: 'settings' }
  | { kind: 'pair'; pairing: PairingRow }
  | { kind: 'how' };

/** Screens that wait, and the displays of the election. */
export function DisplaysTab({ selected, select }: TabProps) {
  const { client, zone } = useAdmin();
  const election = useElectionId();
  const list = useList(
    useCallback(() => client.displays(election), [client, election]),
    DISPLAYS_EVERY_MS,
  );
  const waiting = useList(
    useCallback(() => client.pairings(election), [client, election]),
    PAIRINGS_EVERY_MS,
  );
  const { nameOf } = useNames();
  const hidden = useHiddenCodes();
  const [mode, setMode] = useState<Mode>({ kind: 'look' });
  const [question, setQuestion] = useState<Question | null>(null);
  const act = useAct();
  const now = useServerNow();
  // While no answer comes, a display's silence is the list's, not its own.
  const judgedAt = list.error === null ? now : (list.loadedAt ?? now);

  // Rows change places by the quarter of a minute at most.
  const sortedAt = Math.floor(judgedAt / 15_000) * 15_000;
  const displays = useMemo(() => loudestFirst(list.data ?? [], sortedAt), [list.data, sortedAt]);
  const groups = groupsOf(displays);
  const happened = useList(
    useCallback(() => client.wallsHistory(election), [client, election]),
    HISTORY_EVERY_MS,
  );
  const walls = useWallHands(displays, () => {
    void list.reload();
    void happened.reload();
  });
  const around = { displays, names: walls.names, person: nameOf, now: sortedAt, zone };
  const dead = displays.filter(
    ({ lastReport }) => judgeDisplay(lastReport, judgedAt).state === 'dead',
  );
  const pairings = (waiting.data ?? []).filter(
    (each) => each.expiresAt > now && !hidden.has(each.code),
  );
  const display = displays.find(({ id }) => id === selected);
  const choose = (id: string | null): void => {
    act.clear();
    setMode({ kind: 'look' });
    select(id);
  };

  async function order(kind: 'identify' | 'reload', target: DisplayRow): Promise<void> {
    const sent = await act.run(kind, () => client[kind](election, target.id));
    if (sent === undefined) return;
    const words = kind === 'identify' ? 'shows its name for 15 s' : 'reloads now';
    toast(
      sent.connected
        ? { text: `${target.name} ${words}` }
        : {
            text: `${target.name} is not connected`,
            detail: 'Nothing was sent. Look at its machine and network.',
          },
    );
  }

  async function change(target: DisplayRow, settings: DisplaySettings): Promise<void> {
    const changed = changeBetween(settingsOf(target), settings);
    if (Object.keys(changed).length === 0) return setMode({ kind: 'look' });
    const saved = await act.run('settings', () =>
      client.changeDisplay(election, target.id, changed),
    );
    if (saved === undefined) return;
    toast({ text: `${saved.name} was changed` });
    setMode({ kind: 'look' });
    void happened.reload();
    await list.reload();
  }

  async function pair(pairing: PairingRow, settings: DisplaySettings): Promise<void> {
    const made = await act.run('pair', () =>
      client.confirmPairing(election, pairing.code, settings),
    );
    if (made === undefined) return;
    toast({ text: `${made.name} was paired`, detail: 'It shows its first scene within seconds.' });
    setMode({ kind: 'look' });
    await Promise.all([list.reload(), waiting.reload(), happened.reload()]);
    select(made.id);
  }

  function askToRevoke(target: DisplayRow): void {
    setQuestion({
      title: `Revoke ${target.name}?`,
      will: `Its screen goes blank within 2 s and shows a code again. To come back it has to be paired anew, with all its settings.`,
      yes: 'Revoke',
      no: 'Keep it',
      send: () => client.revokeDisplay(election, target.id),
      done: `${target.name} was revoked`,
      after: () => {
        choose(null);
        void list.reload();
        void happened.reload();
      },
    });
  }

  const first = pairings[0];
  const step = (by: 1 | -1): void => {
    const next = stepFrom(
      displays.map(({ id }) => id),
      selected,
      by,
    );
    choose(next);
    focusRow(next);
  };
  usePageKeys({
    j: () => step(1),
    k: () => step(-1),
    n: () => setMode({ kind: 'how' }),
    V: () => walls.steer('all', 'visitors-on'),
    ...(first === undefined ? {} : { Enter: () => startPairing(first) }),
    ...(display === undefined
      ? {}
      : {
          i: () => void order('identify', display),
          r: () => void order('reload', display),
          s: () => setMode({ kind: 'settings' }),
          p: () => walls.pin(`display:${display.id}`),
          v: () => walls.steer(`display:${display.id}`, 'visitors-on'),
        }),
  });

  function startPairing(pairing: PairingRow): void {
    act.clear();
    setMode({ kind: 'pair', pairing });
  }

  return (
    <div className={styles.tab}>
      <section className={styles.list} aria-label="Displays">
        <div className={styles.head}>
          <h1>Displays</h1>
          {list.data !== null && (
            <span className={styles.tally}>
              {tallyOf(displays.map((each) => judgeDisplay(each.lastReport, judgedAt).state))}
            </span>
          )}
          <div className={styles.headEnd}>
            {displays.length > 0 && (
              <>
                <Button
                  keyHint="shift+v"
                  disabledReason={walls.problem}
                  onClick={() => walls.steer('all', 'visitors-on')}
                >
                  All to visitor mode
                </Button>
                <Button disabledReason={walls.problem} onClick={() => walls.pin('all')}>
                  Pin one scene on all
                </Button>
              </>
            )}
            <Button keyHint="n" onClick={() => setMode({ kind: 'how' })}>
              Pair a display
            </Button>
          </div>
        </div>
        {waiting.error !== null && (
          <LoadProblem what="The list of waiting screens" list={waiting} />
        )}
        {pairings.length > 0 && (
          <ul className={own.cards} aria-label="Screens that wait to be paired" aria-live="polite">
            {pairings.map((pairing) => (
              <PairingCard
                key={pairing.code}
                pairing={pairing}
                isFirst={pairing === first}
                onConfirm={() => startPairing(pairing)}
                onNotOurs={() => hideCode(pairing.code)}
              />
            ))}
          </ul>
        )}
        <LoadProblem what="The list of displays" list={list} />
        {dead.map(({ id, name, lastReport }) => (
          <Banner
            key={id}
            tone="bad"
            className={styles.notice}
            title={`${name} is missing for ${formatAgeLong(judgedAt - (lastReport?.at ?? judgedAt))}`}
          >
            Look at its power, its network, its browser. A reload is tried when it answers again.
          </Banner>
        ))}
        {list.data === null && list.error === null && (
          <Skeleton label="Loading displays" rows={6} className={styles.table} />
        )}
        {list.data !== null && displays.length === 0 && (
          <EmptyState
            className={styles.empty}
            title="No display is paired"
            actions={<Button onClick={() => setMode({ kind: 'how' })}>Pair a display</Button>}
          >
            Walls show this election on screens of their own, without anyone signed in on them.
          </EmptyState>
        )}
        {displays.length > 0 && (
          <>
            <DisplayTable {...{ displays, judgedAt, selected }} onSelect={choose} />
            {groups.length > 0 && (
              <GroupList groups={groups} displays={displays} buttons={walls.buttons} />
            )}
            <WallsOverview {...{ displays, walls, happened, around }} />
            <StatesLegend />
          </>
        )}
      </section>
      <aside className={styles.panel} aria-label="Display">
        {mode.kind === 'pair' ? (
          <>
            <div className={styles.panelHead}>
              <h2>Set up the screen with {mode.pairing.code}</h2>
            </div>
            <SettingsForm
              key={mode.pairing.code}
              settings={NEW_DISPLAY}
              groups={groups}
              yes="Pair it"
              isPending={act.pending === 'pair'}
              error={act.error}
              onSubmit={(settings) => void pair(mode.pairing, settings)}
              onCancel={() => choose(selected)}
            />
          </>
        ) : mode.kind === 'settings' && display !== undefined ? (
          <>
            <div className={styles.panelHead}>
              <h2>Settings of {display.name}</h2>
            </div>
            <SettingsForm
              key={display.id}
              settings={settingsOf(display)}
              groups={groups}
              yes="Save"
              isPending={act.pending === 'settings'}
              error={act.error}
              onSubmit={(settings) => void change(display, settings)}
              onCancel={() => choose(selected)}
            />
          </>
        ) : mode.kind === 'look' && display !== undefined ? (
          <DisplayPanel
            {...{ display, judgedAt, act }}
            pairedBy={nameOf(display.pairedBy)}
            onIdentify={() => void order('identify', display)}
            onReload={() => void order('reload', display)}
            onSettings={() => setMode({ kind: 'settings' })}
            onRevoke={() => askToRevoke(display)}
            walls={walls.buttons(`display:${display.id}`)}
            timeline={
              <DisplayTimeline
                display={display}
                happenings={happened.data?.happenings ?? null}
                around={around}
              />
            }
          />
        ) : (
          <HowToPair />
        )}
      </aside>
      {walls.dialog}
      <Confirm question={question} onClose={() => setQuestion(null)} />
    </div>
  );
}
