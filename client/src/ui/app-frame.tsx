import type { MouseEvent, ReactNode } from 'react';
import styles from './app-frame.module.css';
import { AppLink } from './app-link.tsx';
import { classes } from './classes.ts';
import { formatClock, formatZone, machineZone } from './format.ts';
import { useNow } from './use-now.ts';

export interface AppFrameProps {
  /** A TopBar. */
  top: ReactNode;
  /** A second bar, 36 px: saved views. */
  views?: ReactNode;
  children: ReactNode;
  /** A StatusBar. */
  status: ReactNode;
  mainClassName?: string | undefined;
}

/** The window: top bar, perhaps a strip of views, the page's main part, status bar. Only `main` scrolls. */
export function AppFrame({ top, views, children, status, mainClassName }: AppFrameProps) {
  return (
    <div className={styles.frame}>
      <a href="#main" className={styles.skip} onClick={skip}>
        To the content
      </a>
      {top}
      {views}
      <main id="main" tabIndex={-1} className={classes(styles.main, mainClassName)}>
        {children}
      </main>
      {status}
    </div>
  );
}

/** Without the hash in the address, which the router would take for a place to go. */
function skip(event: MouseEvent): void {
  event.preventDefault();
  document.getElementById('main')?.focus();
}

export interface TopBarProps {
  /** The election, or the product before one is open. */
  name: string;
  /** Where the name leads; `/` unless said. */
  home?: string | undefined;
  /** Softer, after the name: the phase of the calendar. */
  note?: string | undefined;
  /** Marks everything under it as a drill. */
  isExercise?: boolean | undefined;
  nav?: readonly { label: string; href: string; isCurrent: boolean }[] | undefined;
  /** The right side; its children are parted by lines, save those with `data-bare`. */
  children?: ReactNode;
}

/** The bar at the top, 40 px. */
export function TopBar({ name, home = '/', note, isExercise, nav = [], children }: TopBarProps) {
  return (
    <header className={styles.top}>
      <AppLink href={home} className={styles.home}>
        <ProductMark />
        <span className={styles.name}>{name}</span>
      </AppLink>
      {isExercise === true && <span className={styles.exercise}>EXERCISE</span>}
      {note !== undefined && <span className={styles.note}>{note}</span>}
      {nav.length > 0 && (
        <nav aria-label="Main" className={styles.nav}>
          {nav.map(({ label, href, isCurrent }) => (
            <AppLink key={href} href={href} aria-current={isCurrent ? 'page' : undefined}>
              {label}
            </AppLink>
          ))}
        </nav>
      )}
      <div className={styles.right}>{children}</div>
    </header>
  );
}

/** The bar at the foot, 24 px: how live it is at the left, keys at the right. */
export function StatusBar({ children, end }: { children: ReactNode; end?: ReactNode }) {
  return (
    <footer className={styles.status}>
      {children}
      {end !== undefined && <div className={styles.end}>{end}</div>}
    </footer>
  );
}

/** The product's mark, 18 px. */
function ProductMark() {
  return (
    <svg
      width="18"
      height="18"
      viewBox="0 0 18 18"
      fill="none"
      strokeWidth="1.5"
      aria-hidden="true"
    >
      <path d="M1.5 1.5h15v15h-15z" stroke="var(--text-2)" />
      <path d="M4.5 5.5h9M4.5 9h9M4.5 12.5h5" stroke="var(--text-1)" />
    </svg>
  );
}

export interface ClocksProps {
  /** The election's IANA zone; this machine's unless given. */
  zone?: string | undefined;
  /** Server time where it is known. Must be a stable function. */
  now?: (() => number) | undefined;
}

/** The time in a zone and in UTC, ticking. */
export function Clocks({ zone, now }: ClocksProps) {
  const time = useNow(now);
  const place = zone ?? machineZone();
  const isUtc = place === 'UTC' || place === 'Etc/UTC';
  return (
    <span className={styles.clocks}>
      <b>
        {formatClock(time, place)} {isUtc ? 'UTC' : formatZone(time, place)}
      </b>
      {!isUtc && <span>{formatClock(time, 'UTC')} UTC</span>}
    </span>
  );
}
