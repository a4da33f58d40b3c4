import type { ApiError } from '../api.ts';
import { Banner } from '../ui/banner.tsx';
import { Button, buttonClass } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { formatAgeLong, formatClock } from '../ui/format.ts';
import { useAdmin, useServerNow } from './admin-context.ts';
import styles from './admin.module.css';
import type { Loaded } from './use-loaded.ts';

/** Why something was refused, read out at once: it answers the person's own doing. */
export function Problem({ error }: { error: ApiError }) {
  return (
    <Banner tone="bad" title={titleOf(error)} isAlert>
      {error.message}
      {error.retryAfterMs !== undefined && ` Try again in ${formatAgeLong(error.retryAfterMs)}.`}
    </Banner>
  );
}

function titleOf(error: ApiError): string {
  if (error.kind === 'forbidden') return 'Not allowed.';
  if (error.kind === 'unreachable') return 'Perhaps not done.';
  return 'Not done.';
}

interface LoadProblemProps {
  /** What is loaded: "The list of displays". */
  what: string;
  list: Pick<Loaded<unknown>, 'data' | 'error' | 'loadedAt' | 'reload'>;
}

/** Says that a list did not load, or that what is shown is old. Nothing while all is well. */
export function LoadProblem({ what, list }: LoadProblemProps) {
  const { zone } = useAdmin();
  const now = useServerNow();
  if (list.error === null) return null;
  const again =
    list.error.status === 401 ? (
      <SignInAgain />
    ) : (
      <Button onClick={() => void list.reload()}>Try again</Button>
    );
  if (list.data === null || list.loadedAt === null) {
    return (
      <div role="alert">
        <EmptyState className={styles.empty} title={`${what} did not load`} actions={again}>
          {list.error.message}
        </EmptyState>
      </div>
    );
  }
  const at = formatClock(list.loadedAt, zone);
  return (
    <Banner
      tone="late"
      title={`${what} is of ${at}, ${formatAgeLong(Math.max(0, now - list.loadedAt))} old.`}
      actions={again}
      className={styles.notice}
    >
      {list.error.message}
    </Banner>
  );
}

/** The way in for those whose session has ended, and back to where they were. By a page load, which asks anew who they are. */
export function SignInAgain() {
  const { pathname, search } = window.location;
  return (
    <a
      className={buttonClass({ look: 'primary' })}
      href={`/sign-in?to=${encodeURIComponent(pathname + search)}`}
    >
      Sign in
    </a>
  );
}
