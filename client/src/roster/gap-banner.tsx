import type { Gap } from '@warroom/shared';
import { useDesk } from '../desk-frame/desk-context.ts';
import { useAtNow } from '../store/ticker.ts';
import { Banner } from '../ui/banner.tsx';
import { Button } from '../ui/button.tsx';
import { useRoster } from './roster-context.ts';
import { dayAndMonth, gapWhen, gapWho, spanWords } from './roster-words.ts';

/** As far ahead as the server tells of gaps by itself; what comes later is drawn softer. */
const SOON_MS = 24 * 3_600_000;

/** The gap that comes first, loudly, and the way to fill it. */
export function GapBanner({ gap, more, onFill }: { gap: Gap; more: number; onFill: () => void }) {
  const { clock } = useDesk();
  const room = useRoster();
  const { zone, isTriager } = room;
  const when = useAtNow(clock, (now) => gapWhen(gap, now));
  const isSoon = useAtNow(clock, (now) => gap.from - now < SOON_MS);
  const [, times = ''] = spanWords(gap.from, gap.until, zone).split(/ (.*)/);
  return (
    <Banner
      tone={isSoon ? 'bad' : 'late'}
      title={`Gap: ${gapWho(gap, room)}, ${dayAndMonth(gap.from, zone)} ${times}`}
      actions={
        <Button
          look="primary"
          keyHint="f"
          onClick={onFill}
          disabledReason={isTriager ? undefined : 'Your role only reads; tell a lead.'}
        >
          Fill the gap
        </Button>
      }
    >
      {when}.{gap.has === 0 && ' Escalations to this desk would reach no one.'}
      {more > 0 && ` ${more} more to come.`}
    </Banner>
  );
}
