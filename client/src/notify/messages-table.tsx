import type { MessageRecord } from '@warroom/shared';
import { Fragment, useId, useState } from 'react';
import { useDesk, useNames } from '../desk-frame/desk-context.ts';
import { useSend } from '../desk-frame/use-send.ts';
import { AppLink } from '../ui/app-link.tsx';
import { Button } from '../ui/button.tsx';
import { formatClock, formatMoment, plural } from '../ui/format.ts';
import { StatusDot } from '../ui/status-dot.tsx';
import type { StatusKind } from '../ui/status-dot.tsx';
import { Table } from '../ui/table.tsx';
import styles from './messages.module.css';
import { kindWords, STATE_WORDS, stateDetail, targetParts, WAY_WORDS } from './notify-words.ts';

const DOTS: Record<MessageRecord['state'], StatusKind> = {
  pending: 'late',
  sent: 'live',
  dead: 'dead',
  dropped: 'idle',
  absorbed: 'idle',
};

interface TableProps {
  items: readonly MessageRecord[];
  zone: string;
  /** Why nothing can be sent again now. */
  blocked: string | null;
  onChanged: () => void;
}

/** Messages, newest first; each opens to its tries. */
export function MessagesTable({ items, zone, blocked, onChanged }: TableProps) {
  const [open, setOpen] = useState<string | null>(null);
  return (
    <Table label="Messages" rows="m" className={styles.table}>
      <colgroup>
        <col className={styles.when} />
        <col className={styles.what} />
        <col className={styles.to} />
        <col />
        <col className={styles.act} />
      </colgroup>
      <thead>
        <tr>
          <th scope="col">Queued</th>
          <th scope="col">What</th>
          <th scope="col">To</th>
          <th scope="col">State</th>
          <th scope="col">
            <span className="sr-only">Send again</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {items.map((record) => (
          <Fragment key={record.id}>
            <Row
              record={record}
              zone={zone}
              blocked={blocked}
              isOpen={open === record.id}
              onToggle={() => setOpen(open === record.id ? null : record.id)}
              onChanged={onChanged}
            />
          </Fragment>
        ))}
      </tbody>
    </Table>
  );
}

interface RowProps {
  record: MessageRecord;
  zone: string;
  blocked: string | null;
  isOpen: boolean;
  onToggle: () => void;
  onChanged: () => void;
}

function Row({ record, zone, blocked, isOpen, onToggle, onChanged }: RowProps) {
  const { id: election, feed } = useDesk();
  const names = useNames();
  const send = useSend();
  const detailsId = useId();
  const { incident, state, attempts, queuedAt, absorbed } = record;
  const target = targetParts(record.target);
  const receiver =
    'person' in target ? `${names(target.person)} · ${WAY_WORDS[target.way]}` : target.name;
  const detail = stateDetail(record);

  async function replay(): Promise<void> {
    const result = await send(
      { type: 'message.replay', message: record.id },
      { done: `Sent again to ${receiver}` },
    );
    if (result.kind === 'done') onChanged();
  }

  return (
    <>
      <tr>
        <td data-quiet>{formatMoment(queuedAt, feed.serverNow(), zone)}</td>
        <th scope="row">
          <button
            type="button"
            className={styles.toggle}
            aria-expanded={isOpen}
            aria-controls={isOpen ? detailsId : undefined}
            onClick={onToggle}
          >
            {kindWords(record)}
          </button>
          {incident !== null && (
            <AppLink href={`/e/${encodeURIComponent(election)}?sel=${incident}`}>
              {incident}
            </AppLink>
          )}
          {absorbed > 0 && <span className={styles.soft}> and {absorbed} more in it</span>}
        </th>
        <td>{receiver}</td>
        <td>
          <StatusDot kind={DOTS[state]} isCalm={state !== 'dead'}>
            {STATE_WORDS[state]}
            {attempts > 1 && ` after ${plural(attempts, 'try', 'tries')}`}
            {detail !== '' && <span className={styles.soft}> · {detail}</span>}
          </StatusDot>
        </td>
        <td data-align="end">
          {state !== 'pending' && record.kind !== 'test' && (
            <Button
              size="s"
              aria-label={`Send again: ${kindWords(record)} to ${receiver}`}
              disabledReason={blocked ?? undefined}
              onClick={() => void replay()}
            >
              Send again
            </Button>
          )}
        </td>
      </tr>
      {isOpen && (
        <tr id={detailsId}>
          <td colSpan={5} className={styles.tries}>
            <Tries record={record} zone={zone} />
          </td>
        </tr>
      )}
    </>
  );
}

function Tries({ record, zone }: { record: MessageRecord; zone: string }) {
  const { tries, retryAt, id, into } = record;
  return (
    <>
      <p className={styles.soft}>
        Id <code>{id}</code>
        {into !== null && (
          <>
            {' '}
            · told in <code>{into}</code>
          </>
        )}
        {retryAt !== null && ` · tried again at ${formatClock(retryAt, zone)}`}
      </p>
      {tries.length === 0 ? (
        <p className={styles.soft}>Not tried yet.</p>
      ) : (
        <ol className={styles.list}>
          {tries.map(({ at, ok, status, ms, problem, excerpt }) => (
            <li key={`${at} ${ms}`}>
              <span className={styles.time}>{formatClock(at, zone)}</span>
              <StatusDot kind={ok ? 'live' : 'dead'} isCalm={ok}>
                {ok ? 'Received' : (problem ?? 'Failed')}
              </StatusDot>
              <span className={styles.soft}>
                {status !== null && `${status} · `}
                {ms} ms
              </span>
              {excerpt !== null && <code className={styles.excerpt}>{excerpt}</code>}
            </li>
          ))}
        </ol>
      )}
    </>
  );
}
