import { useEffect, useRef, useState } from 'react';
import { formatQuery, parseQuery, QUERY_FIELDS, withoutValue } from '../store/query.ts';
import type { Sort } from '../store/views.ts';
import { Key } from '../ui/key.tsx';
import { Menu } from '../ui/menu.tsx';
import { useBoard, useUi } from './room-context.ts';
import styles from './queue.module.css';

const SORT_WORDS: Record<Sort, string> = {
  severity: 'severity, due',
  due: 'due',
  newest: 'newest',
  changed: 'last changed',
};
const SETTLE_MS = 200;

/** The search: typed as one line, terms shown as chips while the caret is elsewhere. */
export function FilterBar() {
  const { url, go } = useBoard();
  const caret = useUi((state) => state.caret);
  const input = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState(url.q);
  const [isEditing, setEditing] = useState(false);
  const query = parseQuery(url.q);

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
    if (!isEditing || typed === url.q) return;
    const timer = setTimeout(() => go({ q: typed.trim() }, true), SETTLE_MS);
    return () => clearTimeout(timer);
  }, [typed, isEditing, url.q, go]);

  const hasChips = !isEditing && query.terms.length > 0;
  return (
    <div className={styles.filter} role="search">
      <Key of="/" />
      {hasChips && (
        <span className={styles.chips}>
          {query.terms.flatMap(({ field, values }) =>
            values.map((value) => (
              <button
                key={`${field}:${value}`}
                type="button"
                className={styles.chip}
                aria-label={`Remove ${field} ${value}`}
                title="Remove"
                onClick={() => go({ q: formatQuery(withoutValue(query, field, value)) })}
              >
                {field} <b>{value}</b>
              </button>
            )),
          )}
        </span>
      )}
      <input
        ref={input}
        className={styles.search}
        aria-label={`Search incidents and signals; also ${QUERY_FIELDS.map((field) => `${field}:`).join(' ')}`}
        placeholder={hasChips ? '' : 'Search, or sev:S1 in:AZ is:unassigned'}
        spellCheck={false}
        autoComplete="off"
        value={isEditing ? typed : query.texts.join(' ')}
        onFocus={() => {
          setTyped(url.q);
          setEditing(true);
        }}
        onBlur={() => {
          setEditing(false);
          if (typed.trim() !== url.q) go({ q: typed.trim() }, true);
        }}
        onChange={(event) => setTyped(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') {
            event.stopPropagation();
            setTyped('');
            go({ q: '' }, true);
            event.currentTarget.blur();
          } else if (event.key === 'Enter') {
            go({ q: typed.trim() });
            event.currentTarget.blur();
          }
        }}
      />
      <Menu
        label={`Sort incidents by ${SORT_WORDS[url.sort]}`}
        look="quiet"
        size="s"
        className={styles.sort}
        selected={url.sort}
        groups={[
          {
            items: (Object.keys(SORT_WORDS) as Sort[]).map((id) => ({ id, label: SORT_WORDS[id] })),
          },
        ]}
        onAction={(sort) => go({ sort })}
      >
        <>
          <span>by</span> {SORT_WORDS[url.sort]}
        </>
      </Menu>
    </div>
  );
}
