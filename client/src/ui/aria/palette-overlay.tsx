import { useEffect, useId, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { Dialog } from 'react-aria-components/Dialog';
import { classes } from '../classes.ts';
import styles from '../command-palette.module.css';
import type { CommandPaletteProps } from '../command-palette.tsx';
import { DialogFrame } from './dialog-overlay.tsx';
import { Key, KeyHint } from '../key.tsx';
import { announceNow } from '../live-region.tsx';
import { searchPalette, type PaletteItem, type Range } from '../palette-match.ts';
import overlayStyles from '../overlay.module.css';

/** What `CommandPalette` draws once it opens. */
export function PaletteOverlay<Item extends PaletteItem>(props: CommandPaletteProps<Item>) {
  return (
    <DialogFrame isOpen={props.isOpen} onClose={props.onClose} width={640} isInstant>
      <Dialog aria-label={nameOf(props)} className={overlayStyles.dialog ?? ''}>
        <PaletteBody {...props} />
      </Dialog>
    </DialogFrame>
  );
}

/** A list to pick from is called by what it asks and of what, the list of everything by what is in it. */
function nameOf({
  placeholder,
  context,
}: {
  placeholder?: string | undefined;
  context?: string | undefined;
}): string {
  if (placeholder === undefined) return 'Commands';
  const asked = placeholder.replace(/…$/, '');
  return context === undefined ? asked : `${asked}, ${context}`;
}

function PaletteBody<Item extends PaletteItem>(props: CommandPaletteProps<Item>) {
  const { sections, onClose, onRun, onQuery } = props;
  const base = useId();
  const [query, setQuery] = useState('');
  const [at, setAt] = useState(0);
  const list = useRef<HTMLDivElement>(null);
  const found = searchPalette(sections, query);
  const items = found.flatMap((section) => section.matches.map(({ item }) => item));
  const places = new Map(items.map((item, place) => [item, place]));
  const current = Math.min(at, items.length - 1);
  const idOf = (index: number): string => `${base}-${index}`;

  // After each drawing: the query may leave the same place to another item.
  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  });

  function type(text: string): void {
    setQuery(text);
    setAt(0);
    onQuery?.(text);
  }

  function run(item: Item | undefined): void {
    if (item === undefined) return;
    if (item.disabledReason !== undefined) {
      announceNow(`${item.label}: ${item.disabledReason}`);
      return;
    }
    onClose();
    onRun(item);
  }

  function move(event: KeyboardEvent): void {
    // Enter that ends a composed word (Japanese, Chinese) is no command.
    if (event.nativeEvent.isComposing) return;
    const last = items.length - 1;
    const to = {
      ArrowDown: current >= last ? 0 : current + 1,
      ArrowUp: current <= 0 ? last : current - 1,
      PageDown: Math.min(last, current + 8),
      PageUp: Math.max(0, current - 8),
    }[event.key];
    if (to !== undefined) setAt(to);
    else if (event.key === 'Enter') run(items[current]);
    else return;
    event.preventDefault();
  }

  const prefixes = sections.filter(({ prefix }) => prefix !== undefined);
  return (
    <>
      <div className={styles.top}>
        {props.context !== undefined && <span className={styles.context}>{props.context}</span>}
        <input
          autoFocus
          className={styles.input}
          role="combobox"
          aria-label={props.placeholder ?? 'Find a command, a person or an incident'}
          aria-expanded="true"
          aria-controls={`${base}-list`}
          aria-activedescendant={items.length > 0 ? idOf(current) : undefined}
          aria-autocomplete="list"
          autoComplete="off"
          spellCheck={false}
          placeholder={props.placeholder ?? 'Type a command'}
          value={query}
          onChange={(event) => type(event.target.value)}
          onKeyDown={move}
        />
        {props.note !== undefined && <span className={styles.note}>{props.note}</span>}
      </div>
      <div id={`${base}-list`} role="listbox" aria-label="Found" className={styles.list} ref={list}>
        {found.map((section) => (
          <div key={section.id} role="group" aria-label={section.title}>
            <div className={styles.title} aria-hidden="true">
              {section.title}
            </div>
            {section.matches.map(({ item, ranges }) => {
              const own = places.get(item) ?? 0;
              return (
                <div
                  key={item.id}
                  id={idOf(own)}
                  role="option"
                  tabIndex={-1}
                  aria-selected={own === current}
                  aria-disabled={item.disabledReason !== undefined}
                  className={classes(styles.item, item.disabledReason !== undefined && styles.off)}
                  onPointerMove={() => setAt(own)}
                  // Keeps the caret in the field.
                  onPointerDown={(event) => event.preventDefault()}
                  onClick={() => run(item)}
                  onKeyDown={move}
                >
                  <span className={styles.icon}>{props.iconOf?.(item) ?? <Marker />}</span>
                  <span className={styles.label}>
                    {item.code !== undefined && <span className={styles.code}>{item.code}</span>}
                    <Marked text={item.label} ranges={ranges} />
                  </span>
                  <span className={styles.detail}>{item.disabledReason ?? item.detail}</span>
                  <span className={styles.key}>
                    {item.keyHint !== undefined && <Key of={item.keyHint} />}
                  </span>
                </div>
              );
            })}
          </div>
        ))}
      </div>
      {items.length === 0 && <p className={styles.empty}>Nothing matches “{query.trim()}”.</p>}
      <div className={styles.foot}>
        <KeyHint keys={['up', 'down']}>move</KeyHint>
        <KeyHint keys={['enter']}>run</KeyHint>
        <KeyHint keys={['escape']}>close</KeyHint>
        <span className={styles.prefixes}>
          {prefixes.map(({ id, prefix, title }) => (
            <span key={id}>
              {prefix} {title.toLowerCase()}
            </span>
          ))}
        </span>
      </div>
    </>
  );
}

function Marked({ text, ranges }: { text: string; ranges: readonly Range[] }) {
  const parts: ReactNode[] = [];
  let from = 0;
  for (const [start, end] of ranges) {
    parts.push(text.slice(from, start), <b key={start}>{text.slice(start, end)}</b>);
    from = end;
  }
  return (
    <>
      {parts}
      {text.slice(from)}
    </>
  );
}

function Marker() {
  return (
    <svg width="12" height="12" viewBox="0 0 12 12" aria-hidden="true">
      <path d="M4.5 2.5L8 6 4.5 9.5" fill="none" stroke="currentColor" strokeWidth="1.3" />
    </svg>
  );
}
