import { useEffect, type ReactNode } from 'react';
import { useStore } from 'zustand';
import { BUILD } from '../build.ts';
import { sessionStore } from '../session.ts';
import { AppFrame, Clocks, StatusBar, TopBar } from '../ui/app-frame.tsx';
import { StatusDot } from '../ui/status-dot.tsx';
import styles from './entry-frame.module.css';

export interface EntryFrameProps {
  title: string;
  sub?: ReactNode;
  /** After the product's name: "first start". */
  note?: string | undefined;
  /** Beside the clocks: the account menu, where someone is signed in. */
  account?: ReactNode;
  children: ReactNode;
  /** The right side; without it the page is one column. */
  aside?: ReactNode;
}

/** A page before the war room: words and a form to the left, what one should know to the right. */
export function EntryFrame({ title, sub, note, account, children, aside }: EntryFrameProps) {
  useTitle(title);
  return (
    <AppFrame
      top={
        <TopBar name="Election War Room" note={note}>
          <Clocks />
          {account}
        </TopBar>
      }
      status={
        <StatusBar>
          <ServerStatus />
          <span>
            build <code>{BUILD}</code>
          </span>
        </StatusBar>
      }
    >
      <div className={aside === undefined ? styles.alone : styles.split}>
        <div className={styles.work}>
          <div className={styles.column}>
            <h1 className={styles.title}>{title}</h1>
            <div className={styles.sub}>{sub}</div>
            {children}
          </div>
        </div>
        {aside !== undefined && (
          <aside className={styles.aside}>
            <div>{aside}</div>
          </aside>
        )}
      </div>
    </AppFrame>
  );
}

/** Whether the server answered when it was last asked. */
export function ServerStatus() {
  const error = useStore(sessionStore, (state) => state.error);
  const isKnown = useStore(sessionStore, (state) => state.session !== undefined);
  if (error !== undefined) return <StatusDot kind="dead">Server not reached</StatusDot>;
  if (!isKnown) return <StatusDot kind="idle">Asking the server</StatusDot>;
  return <StatusDot kind="live">Server ready</StatusDot>;
}

/** Names the page in the tab. */
export function useTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · Election War Room`;
  }, [title]);
}

/** What holds for everyone inside; nothing about people before they sign in. */
export function HouseRules() {
  return (
    <p className={styles.prose}>
      What you do here is written to a journal with your name and the time. You see what your role
      and TLP clearance allow. Do not photograph screens; a wall can be set to leave names out.
    </p>
  );
}
