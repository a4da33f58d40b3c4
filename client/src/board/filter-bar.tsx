import { useEffect, useId, useMemo, useRef, useState } from 'react';
import type { KeyboardEvent } from 'react';
import { useStore } from 'zustand';
import {
  formatQuery,
  parseQuery,
  QUERY_FIELDS,
  staysInSight,
  unknownIn,
  withoutValue,
} from '../store/query.ts';
import type { Sort } from '../store/views.ts';
import { formatWhole, plural } from '../ui/format.ts';
import { Menu } from '../ui/menu.tsx';
import own from './filter-bar.module.css';
import { ActionKey } from './keys/action-key.tsx';
import { knownNames, knownValues } from './known-values.ts';
import { useBoard, useRoom, useUi } from './room-context.ts';
import styles from './queue.module.css';
import { suggestionsFor } from './suggest.ts';
import type { Suggestion } from './suggest.ts';
import { useView } from './use-view.ts';

const SORT_WORDS: Record<Sort, string> = {
  severity: 'severity, due',
  due: 'due',
  newest: 'newest',
  changed: 'last changed',
};
const SETTLE_MS = 80;

/** The search: typed as one line with what can follow, terms shown as chips while the caret is elsewhere. */
export function FilterBar() {
  const { room, url, go } = useBoard();
  const caret = useUi((state) => state.caret);
  const input = useRef<HTMLInputElement>(null);
  const listId = useId();
  const [typed, setTyped] = useState(url.q);
  const [isEditing, setEditing] = useState(false);
  const [isListOpen, setListOpen] = useState(false);
  const [active, setActive] = useState(-1);
  const query = useMemo(() => parseQuery(url.q), [url.q]);
  const suggestions = useMemo(
    () => (isEditing && isListOpen ? suggestionsFor(typed, knownValues(room)) : []),
    [room, typed, isEditing, isListOpen],
  );
  const isOpen = suggestions.length > 0;

  useEffect(() => {
    if (!isEditing) setTyped(url.q);
  }, [url.q, isEditing]);
  useEffect(() => {
    if (caret.in === 'search') {
      input.current?.focus();
      input.current?.select();
    }
  }, [caret]);
  useEffect(() => {
    if (!isEditing || typed.trim() === url.q) return;
    const timer = setTimeout(() => go({ q: typed.trim() }, true), SETTLE_MS);
    return () => clearTimeout(timer);
  }, [typed, isEditing, url.q, go]);

  function take({ typed: whole, isWhole }: Suggestion): void {
    setTyped(isWhole ? `${whole} ` : whole);
    setActive(-1);
    input.current?.focus();
  }

  function onKeyDown(event: KeyboardEvent<HTMLInputElement>): void {
    const chosen = isOpen ? suggestions[active] : undefined;
    if (isOpen && (event.key === 'ArrowDown' || event.key === 'ArrowUp')) {
      event.preventDefault();
      const step = event.key === 'ArrowDown' ? 1 : -1;
      const count = suggestions.length;
      // One more place than there are: none, where Enter takes what was typed.
      setActive((at) => ((at + 1 + step + count + 1) % (count + 1)) - 1);
    } else if (chosen && (event.key === 'Enter' || event.key === 'Tab')) {
      event.preventDefault();
      take(chosen);
    } else if (event.key === 'Escape') {
      event.stopPropagation();
      if (chosen) {
        setActive(-1);
        setListOpen(false);
        return;
      }
      setTyped('');
      go({ q: '' }, true);
      event.currentTarget.blur();
    } else if (event.key === 'Enter') {
      go({ q: typed.trim() });
      event.currentTarget.blur();
    }
  }

  const hasChips = !isEditing && query.terms.length > 0;
  const words = [...query.without.map((text) => `-${text}`), ...query.texts].join(' ');
  return (
    <div className={own.bar}>
      <div className={styles.filter} role="search">
        <ActionKey of="search" />
        {!isEditing && <Chips />}
        <input
          ref={input}
          className={styles.search}
          role="combobox"
          aria-expanded={isOpen}
          aria-controls={isOpen ? listId : undefined}
          aria-autocomplete="list"
          aria-activedescendant={isOpen && active >= 0 ? `${listId}-${active}` : undefined}
          aria-label={`Search incidents and signals; also ${QUERY_FIELDS.map((field) => `${field}:`).join(' ')}`}
          placeholder={hasChips ? '' : 'Search, or sev:S1 in:AZ is:unassigned'}
          spellCheck={false}
          autoComplete="off"
          value={isEditing ? typed : words}
          onFocus={() => {
            setTyped(url.q);
            setEditing(true);
          }}
          onBlur={() => {
            setEditing(false);
            setListOpen(false);
            setActive(-1);
            if (typed.trim() !== url.q) go({ q: typed.trim() }, true);
          }}
          onChange={(event) => {
            setTyped(event.target.value);
            setListOpen(true);
            setActive(-1);
          }}
          onKeyDown={onKeyDown}
        />
        <Menu
          label={`Sort incidents by ${SORT_WORDS[url.sort]}`}
          look="quiet"
          size="s"
          className={styles.sort}
          selected={url.sort}
          groups={[
            {
              items: (Object.keys(SORT_WORDS) as Sort[]).map((id) => ({
                id,
                label: SORT_WORDS[id],
              })),
            },
          ]}
          onAction={(sort) => go({ sort })}
        >
          <>
            <span>by</span> {SORT_WORDS[url.sort]}
          </>
        </Menu>
      </div>
      {isOpen && (
        <div id={listId} role="listbox" aria-label="What can follow" className={own.list}>
          {suggestions.map((suggestion, index) => (
            // Chosen by the arrow keys in the field, which keeps the focus.
            <div
              key={suggestion.text}
              id={`${listId}-${index}`}
              role="option"
              aria-selected={index === active}
              className={own.option}
              onPointerDown={(event) => {
                event.preventDefault();
                take(suggestion);
              }}
            >
              <b>{suggestion.text}</b>
              <span>{suggestion.says}</span>
            </div>
          ))}
        </div>
      )}
      <Found />
    </div>
  );
}

/** What is searched for, each to be taken off; and what the view leaves out unless it is asked for. */
function Chips() {
  const { url, go } = useBoard();
  const view = useView();
  const query = parseQuery(url.q);
  const usual = view.paged === null && view.lanes !== 'signals' && staysInSight(view.asks);
  if (query.terms.length === 0)
    return url.q === '' && usual ? (
      <span className={styles.chips}>
        <span className={styles.chip}>
          state <b>open</b>
        </span>
        <span className={styles.chip}>
          snoozed <b>no</b>
        </span>
      </span>
    ) : null;
  return (
    <span className={styles.chips}>
      {query.terms.flatMap(({ field, values, not }) =>
        values.map((value) => (
          <button
            key={`${not ? '-' : ''}${field}:${value}`}
            type="button"
            className={styles.chip}
            aria-label={`Remove ${not ? 'not ' : ''}${field} ${value}`}
            title="Remove"
            onClick={() => go({ q: formatQuery(withoutValue(query, field, value, not)) })}
          >
            {not && 'not '}
            {field} <b>{value}</b>
          </button>
        )),
      )}
    </span>
  );
}

/** Under the field: how much was found, and what can't be found because nothing is called so. */
function Found() {
  const { url } = useBoard();
  const room = useRoom();
  const view = useView();
  const total = useStore(room.order.store, (state) => state.total);
  const counts = useStore(room.signalCounts.store);
  useStore(room.lists);
  if (url.q.trim() === '') return null;
  const unknown = unknownIn(parseQuery(url.q), knownNames(room));
  const signals = counts.get(formatQuery(room.asks()));
  const found = [
    view.lanes === 'signals' || view.paged !== null ? '' : plural(total, 'incident'),
    view.lanes === 'incidents' || !signals
      ? ''
      : `${formatWhole(signals.signals)}${signals.isMore ? '+' : ''} ${signals.signals === 1 && !signals.isMore ? 'signal' : 'signals'}`,
  ].filter((text) => text !== '');
  return (
    <div className={own.found} role="status">
      {found.length > 0 && <span>{found.join(' · ')}</span>}
      {unknown.map((text) => (
        <span key={text} className={own.unknown}>
          {text}
        </span>
      ))}
    </div>
  );
}
