import { ArrowLeftRight } from 'lucide-react';
import { useEffect } from 'react';
import { useStore } from 'zustand';
import { useNow } from '../store/ticker.ts';
import { Button } from '../ui/button.tsx';
import { formatClock } from '../ui/format.ts';
import { conflictWords, intentWords } from './conflict-words.ts';
import { typedText } from './typed-text.ts';
import styles from './detail.module.css';
import { writeDraft } from './drafts.ts';
import { newId } from './new-id.ts';
import { send } from './perform.ts';
import { useBlocked, useBoardIncident, useNames, useRoom } from './room-context.ts';

/** Someone was first: who did what and when, what was meant, and three ways on. Nothing typed is lost. */
export function ConflictBanner({ id }: { id: string }) {
  const room = useRoom();
  const names = useNames();
  const blocked = useBlocked();
  const conflict = useStore(room.desk.store, (state) => state.conflicts.get(id));
  const incident = useBoardIncident(id);
  const now = useNow(room.clock);
  const { id: election, zone } = room.election.election;
  const words = conflict && conflictWords(conflict, incident, names, now);
  const text = conflict ? typedText(conflict.intent).trim() : '';

  function settle(keepsDraft = false): void {
    room.desk.settleConflict(id);
    if (!keepsDraft) writeDraft(election, id, '');
  }

  async function keep(): Promise<void> {
    settle(text !== '');
    if (text === '') return;
    const result = await send(
      room,
      { type: 'incident.note', incident: id, text },
      `Noted on ${id}`,
    );
    if (result.kind === 'done') writeDraft(election, id, '');
  }

  async function redo(): Promise<void> {
    if (!words) return;
    settle(true);
    const group = newId();
    let isDone = true;
    for (const intent of words.redoIntents) {
      const result = await send(room, intent, `${id}: ${intentWords(intent, names)}`, { group });
      isDone &&= result.kind === 'done';
      if (!isDone) break;
    }
    if (isDone) writeDraft(election, id, '');
  }

  useEffect(() => {
    if (!conflict) return;
    const onKey = (event: KeyboardEvent): void => {
      if (document.querySelector('[role="dialog"]') !== null) return;
      if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void keep();
      else if (event.altKey && event.code === 'KeyR') void redo();
      else if (event.key === 'Escape') settle();
      else return;
      event.preventDefault();
      event.stopImmediatePropagation();
    };
    // Before the board's own keys: the caret may be in the text.
    window.addEventListener('keydown', onKey, { capture: true });
    return () => window.removeEventListener('keydown', onKey, { capture: true });
  });

  if (!conflict || !words) return null;
  return (
    <section className={styles.conflict} aria-label="Conflict" role="alert">
      <div className={styles.conflictHead}>
        <ArrowLeftRight size={15} aria-hidden="true" />
        <h2>{words.title}</h2>
        <span className={styles.soft}>
          {text === '' ? '' : 'Your text is kept. '}
          {words.versions}
        </span>
      </div>
      <dl className={styles.versus}>
        <dt>Yours</dt>
        <dd>
          <span>
            {words.mine}
            {text === '' ? ' ' : ', with a note '}
            <em>not saved</em>
          </span>
          <time>{formatClock(conflict.at, zone)}</time>
        </dd>
        {words.theirs.map((one) => (
          <Theirs
            key={`${one.at}${one.what}`}
            who={one.who}
            what={one.what}
            at={formatClock(one.at, zone)}
          />
        ))}
      </dl>
      <div className={styles.ways}>
        <Button
          look="primary"
          keyHint="mod+enter"
          disabledReason={text === '' ? undefined : (blocked ?? undefined)}
          onClick={() => void keep()}
        >
          {words.keep}
        </Button>
        {words.redo !== null && (
          <Button keyHint="alt+r" disabledReason={blocked ?? undefined} onClick={() => void redo()}>
            {words.redo}
          </Button>
        )}
        <Button look="quiet" keyHint="escape" onClick={() => settle()}>
          {words.discard}
        </Button>
      </div>
    </section>
  );
}

function Theirs({ who, what, at }: { who: string; what: string; at: string }) {
  return (
    <>
      <dt>{who}</dt>
      <dd>
        <span>{what}</span>
        <time>{at}</time>
      </dd>
    </>
  );
}
