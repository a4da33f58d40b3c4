import type { Command, CommandResult } from '@warroom/shared';
import { useCallback } from 'react';
import type { Feed } from '../feed/connection.ts';
import { announceNow } from '../ui/live-region.tsx';
import { toast } from '../ui/toasts.ts';
import { useDesk } from './desk-context.ts';
import { newId } from './new-id.ts';

type WithoutId<C> = C extends unknown ? Omit<C, 'commandId'> : never;

/** A command as a page asks it: the id is given when it is sent. */
export type Asked = WithoutId<Command>;

export interface SendOptions {
  /** Shown when it is done: "Signed brief 12". */
  done?: string | undefined;
  /** A refusal is left to the caller to show. */
  isQuiet?: boolean | undefined;
  /** Under the same id a command that was left unsettled is not done twice. */
  commandId?: string | undefined;
}

/** Sends a command and answers the result; a refusal is told by a toast and read out. */
export type Send = (command: Asked, options?: SendOptions) => Promise<CommandResult>;

/** Sends over a feed. Never rejects. */
function sendOver(feed: Pick<Feed, 'command'>): Send {
  return async function send(command, options = {}) {
    const commandId = options.commandId ?? newId();
    const result = await feed.command({ ...command, commandId });
    if (result.kind === 'done') {
      if (options.done !== undefined) toast({ text: options.done });
      return result;
    }
    if (options.isQuiet === true) return result;
    const isUnsettled = result.refusal.kind === 'unsettled';
    toast({
      text: isUnsettled ? 'Perhaps not saved.' : 'Not saved.',
      detail: result.refusal.message,
      tone: 'bad',
      ...(isUnsettled
        ? {
            action: {
              label: 'Send it again',
              run: () => void send(command, { ...options, commandId }),
            },
          }
        : {}),
    });
    announceNow(`Not saved: ${result.refusal.message}`);
    return result;
  };
}

/** Sends commands over this page's feed. */
export function useSend(): Send {
  const { feed } = useDesk();
  // Each page has one feed for as long as it is open.
  return useCallback<Send>((command, options) => sendOver(feed)(command, options), [feed]);
}
