import { NO_PROGRAM, type PlaylistTurn, type WallProgram } from '@warroom/shared';
import { useRouter } from '@tanstack/react-router';
import { useCallback, useEffect, useMemo, useState } from 'react';
import { loadSession, personOf, useSession } from '../session.ts';
import type { DisplaySelf } from './display.ts';
import { LiveWall } from './live-wall.tsx';
import { PreviewBar, PreviewNote } from './preview-bar.tsx';
import { previewProgram } from './preview-program.ts';
import styles from './preview.module.css';
import { StartingUp } from './starting-up.tsx';

/** A laptop's screen, read from the chair before it. */
const DESK = { diagonalInch: 14, farthestSeatM: 0.7 };

export interface PreviewWallProps {
  election: string;
  pinned: PlaylistTurn | null;
  /** The playlist that it plays; null: all scenes. */
  playlist: string | null;
}

/**
 * The wall as a member of staff's own session sees it, marked PREVIEW. `?diagonal=65&seat=7` shows it
 * as in a room, `?profile=near` as read from close by, `?theme=light` in the other theme. Who is not
 * signed in, as on a phone that read a wall's code, signs in first and is brought back.
 */
export function PreviewWall({ election, pinned, playlist }: PreviewWallProps) {
  const session = useSession();
  useEffect(() => {
    if (session === undefined) void loadSession();
  }, [session]);
  const person = personOf(session);
  const router = useRouter();
  const isNobody = session !== undefined && person === null;
  useEffect(() => {
    if (!isNobody) return;
    const { pathname, search } = window.location;
    router.history.replace(`/sign-in?to=${encodeURIComponent(pathname + search)}`);
  }, [isNobody, router]);
  const membership = person?.elections.find(({ id }) => id === election);
  const isIn = membership !== undefined || person?.admin === true;
  const [program, setProgram] = useState<WallProgram>(NO_PROGRAM);
  const [wrong, setWrong] = useState<string | null>(null);
  const read = useCallback(async (): Promise<boolean> => {
    const next = await previewProgram(election, playlist);
    if (typeof next === 'object') setProgram(next);
    setWrong(typeof next === 'string' ? next : null);
    return next !== undefined;
  }, [election, playlist]);
  useEffect(() => {
    if (isIn) void read();
  }, [isIn, read]);
  const display = useMemo((): DisplaySelf => {
    const params = new URLSearchParams(window.location.search);
    const size = (name: string, usual: number): number => {
      const given = Number(params.get(name));
      return given > 0 && given < 1_000 ? given : usual;
    };
    return {
      id: 'preview',
      name: 'Preview',
      election,
      clearance: membership?.clearance ?? 'CLEAR',
      redaction: 'none',
      scenes: [],
      theme: params.get('theme') === 'light' ? 'light' : 'dark',
      program,
      sound: false,
      profile: params.get('profile') === 'near' ? 'near' : 'far',
      group: null,
      visitorSince: null,
      diagonalInch: size('diagonal', DESK.diagonalInch),
      farthestSeatM: size('seat', DESK.farthestSeatM),
    };
  }, [election, membership?.clearance, program]);

  if (session === undefined || isNobody) return <StartingUp attempts={0} reason="" />;
  if (!isIn)
    return (
      <PreviewNote
        title="This election is not yours to see"
        advice={`You are signed in as ${person?.name ?? 'nobody'}. A lead or an admin of the election can give you a role in it.`}
        href="/"
        link="To your desk"
      />
    );
  if (wrong !== null)
    return (
      <PreviewNote
        title={wrong}
        advice="Choose another among the playlists."
        href={`/e/${encodeURIComponent(election)}/walls?tab=playlists`}
        link="To the playlists"
      />
    );
  return (
    <div className={styles.preview}>
      <LiveWall
        key={election}
        as="person"
        display={display}
        before={undefined}
        pinned={pinned}
        onGone={reloadPage}
        onSettings={read}
      />
      <PreviewBar election={election} />
    </div>
  );
}

function reloadPage(): void {
  window.location.reload();
}
