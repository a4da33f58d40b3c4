import { nextPollsEvents, type CompiledElection } from '@warroom/shared';

/** What the frame counts down to. */
export interface NextPolls {
  /** Epoch ms of the event, null when none is left. */
  at: number | null;
  /** Wordings from the longest to the shortest; the first that fits its cell is shown. */
  wordings: readonly string[];
}

/** The next opening or closing of polls after `nowMs`, in words without the time: "IN KY close", "NC +2 close". */
export function nextPolls(compiled: CompiledElection, nowMs: number): NextPolls {
  const event = nextPollsEvents(compiled, nowMs, 1)[0];
  if (!event) {
    const wording = compiled.events.length === 0 ? 'No poll times' : 'Polls closed';
    return { at: null, wordings: [wording] };
  }
  const { jurisdictions, kind } = event;
  const verb = kind === 'closes' ? 'close' : 'open';
  const first = jurisdictions[0] ?? '';
  const more = jurisdictions.length - 1;
  const short = more === 0 ? `${first} ${verb}` : `${first} +${more} ${verb}`;
  const all = jurisdictions.length <= 2 ? [`${jurisdictions.join(' ')} ${verb}`] : [];
  return {
    at: event.at,
    wordings: [...new Set([...all, short, `${jurisdictions.length} ${verb}`])],
  };
}
