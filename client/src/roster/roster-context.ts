import { createContext, useContext } from 'react';
import type { Override } from '@warroom/shared';
import { newId } from '../desk-frame/new-id.ts';
import type { Asked, Send } from '../desk-frame/use-send.ts';
import { toast } from '../ui/toasts.ts';
import type { Over, RosterView, Slot } from './roster-types.ts';
import { overrideWords, spanWords } from './roster-words.ts';
import type { Words } from './roster-words.ts';
import type { Week } from './week.ts';

/** What every part of the roster page works with. */
export interface RosterRoom extends Words {
  view: RosterView;
  week: Week;
  me: string;
  /** Names short enough for a block. */
  short(person: string): string;
  /** Whether this person changes the roster. */
  isLead: boolean;
  /** Whether they may take a swap and see who could fill a gap. */
  isTriager: boolean;
  /** Why nothing can be saved just now, else undefined. */
  blocked: string | undefined;
  /** Why this person can't change the roster now, else undefined. */
  readOnly: string | undefined;
  send: Send;
  open(over: Over): void;
  close(): void;
  /** The gap that the panel at the right is about. */
  gap: Slot | null;
  chooseGap(gap: Slot): void;
}

export const RosterContext = createContext<RosterRoom | null>(null);

/** The roster page around. */
export function useRoster(): RosterRoom {
  const room = useContext(RosterContext);
  if (room === null) throw new Error('this belongs inside the roster page');
  return room;
}

type Added = Omit<Override, 'id'>;

/** Adds overrides one after the other; a toast offers to take them back. Answers whether all were saved. */
export async function addOverrides(room: RosterRoom, added: readonly Added[]): Promise<boolean> {
  const made: string[] = [];
  for (const override of added) {
    const id = newId();
    const result = await room.send({ type: 'roster.override-add', id, ...override });
    if (result.kind !== 'done') return false;
    made.push(id);
  }
  const [first] = added;
  if (first === undefined) return true;
  toast({
    text: `${overrideWords(first, room)}.`,
    detail: spanWords(first.from, first.until, room.zone),
    action: {
      label: 'Undo',
      run: () =>
        void (async () => {
          for (const override of made.toReversed())
            await room.send({ type: 'roster.override-remove', override });
        })(),
    },
  });
  return true;
}

/** Takes an entry away; a toast offers to put it back as it was. */
export async function removeWithUndo(
  room: RosterRoom,
  removal: Asked,
  back: Asked,
  words: string,
): Promise<boolean> {
  const result = await room.send(removal);
  if (result.kind !== 'done') return false;
  toast({ text: words, action: { label: 'Put it back', run: () => void room.send(back) } });
  return true;
}
