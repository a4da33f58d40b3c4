import { briefAggregate } from '@warroom/shared';
import type { BriefContent, BriefEvent, BriefWorld, CompiledElection } from '@warroom/shared';
import type { Situation } from '@warroom/shared';
import type { Journal } from '../journal/journal.ts';

/** What shift briefs of an election are made from. */
export function briefWorld(compiled: CompiledElection, situation: Situation): BriefWorld {
  const { election, events } = compiled;
  return {
    situation,
    isDrill: election.drill === true,
    desks: election.desks,
    pollsBetween: (from, until) => events.filter(({ at }) => at > from && at <= until),
  };
}

/** A brief as it was signed, read from the journal; null before that, and once it was erased. */
export async function signedBrief(
  journal: Pick<Journal, 'readAggregate'>,
  id: string,
): Promise<BriefContent | null> {
  const events = await journal.readAggregate(briefAggregate(id));
  const signed = events.find((event) => event.type === 'brief.signed');
  const personal = signed?.personal as
    | Extract<BriefEvent, { type: 'brief.signed' }>['personal']
    | null
    | undefined;
  return personal?.content ?? null;
}
