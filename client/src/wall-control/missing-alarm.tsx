import { useEffect, useState } from 'react';
import { api } from '../api.ts';
import type { Feed } from '../feed/connection.ts';
import { useAtNow } from '../store/ticker.ts';
import type { Ticker } from '../store/ticker.ts';
import { AppLink } from '../ui/app-link.tsx';
import { announceNow } from '../ui/live-region.tsx';
import { missingDisplays, missingWords } from './missing.ts';
import type { MissingDisplay } from './missing.ts';
import type { WallsView } from './walls-view.ts';
import styles from './wall-control.module.css';

interface MissingAlarmProps {
  election: string;
  feed: Pick<Feed, 'status' | 'on'>;
  clock: Ticker;
}

const NONE: readonly MissingDisplay[] = [];
const RETRY_MS = 10_000;

/** In the bar at the top: which display is missing, and since when; nothing while none is. */
export function MissingAlarm({ election, feed, clock }: MissingAlarmProps) {
  const missing = useMissing(election, feed);
  const words = useAtNow(clock, (now) => missingWords(missing, now));
  const names = missing.map(({ name }) => name).join(', ');
  useEffect(() => {
    if (names !== '') announceNow(`Missing: ${names}`);
  }, [names]);
  if (words === null) return null;
  const at = words.lastIndexOf(' missing ');
  return (
    <AppLink
      className={styles.alarm}
      href={`/e/${encodeURIComponent(election)}/walls`}
      title={`Missing: ${names}`}
      data-bare
      data-alarm
    >
      <svg viewBox="0 0 12 12" width="12" height="12" aria-hidden="true">
        <path d="M3.7.4h4.6l3.3 3.3v4.6l-3.3 3.3H3.7L.4 8.3V3.7z" fill="currentColor" />
      </svg>
      {/* Where it is narrow the name is cut, never that it is missing and since when. */}
      <span>{words.slice(0, at)}</span>
      <b>{words.slice(at)}</b>
    </AppLink>
  );
}

/** Reads which displays are missing, and again whenever the server says that something about walls changed. */
function useMissing(election: string, feed: MissingAlarmProps['feed']): readonly MissingDisplay[] {
  const [missing, setMissing] = useState(NONE);
  useEffect(() => {
    const leave = new AbortController();
    let known: number | undefined;
    let again: ReturnType<typeof setTimeout> | undefined;

    async function read(): Promise<void> {
      clearTimeout(again);
      const path = `/api/elections/${encodeURIComponent(election)}/walls`;
      const result = await api<WallsView>(path, { signal: leave.signal });
      if (leave.signal.aborted) return;
      if (result.ok) setMissing(missingDisplays(result.value));
      // Not told to go away: it is asked again, as long as the page is open.
      else if (result.error.status !== 403) again = setTimeout(() => void read(), RETRY_MS);
    }

    function readWhenChanged(): void {
      const stamp = feed.status().hello?.stamps.wall;
      if (stamp === undefined || stamp === known) return;
      known = stamp;
      void read();
    }

    const stops = [feed.on('hello', readWhenChanged), feed.on('stamps', readWhenChanged)];
    readWhenChanged();
    return () => {
      leave.abort();
      clearTimeout(again);
      for (const stop of stops) stop();
    };
  }, [election, feed]);
  return missing;
}
