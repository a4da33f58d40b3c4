import type { SignalFilters } from '@warroom/shared';
import { parseQuery } from '../../store/query.ts';
import { plural } from '../../ui/format.ts';
import { announceNow } from '../../ui/live-region.tsx';
import { toast } from '../../ui/toasts.ts';
import type { BoardRoom } from '../board-room.ts';
import { clearChosen } from '../selection.ts';
import type { BoardUrl } from '../url-state.ts';

type Go = (changes: Partial<BoardUrl>, replace?: boolean) => void;

/** Takes the next batch, of what the search says, and goes to its first. */
export async function takeBatch(
  room: BoardRoom,
  url: BoardUrl,
  go: Go,
  blocked: string | null,
): Promise<void> {
  if (blocked !== null) return say(`Not now: ${blocked}.`);
  const answer = await room.batch.take(filtersOf(room, url.q));
  if (!answer.ok) return say(answer.why);
  clearChosen(room);
  if (room.views.of(url.view).lanes === 'incidents') go({ view: 'signals', sel: null });
  const first = { kind: 'signal', id: answer.first } as const;
  room.ui.setState({ focus: first, peek: first });
  room.ui.setState(({ caret }) => ({ caret: { in: 'queue', turn: caret.turn + 1 } }));
  const { ids } = room.batch.rest(room.feed.serverNow());
  announceNow(`${plural(ids.length, 'signal')} claimed for you, oldest first.`);
}

/** Gives back what is left of the batch, and shows the queue again. */
export async function giveBackBatch(room: BoardRoom, blocked: string | null): Promise<void> {
  if (blocked !== null) return say(`Not now: ${blocked}.`);
  if (room.batch.store.getState().ids.length === 0) return say('You have no batch to give back.');
  const answer = await room.batch.giveBack();
  if (!answer.ok) return say(answer.why);
  toast({
    id: 'batch',
    text:
      answer.count === 0
        ? 'The batch is done; nothing was left to give back.'
        : `Gave back ${plural(answer.count, 'signal')}.`,
  });
}

/** What of a search narrows down a batch: fields with one value; the rest the server doesn't hand out by. */
function filtersOf(room: Pick<BoardRoom, 'election'>, q: string): SignalFilters {
  const filters: SignalFilters = {};
  for (const { field, values, not } of parseQuery(q).terms) {
    const [value] = values;
    if (value === undefined || values.length !== 1 || not) continue;
    if (field === 'source') filters.source = value;
    else if (field === 'lang') filters.language = value;
    else if (field === 'sev' && /^s[1-5]$/i.test(value))
      filters.severity = value.toUpperCase() as NonNullable<SignalFilters['severity']>;
    else if (field === 'in') {
      const { byId, byCode } = room.election;
      const place = byId.get(value) ?? byCode.get(value.toUpperCase());
      if (place) filters.jurisdiction = place.id;
    }
  }
  return filters;
}

function say(text: string): void {
  toast({ id: 'batch', text });
  announceNow(text);
}
