import type { Command } from '@warroom/shared';
import { HOW_LONG } from './how-long.ts';
import type { PinDraft } from './pin-fields.tsx';
import { targetOfKey } from './targets.ts';

type Pin = Omit<Extract<Command, { type: 'wall.pin' }>, 'commandId'>;

/** What a pin as it is typed asks for. */
export function pinCommand({ target, turn, howLong, reason }: PinDraft): Pin {
  const said = reason.trim();
  return {
    type: 'wall.pin',
    target: targetOfKey(target),
    turn,
    forMin: HOW_LONG.find(({ id }) => id === howLong)?.forMin ?? null,
    ...(said === '' ? {} : { reason: said }),
  };
}
