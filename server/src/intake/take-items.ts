import type { ReceivedSignal, Room } from '../desk/room.ts';
import { checkSignal } from './check-signal.ts';
import type { ConnectorItem, ConnectorOutcome } from './connector.ts';
import { dedupeKey } from './dedupe.ts';

/** Remembers how often an id was used again, so that a flapping alert isn't counted up from one each time. */
export interface IdUses {
  get(key: string): number;
  set(key: string, use: number): void;
}

const REMEMBERED = 10_000;

/** Forgets the oldest beyond 10,000: the journal knows, this is only faster. */
export function idUses(): IdUses {
  const uses = new Map<string, number>();
  return {
    get: (key) => uses.get(key) ?? 1,
    set(key, use) {
      uses.delete(key);
      uses.set(key, use);
      if (uses.size <= REMEMBERED) return;
      const oldest = uses.keys().next();
      if (!oldest.done) uses.delete(oldest.value);
    },
  };
}

/** Takes in what a connector found: signals first, then what is over. Throws JournalUnavailable. */
export async function takeItems(
  items: readonly ConnectorItem[],
  to: { room: Room; source: string; signalBytes: number; uses: IdUses },
): Promise<ConnectorOutcome> {
  const { room, source } = to;
  const outcome: ConnectorOutcome = { accepted: 0, duplicates: 0, resolved: 0, rejected: [] };
  const batch: ReceivedSignal[] = [];
  for (const [index, item] of items.entries()) {
    if (item.what !== 'raise') continue;
    const checked = checkSignal(item.input, room, to.signalBytes);
    if (!checked.ok) {
      outcome.rejected.push({ index, path: checked.path, reason: checked.reason });
      continue;
    }
    const signal: ReceivedSignal = { input: checked.input, source, via: 'intake' };
    if (item.reusesIds === true && item.externalId !== undefined) {
      const accepted = await raiseAgain(signal, item.externalId, to);
      outcome[accepted ? 'accepted' : 'duplicates'] += 1;
    } else
      batch.push({
        ...signal,
        dedupeKey: item.externalId === undefined ? undefined : dedupeKey(source, item.externalId),
      });
  }
  if (batch.length > 0) {
    for (const { kind } of await room.receive(batch))
      outcome[kind === 'accepted' ? 'accepted' : 'duplicates'] += 1;
  }
  for (const item of items) {
    if (item.what !== 'over' || item.externalId === undefined) continue;
    if (await markOver(item.externalId, item.reusesIds === true, to)) outcome.resolved += 1;
  }
  return outcome;
}

type To = Parameters<typeof takeItems>[1];

/** The first use of an id has the plain key, so that one raised through `signals` is the same signal. */
function useKey(source: string, externalId: string, use: number): string {
  return dedupeKey(source, use === 1 ? externalId : `${externalId}\nuse ${use}`);
}

/** Raises a signal under the newest use of its id; when that one is over, under the next. */
async function raiseAgain(
  signal: ReceivedSignal,
  externalId: string,
  { room, source, uses }: To,
): Promise<boolean> {
  const name = `${room.id}\n${source}\n${externalId}`;
  for (let use = uses.get(name); ; use += 1) {
    const [received] = await room.receive([
      { ...signal, dedupeKey: useKey(source, externalId, use) },
    ]);
    uses.set(name, use);
    if (received?.kind !== 'duplicate') return true;
    const known = received.id === null ? undefined : await room.loadSignal(received.id);
    if (!known || known.sourceResolvedAt === null) return false;
  }
}

/** Marks the newest use of an id as over. False when nothing is known under it. */
async function markOver(
  externalId: string,
  reused: boolean,
  { room, source, uses }: To,
): Promise<boolean> {
  if (!reused) return room.sourceResolved(dedupeKey(source, externalId), source);
  const name = `${room.id}\n${source}\n${externalId}`;
  const first = uses.get(name);
  let use = first;
  while (await room.sourceResolved(useKey(source, externalId, use), source)) {
    uses.set(name, use);
    use += 1;
  }
  return use > first;
}
