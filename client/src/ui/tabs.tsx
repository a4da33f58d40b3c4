import { useId, type KeyboardEvent, type ReactNode } from 'react';
import { classes } from './classes.ts';
import { formatWhole } from './format.ts';
import styles from './tabs.module.css';

export interface TabsProps<Id extends string> {
  label: string;
  selected: Id;
  onSelect: (id: Id) => void;
  tabs: readonly { id: Id; label: string; count?: number | string | undefined }[];
  /** The selected tab's content; the others are not drawn. */
  children: ReactNode;
  className?: string | undefined;
  panelClassName?: string | undefined;
}

/** Tabs by the pattern of WAI-ARIA APG: arrows, Home and End move and select; one tab stop. */
export function Tabs<Id extends string>(props: TabsProps<Id>) {
  const base = useId();
  const { tabs, selected, onSelect } = props;

  function move(event: KeyboardEvent<HTMLDivElement>): void {
    const at = tabs.findIndex((tab) => tab.id === selected);
    const last = tabs.length - 1;
    const to = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: last }[event.key];
    if (to === undefined) return;
    const tab = tabs[to < 0 ? last : to > last ? 0 : to];
    if (tab === undefined) return;
    event.preventDefault();
    onSelect(tab.id);
    document.getElementById(`${base}-${tab.id}`)?.focus();
  }

  return (
    <>
      <div
        role="tablist"
        aria-label={props.label}
        tabIndex={-1}
        className={classes(styles.list, props.className)}
        onKeyDown={move}
      >
        {tabs.map((tab) => (
          <button
            key={tab.id}
            type="button"
            role="tab"
            id={`${base}-${tab.id}`}
            aria-selected={tab.id === selected}
            aria-controls={`${base}-panel`}
            tabIndex={tab.id === selected ? 0 : -1}
            className={styles.tab}
            onClick={() => onSelect(tab.id)}
          >
            {tab.label}
            {tab.count !== undefined && (
              <span className={styles.count}>
                {typeof tab.count === 'number' ? formatWhole(tab.count) : tab.count}
              </span>
            )}
          </button>
        ))}
      </div>
      <div
        role="tabpanel"
        id={`${base}-panel`}
        aria-labelledby={`${base}-${selected}`}
        className={props.panelClassName}
      >
        {props.children}
      </div>
    </>
  );
}
