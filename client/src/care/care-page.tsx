import { useParams } from '@tanstack/react-router';
import type { CareView } from '@warroom/shared';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useStore } from 'zustand';
import { AccountMenu } from '../account-menu.tsx';
import { api } from '../api.ts';
import { usePerson } from '../session.ts';
import { AppFrame, Clocks, StatusBar, TopBar } from '../ui/app-frame.tsx';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { Table } from '../ui/table.tsx';
import { Checkbox } from '../ui/checkbox.tsx';
import { careTable, minutesWords } from './care-table.ts';
import styles from './care-page.module.css';
import { careSettings, setCare } from './settings.ts';
import type { CareSettings } from './settings.ts';

const EVERY_MS = 60_000;

const CHOICES: readonly { id: keyof CareSettings; label: string; detail: string }[] = [
  {
    id: 'veil',
    label: 'Blur what may distress until I ask',
    detail:
      'Texts and media of signals under SAFETY, of hate and incitement, and of what is tagged “distressing”. One item at a time; screen readers don’t read it either.',
  },
  {
    id: 'grey',
    label: 'Show such pictures without colour',
    detail: 'It takes some of their force.',
  },
  { id: 'mute', label: 'Start such media without sound', detail: 'The player turns it on.' },
];

/** How one is looked after: own settings, own minutes; for leads, everybody's. At `/e/:election/care`. */
export default function CarePage() {
  const { election = '' } = useParams({ strict: false });
  const person = usePerson();
  const membership = person?.elections.find(({ id }) => id === election);
  const name = membership?.name ?? election;
  const home = `/e/${encodeURIComponent(election)}`;
  useEffect(() => {
    document.title = `Staff care · ${name}`;
  }, [name]);
  if (person === null) return null;
  return (
    <AppFrame
      top={
        <TopBar
          name={membership?.drill === true ? name.replace(/^EXERCISE · /, '') : name}
          home={home}
          isExercise={membership?.drill}
          nav={[
            { label: 'Triage', href: home, isCurrent: false },
            { label: 'Staff care', href: `${home}/care`, isCurrent: true },
          ]}
        >
          <Clocks />
          <AccountMenu />
        </TopBar>
      }
      status={<StatusBar>Minutes are seen by yourself and by leads, kept for 30 days</StatusBar>}
    >
      <div className={styles.page}>
        <h1>Staff care</h1>
        <Settings person={person.id} />
        <Minutes election={election} />
      </div>
    </AppFrame>
  );
}

function Settings({ person }: { person: string }) {
  const settings = useStore(careSettings(person));
  return (
    <section className={styles.section} aria-label="How it is shown to you">
      <h2>How it is shown to you, in this browser</h2>
      {CHOICES.map(({ id, label, detail }) => (
        <div key={id} className={styles.choice}>
          <Checkbox isChecked={settings[id]} onChange={(isOn) => setCare(person, { [id]: isOn })}>
            {label}
          </Checkbox>
          <p>{detail}</p>
        </div>
      ))}
    </section>
  );
}

function Minutes({ election }: { election: string }) {
  const [view, setView] = useState<CareView | null>(null);
  const [problem, setProblem] = useState('');
  const asked = useRef(0);
  const read = useCallback(async (): Promise<void> => {
    const turn = (asked.current += 1);
    const result = await api<CareView>(`/api/elections/${encodeURIComponent(election)}/care`);
    if (turn !== asked.current) return;
    if (result.ok) setView(result.value);
    setProblem(result.ok ? '' : result.error.message);
  }, [election]);
  useEffect(() => {
    void read();
    const timer = setInterval(() => void read(), EVERY_MS);
    return () => {
      asked.current += 1;
      clearInterval(timer);
    };
  }, [read]);

  if (view === null) {
    return problem === '' ? (
      <Skeleton label="Loading the minutes" rows={6} />
    ) : (
      <EmptyState
        title="The minutes could not be read"
        actions={<Button onClick={() => void read()}>Try again</Button>}
      >
        {problem}
      </EmptyState>
    );
  }
  const own = careTable(view, view.own === null ? [] : [{ name: 'You', care: view.own }]);
  const all =
    view.people === null
      ? null
      : careTable(
          view,
          view.people.map(({ name, ...care }) => ({ name, care })),
        );
  return (
    <>
      <section className={styles.section} aria-label="Your time">
        <h2>Your time with distressing material</h2>
        <p className={styles.soft}>
          Counted while it is shown, in sight and in front. After 30 minutes and after two hours the
          board suggests a break, and never stands in the way.
        </p>
        {own.rows.length === 0 ? (
          <p className={styles.soft}>None in the last seven days.</p>
        ) : (
          <Days label="Your minutes by day" {...own} />
        )}
      </section>
      {all !== null && (
        <section className={styles.section} aria-label="Everyone’s time">
          <h2>Everyone’s time</h2>
          <p className={styles.soft}>
            Most today first. Whoever had two hours or more in a day stands out: pass their next
            ones to others.
          </p>
          {all.rows.length === 0 ? (
            <p className={styles.soft}>Nobody has reported any yet.</p>
          ) : (
            <Days label="Everyone’s minutes by day" {...all} />
          )}
        </section>
      )}
    </>
  );
}

function Days({ label, days, rows }: { label: string } & ReturnType<typeof careTable>) {
  return (
    <Table label={label}>
      <thead>
        <tr>
          <th scope="col">Person</th>
          {days.map(({ day, words }) => (
            <th key={day} scope="col" data-align="end">
              {words}
            </th>
          ))}
          <th scope="col" data-align="end">
            7 days
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.key}>
            <th scope="row">{row.name}</th>
            {row.minutes.map((minutes, index) => (
              <td key={days[index]?.day} data-align="end" data-quiet={minutes === 0 || undefined}>
                {minutes >= 120 ? (
                  <b className={styles.much}>{minutesWords(minutes)}</b>
                ) : (
                  minutesWords(minutes)
                )}
              </td>
            ))}
            <td data-align="end">{minutesWords(row.sum)}</td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}
