import { useRouter } from '@tanstack/react-router';
import { useEffect, useState, useSyncExternalStore } from 'react';
import type { ApiError } from '../api.ts';
import { redeemLink, sessionStore } from '../session.ts';
import { AppLink } from '../ui/app-link.tsx';
import { Banner } from '../ui/banner.tsx';
import { Button } from '../ui/button.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { toast } from '../ui/toasts.ts';
import { EntryFrame, HouseRules } from './entry-frame.tsx';
import styles from './entry-frame.module.css';
import { heldToken, onToken } from './fragment-token.ts';
import { safePath } from './safe-path.ts';

/** Long enough to look around first. */
const HINT_MS = 30_000;

// One exchange a token, however often React mounts the page: the link works once.
const exchanges = new Map<string, ReturnType<typeof redeemLink>>();

function exchange(token: string): ReturnType<typeof redeemLink> {
  const known = exchanges.get(token);
  if (known !== undefined) return known;
  const asked = redeemAgain(token);
  exchanges.set(token, asked);
  return asked;
}

async function redeemAgain(token: string): ReturnType<typeof redeemLink> {
  const result = await redeemLink(token);
  // What never arrived may be sent again.
  if (!result.ok && result.error.kind === 'unreachable') exchanges.delete(token);
  return result;
}

/** The link is spent: without a password of their own they could not come back. */
function hintAtPassword(run: () => void): void {
  toast({
    id: 'by-link',
    text: 'You came in by a one-time link.',
    detail: 'To sign in again you need a password. For half an hour you can set one right away.',
    action: { label: 'Set a password', run },
    stayMs: HINT_MS,
  });
}

/** `/link#token`: signs in by a one-time link, as a drill prints them, and goes where it leads. */
export function LinkPage() {
  const token = useSyncExternalStore(onToken, () => heldToken('/link'));
  const [turn, setTurn] = useState(0);
  if (token === undefined) return <NoToken />;
  return <Exchange key={`${token} ${turn}`} token={token} onRetry={() => setTurn(turn + 1)} />;
}

function Exchange({ token, onRetry }: { token: string; onRetry: () => void }) {
  const router = useRouter();
  const [error, setError] = useState<ApiError>();
  useEffect(() => {
    let isGone = false;
    async function enter(): Promise<void> {
      const result = await exchange(token);
      if (isGone) return;
      if (!result.ok) {
        setError(result.error);
        return;
      }
      router.history.replace(safePath(result.value.to, window.location.origin) ?? '/');
      if (sessionStore.getState().isByLink) hintAtPassword(() => router.history.push('/password'));
    }
    void enter();
    return () => {
      isGone = true;
    };
  }, [token, router]);

  return (
    <EntryFrame title="Signing in by your link" aside={<HouseRules />}>
      {error === undefined ? (
        <Skeleton label="Signing in" rows={2} />
      ) : (
        <Banner
          tone={error.kind === 'unreachable' ? 'late' : 'bad'}
          title="Not signed in."
          isAlert
          actions={error.kind === 'unreachable' && <Button onClick={onRetry}>Try again</Button>}
        >
          {error.message}
        </Banner>
      )}
      {error !== undefined && (
        <div className={styles.links}>
          <AppLink href="/sign-in">Sign in by e-mail and password</AppLink>
        </div>
      )}
    </EntryFrame>
  );
}

function NoToken() {
  return (
    <EntryFrame title="Open the whole link" aside={<HouseRules />}>
      <p>A sign-in link ends in a long code, which this address lacks. It works once.</p>
      <div className={styles.links}>
        <AppLink href="/">On to the war room</AppLink>
      </div>
    </EntryFrame>
  );
}
