import { useLocation, useRouter } from '@tanstack/react-router';
import type { MessageLogView, MessageRecord } from '@warroom/shared';
import { useState } from 'react';
import { api } from '../api.ts';
import { useBlocked, useDesk, useIsLead, usePeople } from '../desk-frame/desk-context.ts';
import { DeskFrame } from '../desk-frame/desk-page.tsx';
import { useSection } from '../desk-frame/use-section.ts';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { plural } from '../ui/format.ts';
import { SegmentedControl } from '../ui/segmented-control.tsx';
import { Select } from '../ui/select.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { StatusDot } from '../ui/status-dot.tsx';
import { TextField } from '../ui/text-field.tsx';
import { MessagesTable } from './messages-table.tsx';
import styles from './messages.module.css';

const STATES = ['all', 'pending', 'dead', 'sent', 'dropped', 'absorbed'] as const;
type State = (typeof STATES)[number];
const STATE_LABELS: Record<State, string> = {
  all: 'All',
  pending: 'Waiting',
  dead: 'Given up',
  sent: 'Sent',
  dropped: 'Not sent',
  absorbed: 'Told in another',
};
const EVERY_MS = 10_000;
const FOLLOW_MS = 5_000;

/** What became of messages: to whom, how often tried, what receivers answered; and sending one again. */
export function Messages() {
  const { election } = useDesk();
  const isLead = useIsLead();
  const { search } = useLocation();
  const given = search as Record<string, unknown>;
  const text = (name: string): string => (typeof given[name] === 'string' ? given[name] : '');
  const state = STATES.find((one) => one === given['state']) ?? 'all';
  const query = new URLSearchParams({
    ...(state === 'all' ? {} : { state }),
    ...(text('target') === '' ? {} : { target: text('target') }),
    ...(text('person') === '' ? {} : { person: text('person') }),
    ...(text('incident') === '' ? {} : { incident: text('incident') }),
  });
  return (
    <DeskFrame place="messages" title="Messages">
      <div className={styles.page}>
        <h1>Messages</h1>
        {isLead ? (
          <Log
            key={query.toString()}
            query={query}
            state={state}
            incident={text('incident')}
            zone={election.election.zone}
          />
        ) : (
          <EmptyState title="The log of messages is for leads">
            It tells who was told of what. Your own rules are under Notifications, in the menu of
            your account.
          </EmptyState>
        )}
      </div>
    </DeskFrame>
  );
}

interface LogProps {
  query: URLSearchParams;
  state: State;
  incident: string;
  zone: string;
}

function Log({ query, state, incident, zone }: LogProps) {
  const { base } = useDesk();
  const router = useRouter();
  const { pathname } = useLocation();
  const blocked = useBlocked();
  const people = usePeople();
  const section = useSection<MessageLogView>([], `messages?${query.toString()}`, {
    followsIncidentsMs: FOLLOW_MS,
    everyMs: EVERY_MS,
  });
  const [older, setOlder] = useState<{ items: MessageRecord[]; next: string | null } | null>(null);
  const [typed, setTyped] = useState(incident);
  const [problem, setProblem] = useState('');
  const { value } = section;

  function go(changes: Record<string, string>): void {
    const next = new URLSearchParams(query);
    for (const [name, text] of Object.entries(changes)) {
      if (text === '') next.delete(name);
      else next.set(name, text);
    }
    const rest = next.toString();
    router.history.replace(rest === '' ? pathname : `${pathname}?${rest}`);
  }

  async function more(before: string): Promise<void> {
    const next = new URLSearchParams(query);
    next.set('before', before);
    const result = await api<MessageLogView>(`${base}/messages?${next.toString()}`);
    if (!result.ok) {
      setProblem(result.error.message);
      return;
    }
    setProblem('');
    setOlder({ items: [...(older?.items ?? []), ...result.value.items], next: result.value.next });
  }

  const chosen =
    query.get('target') ?? (query.has('person') ? `person ${query.get('person')}` : '');
  const receivers = [
    { id: 'all', label: 'Everyone' },
    ...(value?.targets ?? []).map(({ name, kind }) => ({
      id: name,
      label: name,
      detail: kind === 'slack' ? 'chat' : 'webhook',
    })),
    ...people.map(({ id, name }) => ({ id: `person ${id}`, label: name, detail: 'person' })),
  ];
  // Those of the first page that moved on to the older ones meanwhile are not shown twice.
  const items = value && [
    ...value.items,
    ...(older?.items ?? []).filter(({ id }) => value.items.every((one) => one.id !== id)),
  ];
  const next = older === null ? (value?.next ?? null) : older.next;
  return (
    <>
      <div className={styles.filters}>
        <SegmentedControl
          label="State"
          value={state}
          options={STATES.map((one) => ({ value: one, label: STATE_LABELS[one] }))}
          onChange={(id) => go({ state: id === 'all' ? '' : id })}
        />
        <Select
          label="To"
          isLabelHidden
          value={chosen === '' ? 'all' : chosen}
          options={receivers}
          onChange={(id) =>
            go({
              target: id === 'all' || id.startsWith('person ') ? '' : id,
              person: id.startsWith('person ') ? id.slice('person '.length) : '',
            })
          }
        />
        <form
          onSubmit={(event) => {
            event.preventDefault();
            go({ incident: typed.trim().toUpperCase() });
          }}
        >
          <TextField
            label="Incident"
            isLabelHidden
            isCode
            placeholder="Incident, then Enter"
            value={typed}
            onChange={setTyped}
          />
        </form>
        {value !== undefined && (
          <span className={styles.counts}>
            <StatusDot kind={value.waiting === 0 ? 'idle' : 'live'} isCalm>
              {plural(value.waiting, 'message')} waiting
            </StatusDot>
            <StatusDot kind={value.givenUp === 0 ? 'idle' : 'dead'} isCalm={value.givenUp === 0}>
              {value.givenUp} given up
            </StatusDot>
          </span>
        )}
      </div>
      {items === undefined ? (
        section.state === 'failed' ? (
          <EmptyState
            title="The log could not be read"
            actions={<Button onClick={section.reload}>Try again</Button>}
          >
            {section.error.message}
          </EmptyState>
        ) : (
          <Skeleton label="Loading the log of messages" rows={12} />
        )
      ) : items.length === 0 ? (
        <EmptyState title={query.size === 0 ? 'No message was sent yet' : 'No message matches'}>
          {query.size === 0
            ? 'People are told by their own rules, programs and channels as the election’s file says.'
            : 'Choose another state or receiver.'}
        </EmptyState>
      ) : (
        <MessagesTable items={items} zone={zone} blocked={blocked} onChanged={section.reload} />
      )}
      {problem !== '' && (
        <p role="alert" className={styles.problem}>
          {problem}
        </p>
      )}
      {next !== null && items !== undefined && (
        <Button className={styles.more} onClick={() => void more(next)}>
          Older messages
        </Button>
      )}
    </>
  );
}
