import type { PersonView } from '@warroom/shared';
import {
  useId,
  useLayoutEffect,
  useRef,
  useState,
  type KeyboardEvent,
  type RefObject,
} from 'react';
import { Avatar } from '../ui/avatar.tsx';
import { mentionAt, peopleLike, withMention } from './mentions.ts';
import styles from './mention-box.module.css';

export interface MentionBoxProps {
  /** Names it for screen readers. */
  label: string;
  placeholder: string;
  value: string;
  onChange: (text: string) => void;
  /** Those who can be named. */
  people: readonly PersonView[];
  box: RefObject<HTMLTextAreaElement | null>;
  /** Keys that the list of people doesn't take. */
  onKeyDown: (event: KeyboardEvent<HTMLTextAreaElement>) => void;
  onFocusChange: (isFocused: boolean) => void;
}

/** A text that can name people: @ opens a list beside the caret's line; arrows choose, Enter takes. */
export function MentionBox(props: MentionBoxProps) {
  const { value, onChange, people, box } = props;
  const list = useId();
  const [caret, setCaret] = useState<number | null>(null);
  const [at, setAt] = useState(0);
  /** Where a list was put away with Escape: it stays away for this @. */
  const [shut, setShut] = useState<number | null>(null);
  /** Where the caret belongs once the text is drawn; the browser puts it at the end. */
  const putAt = useRef<number | null>(null);
  /** Where a name was just put, with its space: one that is typed out of habit is not another. */
  const tookAt = useRef<number | null>(null);
  // Sent or thrown away: the next @ is another, wherever it stands.
  if (value === '' && shut !== null) setShut(null);
  // After every drawing: which of them brings the text is not known here.
  useLayoutEffect(() => {
    if (putAt.current === null) return;
    box.current?.focus();
    box.current?.setSelectionRange(putAt.current, putAt.current);
    putAt.current = null;
  });
  const found = caret === null ? null : mentionAt(value, caret);
  const offered = found === null || found.at === shut ? [] : peopleLike(people, found.typed);
  const isOpen = offered.length > 0;
  const chosen = offered[Math.min(at, offered.length - 1)];

  function follow(): void {
    const { current } = box;
    if (current === null) return;
    setCaret(current.selectionStart === current.selectionEnd ? current.selectionStart : null);
  }

  function take(person: PersonView): void {
    if (caret === null) return;
    const made = withMention(value, caret, person.name);
    onChange(made.text);
    setCaret(null);
    setAt(0);
    setShut(found?.at ?? null);
    putAt.current = made.caret;
    tookAt.current = made.caret;
  }

  function onKeyDown(event: KeyboardEvent<HTMLTextAreaElement>): void {
    const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey;
    if (isOpen && isPlain && !event.nativeEvent.isComposing) {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step !== undefined) {
        event.preventDefault();
        setAt(
          (before) =>
            (Math.min(before, offered.length - 1) + step + offered.length) % offered.length,
        );
        return;
      }
      if ((event.key === 'Enter' || event.key === 'Tab') && !event.shiftKey && chosen) {
        event.preventDefault();
        take(chosen);
        return;
      }
      if (event.key === 'Escape') {
        event.preventDefault();
        event.stopPropagation();
        setShut(found?.at ?? null);
        return;
      }
    }
    const isHabit = event.key === ' ' && isPlain && tookAt.current === box.current?.selectionStart;
    if (!['Shift', 'Control', 'Alt', 'Meta'].includes(event.key)) tookAt.current = null;
    if (isHabit) event.preventDefault();
    else props.onKeyDown(event);
  }

  return (
    <>
      <textarea
        ref={box}
        rows={1}
        aria-label={props.label}
        aria-autocomplete="list"
        aria-haspopup="listbox"
        aria-controls={isOpen ? list : undefined}
        aria-activedescendant={isOpen && chosen ? `${list}-${chosen.id}` : undefined}
        placeholder={props.placeholder}
        value={value}
        onFocus={() => props.onFocusChange(true)}
        onBlur={() => {
          setCaret(null);
          props.onFocusChange(false);
        }}
        onChange={(event) => {
          setShut((before) =>
            mentionAt(event.target.value, event.target.selectionStart)?.at === before
              ? before
              : null,
          );
          setAt(0);
          setCaret(event.target.selectionStart);
          onChange(event.target.value);
        }}
        onSelect={follow}
        onKeyDown={onKeyDown}
      />
      {isOpen && (
        <div id={list} role="listbox" aria-label="People" className={styles.list}>
          {offered.map((person) => (
            <div
              key={person.id}
              id={`${list}-${person.id}`}
              role="option"
              tabIndex={-1}
              aria-selected={person === chosen}
              className={styles.option}
              // Before the text loses the focus.
              onPointerDown={(event) => {
                event.preventDefault();
                take(person);
              }}
            >
              <Avatar name={person.name} isDecoration />
              <span>{person.name}</span>
              <small>{person.role}</small>
            </div>
          ))}
        </div>
      )}
      <span className="sr-only" aria-live="polite">
        {isOpen ? `${offered.length} people, arrows choose, Enter takes` : ''}
      </span>
    </>
  );
}
