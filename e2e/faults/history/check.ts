import { checkJournal } from './check-journal.ts';
import { checkOperations } from './check-operations.ts';
import { checkOrder, checkRefusals } from './check-times.ts';
import type { Finding } from './finding.ts';
import type { History } from './history.ts';
import type { JournalEvent } from './journal.ts';

/**
 * Everything that clients saw against the journal as it is in the end. What is found is never explained
 * away: each kind of finding is a promise of the product broken.
 */
export function checkHistory(history: History, events: readonly JournalEvent[]): Finding[] {
  return [
    ...checkJournal(events),
    ...checkOperations(history, events),
    ...checkOrder(history, events),
    ...checkRefusals(history, events),
  ];
}

/** The copies of all nodes, as `warroom events` printed them: equal, byte for byte, up to the shortest. */
export function checkCopies(copies: ReadonlyMap<string, readonly JournalEvent[]>): Finding[] {
  const [first, ...others] = [...copies];
  if (!first) return [];
  return others.flatMap(([node, events]): Finding[] => {
    const [firstNode, firstEvents] = first;
    const shortest = Math.min(events.length, firstEvents.length);
    for (let at = 0; at < shortest; at += 1)
      if (events[at]?.line !== firstEvents[at]?.line)
        return [
          {
            kind: 'copies-differ',
            message: `event ${at + 1} is ${events[at]?.line} on ${node} and ${firstEvents[at]?.line} on ${firstNode}`,
          },
        ];
    return [];
  });
}
