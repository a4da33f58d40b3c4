import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { formatMoment } from '../../ui/format.ts';
import type { Draft } from './use-draft.ts';

interface ChangedBannerProps {
  /** "this playlist", "the schedule". */
  what: string;
  draft: Pick<Draft<unknown>, 'isBehind' | 'isDirty' | 'reset' | 'keepMine'>;
  /** Who saved the other one, and when (epoch ms). Null where nobody knows. */
  by: string | null;
  at: number | null;
  now: number;
  zone: string;
  /** What the other one holds, in a line. */
  theirs: string;
}

/** Someone else was quicker: who and when, what they saved, and both ways on. What was typed stays. */
export function ChangedBanner({ what, draft, by, at, now, zone, theirs }: ChangedBannerProps) {
  if (!draft.isBehind || !draft.isDirty) return null;
  const when = at === null ? '' : ` at ${formatMoment(at, now, zone)}`;
  return (
    <Banner
      tone="late"
      isAlert
      title={`${by ?? 'Someone'} changed ${what}${when}, while you were at it.`}
      actions={
        <>
          <Button onClick={draft.keepMine}>Keep mine, save it over theirs</Button>
          <Button onClick={draft.reset}>Take theirs</Button>
        </>
      }
    >
      What you typed is kept. Theirs: {theirs}.
    </Banner>
  );
}
