import { nextPollsEvents, phaseAt, pollsState } from '@warroom/shared';
import type { CompiledElection, Phase } from '@warroom/shared';
import { formatLimit, formatTimer, plural } from '../ui/format.ts';

const PHASES: Record<Phase, string> = {
  before: 'Before voting',
  'early-voting': 'Early voting',
  'polls-open': 'Polls open',
  'last-hour': 'Polls open',
  count: 'Count',
  certification: 'Certification',
};

const SOON_MS = 24 * 3_600_000;

/** Where an election stands in its calendar: "Polls open · last hour in 6 places". */
export function phaseWords(election: CompiledElection, now: number): string {
  const phase = phaseAt(election, now);
  if (phase !== 'last-hour') return PHASES[phase];
  const last = [...election.windows.keys()].filter(
    (id) => pollsState(election, id, now) === 'last-hour',
  );
  return `${PHASES[phase]} · last hour in ${plural(last.length, 'place')}`;
}

/** What opens or closes next within a day: "GA SC close in|45:53", the time left after the bar; empty when nothing does. */
export function nextPollsWords(election: CompiledElection, now: number): string {
  const [next] = nextPollsEvents(election, now, 1);
  if (!next || next.at - now > SOON_MS) return '';
  const codes = next.jurisdictions;
  const where =
    codes.length > 4 ? `${codes.slice(0, 3).join(' ')} +${codes.length - 3}` : codes.join(' ');
  const left = next.at - now;
  return `${where} ${next.kind === 'closes' ? 'close' : 'open'} in|${left > 3_600_000 ? formatTimer(left) : formatLimit(left)}`;
}
