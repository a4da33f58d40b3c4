import '../styles/display-font.css';
import type { PlaylistTurn } from '@warroom/shared';
import { useCallback, useEffect, useState } from 'react';
import { api, type ApiResult } from '../api.ts';
import { electionToOpen } from '../last-election.ts';
import { loadSession, personOf } from '../session.ts';
import type { DisplaySelf } from './display.ts';
import { turnOf } from './looked-at.ts';
import { forgetPicture, keptPicture, type LastPicture } from './last-picture.ts';
import { LiveWall } from './live-wall.tsx';
import { PairingPage } from './pairing-page.tsx';
import { PreviewWall } from './preview-wall.tsx';
import { StartingUp } from './starting-up.tsx';
import { keepBeingDisplay, wasDisplay } from './was-display.ts';

const RETRY_MS = 5_000;
/** Where a browser is paired and signed in, it is the display that asks. */
const WHO_AM_I = '/api/displays/me?as=display';

/**
 * `/wall`: a paired screen, or a code to pair it by; who is signed in on a screen that never was one goes on
 * to the preview of an election, but with `?pair`. `?election=ID` shows staff the wall as their own
 * session sees it, `&playlist=ID` with a playlist playing. `?scene=ID` keeps one scene, for looking at;
 * `&view=`, `&map=`, `&announcement=` and `&incident=` say what it shows.
 */
export default function WallPage() {
  const params = new URLSearchParams(window.location.search);
  const election = params.get('election');
  const [pinned] = useState(() => turnOf(params));
  return election === null ? (
    <DisplayWall pinned={pinned} isToPair={params.has('pair')} />
  ) : (
    <PreviewWall election={election} pinned={pinned} playlist={params.get('playlist')} />
  );
}

type Standing =
  | { kind: 'asking'; attempts: number; reason: string }
  | { kind: 'unpaired' }
  | { kind: 'paired'; display: DisplaySelf; before: LastPicture | undefined };

function standingAfter(was: Standing, result: ApiResult<DisplaySelf>): Standing {
  if (result.ok) {
    const kept = keptPicture(localStorage);
    const before = kept?.display.id === result.value.id ? kept : undefined;
    return { kind: 'paired', display: result.value, before };
  }
  const { status, kind, message } = result.error;
  if (status === 401 || status === 403) {
    forgetPicture(localStorage);
    return { kind: 'unpaired' };
  }
  // The server is away: the last picture, with its age, is better than nothing.
  const before = kind === 'unreachable' ? keptPicture(localStorage) : undefined;
  if (before) return { kind: 'paired', display: before.display, before };
  return {
    kind: 'asking',
    attempts: was.kind === 'asking' ? was.attempts + 1 : 1,
    reason: message,
  };
}

interface DisplayWallProps {
  pinned: PlaylistTurn | null;
  /** A code is wanted, whoever is signed in. */
  isToPair: boolean;
}

function DisplayWall({ pinned, isToPair }: DisplayWallProps) {
  const [standing, setStanding] = useState<Standing>({ kind: 'asking', attempts: 0, reason: '' });

  const isPaired = standing.kind === 'paired';
  useEffect(() => {
    if (isPaired) keepBeingDisplay(localStorage);
  }, [isPaired]);

  const isAsking = standing.kind === 'asking';
  useEffect(() => {
    if (!isAsking) return undefined;
    let isOver = false;
    async function ask(): Promise<void> {
      const result = await api<DisplaySelf>(WHO_AM_I);
      if (!isOver) setStanding((was) => standingAfter(was, result));
    }
    void ask();
    const timer = setInterval(() => void ask(), RETRY_MS);
    return () => {
      isOver = true;
      clearInterval(timer);
    };
  }, [isAsking]);

  // Blank at once, then ask: the display may be revoked, or only have other rights from now on.
  const gone = useCallback(() => {
    forgetPicture(localStorage);
    setStanding({ kind: 'asking', attempts: 0, reason: '' });
  }, []);
  const paired = useCallback((display: DisplaySelf) => {
    setStanding({ kind: 'paired', display, before: undefined });
  }, []);
  const change = useCallback(async () => {
    const result = await api<DisplaySelf>(WHO_AM_I);
    if (result.ok) {
      setStanding((was) => (was.kind === 'paired' ? { ...was, display: result.value } : was));
    } else if (result.error.status === 401) gone();
    return result.ok;
  }, [gone]);

  if (standing.kind === 'asking')
    return <StartingUp attempts={standing.attempts} reason={standing.reason} />;
  if (standing.kind === 'unpaired') return <Unpaired isToPair={isToPair} onPaired={paired} />;
  const { display, before } = standing;
  return (
    <LiveWall
      key={`${display.id} ${display.election}`}
      as="display"
      display={display}
      before={before}
      pinned={pinned}
      onGone={gone}
      onSettings={change}
    />
  );
}

interface UnpairedProps {
  isToPair: boolean;
  onPaired: (display: DisplaySelf) => void;
}

/**
 * A code, or the preview for who is signed in here. Never the preview where a display was: once revoked,
 * a screen that hangs somewhere must not show what a session that was left on it may see.
 */
function Unpaired({ isToPair, onPaired }: UnpairedProps) {
  const [isPairing, setIsPairing] = useState(() => isToPair || wasDisplay(localStorage));
  useEffect(() => {
    if (isPairing) return undefined;
    let isOver = false;
    void loadSession().then((result) => {
      if (isOver) return;
      const person = personOf(result.ok ? result.value : undefined);
      const election = person && (electionToOpen(person) ?? person.elections[0]?.id);
      if (!election) {
        setIsPairing(true);
        return;
      }
      const params = new URLSearchParams(window.location.search);
      params.set('election', election);
      window.location.replace(`/wall?${params}`);
    });
    return () => {
      isOver = true;
    };
  }, [isPairing]);
  return isPairing ? <PairingPage onPaired={onPaired} /> : <StartingUp attempts={0} reason="" />;
}
