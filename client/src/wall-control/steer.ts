import type { CommandResult, Target } from '@warroom/shared';
import type { ApiResult } from '../api.ts';
import { announceNow } from '../ui/live-region.tsx';
import { plural } from '../ui/format.ts';
import { toast } from '../ui/toasts.ts';
import { targetWords } from './targets.ts';
import type { ShownDisplay } from './walls-view.ts';

/** What can be done with walls at once, without asking more. */
export type WallDeed =
  | 'unpin'
  | 'pause'
  | 'resume'
  | 'visitors-on'
  | 'visitors-off'
  | 'identify'
  | 'reload';

/** What the server says of an order to displays. */
export interface Ordered {
  /** Ids of those that are connected and were told, and of all that were meant. */
  connected?: readonly string[];
  displays?: readonly string[];
  /** Ids of those whose visitor mode was turned. */
  changed?: readonly string[];
  /** False with words where it was done but could not be written down. */
  recorded?: boolean;
  message?: string;
}

export interface SteerBy {
  /** Sends a command; tells a refusal itself. */
  command: (
    command:
      | { type: 'wall.unpin' | 'wall.resume'; target: Target }
      | { type: 'wall.pause'; target: Target; reason?: string },
    words: string,
  ) => Promise<CommandResult | undefined>;
  /** Asks `/api/elections/<id>/<path>`. */
  post: (path: string, body: unknown) => Promise<ApiResult<Ordered>>;
  displays: readonly ShownDisplay[];
}

/** The longest reason that the server takes. */
export const LONGEST_REASON = 300;

/**
 * Does it, and tells what came of it. Never rejects. `why` goes into the record where there is room for it:
 * with a pause and with visitor mode. Empty: none was given.
 */
export async function steer(
  { command, post, displays }: SteerBy,
  target: Target,
  deed: WallDeed,
  why = '',
): Promise<void> {
  const where = targetWords(target, { displays });
  const reason = why.trim() === '' ? {} : { reason: why.trim() };
  switch (deed) {
    case 'unpin':
      return void (await command({ type: 'wall.unpin', target }, `Took the pin off ${where}`));
    case 'pause':
      return void (await command({ type: 'wall.pause', target, ...reason }, `Paused ${where}`));
    case 'resume':
      return void (await command({ type: 'wall.resume', target }, `Resumed ${where}`));
    case 'visitors-on':
    case 'visitors-off': {
      const on = deed === 'visitors-on';
      const answer = await post('displays/redact', { target, on, ...reason });
      tell(answer, `Visitor mode ${on ? 'on' : 'off'}: ${where}`);
      return undefined;
    }
    case 'identify':
      tell(await post('displays/identify', { target }), `Names show for 15 s: ${where}`);
      return undefined;
    case 'reload':
      tell(await post('displays/reload', { target }), `Reloading: ${where}`);
      return undefined;
  }
}

function tell(answer: ApiResult<Ordered>, words: string): void {
  if (!answer.ok) {
    toast({ text: `Not done: ${words}`, detail: answer.error.message, tone: 'bad' });
    announceNow(`Not done: ${answer.error.message}`);
    return;
  }
  const { connected, displays, changed, recorded, message } = answer.value;
  const parts = [
    reachedWords(connected?.length, displays?.length),
    changed?.length === 0 ? 'It was so already.' : undefined,
    recorded === false ? message : undefined,
  ].filter((part) => part !== undefined);
  toast({ text: words, ...(parts.length === 0 ? {} : { detail: parts.join(' ') }) });
}

function reachedWords(connected = 0, displays = 0): string | undefined {
  if (connected === displays) return undefined;
  return connected === 0
    ? 'None of them is connected: look at their machines and network.'
    : `${connected} of ${plural(displays, 'display')} connected; nothing was sent to the others.`;
}
