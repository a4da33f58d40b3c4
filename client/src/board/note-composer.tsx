import { useEffect, useRef, useState } from 'react';
import { useStore } from 'zustand';
import { Button } from '../ui/button.tsx';
import { formatClock, formatWhole, plural } from '../ui/format.ts';
import { Key } from '../ui/key.tsx';
import { closeToast, toast } from '../ui/toasts.ts';
import { draftStore, readDraft, writeDraft } from './drafts.ts';
import { MentionBox } from './mention-box.tsx';
import { mentionsIn } from './mentions.ts';
import { send } from './perform.ts';
import { focusQueue } from './queue-focus.ts';
import styles from './rail.module.css';
import { useBlocked, useKeyOf, useRole, useRoom, useUi } from './room-context.ts';

const LONGEST = 8_000;
const STILL_MS = 20_000;

/** Where notes are written. What is typed is kept on this machine until it is sent. */
export function NoteComposer({ incident }: { incident: string }) {
  const room = useRoom();
  const blocked = useBlocked();
  const role = useRole();
  const caret = useUi((state) => state.caret);
  const noteKey = useKeyOf('note');
  const people = useStore(room.lists, (lists) => lists.people);
  const election = room.election.election.id;
  const box = useRef<HTMLTextAreaElement>(null);
  const still = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const [isFocused, setFocused] = useState(false);
  // Read anew when a refused command left its text here.
  useStore(draftStore, (state) => state.drafts);
  const kept = readDraft(election, incident);
  const draft = kept?.text ?? '';
  const tooLong = draft.trim().length - LONGEST;
  // What is pasted is never cut: it is said by how much it is too long.
  const why =
    blocked ??
    (tooLong > 0
      ? `${plural(tooLong, 'character')} too long: a note has at most ${formatWhole(LONGEST)}`
      : undefined);
  const mayWrite = role !== 'viewer' && role !== 'partner';

  useEffect(() => {
    if (caret.in === 'note') box.current?.focus();
  }, [caret]);
  useEffect(
    () => () => {
      clearTimeout(still.current);
      room.feed.presence({ incident, editing: false });
    },
    [room, incident],
  );

  function type(text: string): void {
    writeDraft(election, incident, text, kept?.meantFor ?? null);
    const isWriting = text.trim() !== '';
    room.feed.presence({ incident, editing: isWriting });
    clearTimeout(still.current);
    // Someone who stopped typing is no longer "editing" for others.
    if (isWriting) {
      still.current = setTimeout(() => room.feed.presence({ incident, editing: false }), STILL_MS);
    }
  }

  async function sendNote(): Promise<void> {
    const text = draft.trim();
    if (text === '') return;
    const notSent = `not-sent-${incident}`;
    if (why !== undefined) {
      toast({ id: notSent, text: 'Not sent; your text is kept here', detail: why, tone: 'bad' });
      return;
    }
    closeToast(notSent);
    const commandId = kept?.commandId;
    writeDraft(election, incident, '');
    room.feed.presence({ incident, editing: false });
    // A refusal puts the text back.
    const mentions = mentionsIn(text, people);
    const note = {
      type: 'incident.note',
      incident,
      text,
      ...(mentions.length === 0 ? {} : { mentions }),
    } as const;
    await send(room, note, `Noted on ${incident}`, { commandId });
  }

  if (!mayWrite)
    return <p className={styles.empty}>Your role reads; notes need the role of triager.</p>;
  return (
    <form
      className={styles.composer}
      onSubmit={(event) => {
        event.preventDefault();
        void sendNote();
      }}
    >
      {draft !== '' && kept !== null && (!isFocused || kept.meantFor !== null) && (
        <div className={styles.kept}>
          <b>{kept.commandId === undefined ? 'Kept, not sent' : 'Kept, perhaps sent already'}</b>
          <span>
            saved on this machine {formatClock(kept.savedAt, room.election.election.zone)}
          </span>
        </div>
      )}
      <div className={styles.box}>
        <MentionBox
          box={box}
          label={`Note on ${incident}`}
          placeholder="Note, @ names people"
          value={draft}
          people={people}
          onChange={type}
          onFocusChange={setFocused}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
              event.preventDefault();
              void sendNote();
            } else if (event.key === 'Escape') {
              event.stopPropagation();
              focusQueue(room.ui);
            }
          }}
        />
        {draft === '' && !isFocused && noteKey !== undefined && (
          <Key of={noteKey} className={styles.key} />
        )}
      </div>
      <div className={styles.under}>
        {draft === '' ? (
          <span>
            {people.length > 0
              ? `Notes are append-only and seen by ${plural(people.length, 'person', 'people')}.`
              : 'Notes are append-only.'}
          </span>
        ) : (
          <>
            <span>
              {kept?.meantFor
                ? `Meant for: ${kept.meantFor}`
                : tooLong > 0
                  ? `${formatWhole(tooLong)} too many`
                  : plural(draft.length, 'character')}
            </span>
            <Button type="submit" size="s" keyHint="mod+enter" disabledReason={why}>
              Send
            </Button>
          </>
        )}
      </div>
    </form>
  );
}
