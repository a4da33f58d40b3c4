import type { Finding } from './finding.ts';
import { chained, recordOf } from './journal.ts';
import type { JournalEvent } from './journal.ts';

interface Claim {
  by: string;
  until: number;
}

/** What must hold of a journal by itself: gap-free, chained, versions in a line, one holder at a time. */
export function checkJournal(events: readonly JournalEvent[]): Finding[] {
  const findings: Finding[] = [];
  const versions = new Map<string, number>();
  const claims = new Map<string, Claim | null>();
  for (const [index, event] of events.entries()) {
    const before = events[index - 1];
    if (event.seq !== index + 1)
      findings.push({ kind: 'gap', message: `event ${event.seq} stands at place ${index + 1}` });
    if (before && chained(before.hash, recordOf(event)) !== event.hash)
      findings.push({
        kind: 'chain',
        message: `event ${event.seq} does not follow from event ${before.seq}`,
      });
    const version = (versions.get(event.aggregate) ?? 0) + 1;
    if (event.version !== version)
      findings.push({
        kind: 'version',
        message: `event ${event.seq} makes ${event.aggregate} version ${event.version}; it is the ${version}th`,
      });
    versions.set(event.aggregate, version);
    const clash = clashOf(claims.get(event.aggregate) ?? null, event);
    if (clash !== undefined) findings.push({ kind: 'two-holders', message: clash });
    claims.set(event.aggregate, claimAfter(claims.get(event.aggregate) ?? null, event));
  }
  return findings;
}

/** A claim while another's runs. Acknowledging an incident takes the claim over: that is its rule. */
function clashOf(claim: Claim | null, event: JournalEvent): string | undefined {
  if (event.type !== 'incident.claimed' && event.type !== 'signal.claimed') return undefined;
  if (!claim || claim.by === event.by.id || claim.until <= event.at) return undefined;
  return `event ${event.seq} gives ${event.aggregate} to ${event.by.id} at ${event.at}, which ${claim.by} holds until ${claim.until}`;
}

function claimAfter(claim: Claim | null, event: JournalEvent): Claim | null {
  switch (event.type) {
    case 'incident.claimed':
    case 'signal.claimed':
      return { by: event.by.id, until: Number(event.data['until']) };
    case 'incident.acknowledged':
      return event.data['again'] === true
        ? claim
        : { by: event.by.id, until: Number(event.data['until']) };
    case 'incident.undone': {
      const restores = event.data['restores'] as { claim?: Claim | null };
      return 'claim' in restores ? (restores.claim ?? null) : claim;
    }
    case 'incident.released':
    case 'incident.dismissed':
    case 'incident.resolved':
    case 'incident.closed':
    case 'incident.merged':
    case 'signal.released':
    case 'signal.linked':
    case 'signal.dismissed':
      return null;
    default:
      return claim;
  }
}
