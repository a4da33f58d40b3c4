import type { CommandResult } from '@warroom/shared';
import { createContext, useContext } from 'react';
import type { Asked } from '../../desk-frame/use-send.ts';
import type { TurnChoices } from '../../wall-control/turn-fields.tsx';
import type { WallDeed } from '../../wall-control/steer.ts';
import type { WallsView } from '../../wall-control/walls-view.ts';

/** What the tabs of the page share. */
export interface WallsRoom {
  view: WallsView;
  /** The election's id. */
  election: string;
  /** IANA, of the election: hours and days go by it. */
  zone: string;
  choices: TurnChoices;
  isLead: boolean;
  /** Why nothing can be written by this person now; undefined when it can. */
  readOnly: string | undefined;
  /** Why nothing at all can be written; pins are for triagers too. */
  blocked: string | undefined;
  person: (id: string) => string;
  /** Sends a command; a refusal other than for someone's being quicker is told. */
  send: (command: Asked, done: string) => Promise<CommandResult>;
  /** `why` is written down with a pause and with visitor mode; empty: no reason was given. */
  steer: (target: string, deed: WallDeed, why?: string) => Promise<void>;
  /** Asks which scene, and for how long. */
  pin: (target: string) => void;
}

export const WallsContext = createContext<WallsRoom | null>(null);

export function useWalls(): WallsRoom {
  const room = useContext(WallsContext);
  if (room === null) throw new Error('this belongs inside the page of walls');
  return room;
}
