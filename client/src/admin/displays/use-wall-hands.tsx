import type { Command, CommandResult, Walls } from '@warroom/shared';
import { lazy, Suspense, useCallback, useMemo, useState } from 'react';
import type { ReactNode } from 'react';
import { newId } from '../../desk-frame/new-id.ts';
import { toast } from '../../ui/toasts.ts';
import { steer as steerWalls } from '../../wall-control/steer.ts';
import type { WallDeed } from '../../wall-control/steer.ts';
import { targetOfKey } from '../../wall-control/targets.ts';
import type { TurnNames } from '../../wall-control/turns.ts';
import { WallButtons } from '../../wall-control/wall-buttons.tsx';
import { useAdmin, useElectionId, useServerNow } from '../admin-context.ts';
import type { DisplayRow } from '../admin-types.ts';
import { useList } from '../use-list.ts';

const PinDialog = lazy(() =>
  import('../../wall-control/pin-dialog.tsx').then((module) => ({ default: module.PinDialog })),
);

const EVERY_MS = 10_000;

type WallCommand = Extract<Command, { type: `wall.${string}` }>;
type Asked = WallCommand extends infer C
  ? C extends unknown
    ? Omit<C, 'commandId'>
    : never
  : never;

export interface WallHands {
  /** Why nothing can be done with walls now; undefined when it can. */
  problem: string | undefined;
  /** Does something with the displays of a target's key. */
  steer: (target: string, deed: WallDeed) => void;
  pin: (target: string) => void;
  buttons: (target: string) => ReactNode;
  /** What is set up, once it is known. */
  walls: Walls | null;
  /** By what turns are named. */
  names: TurnNames;
  /** Stands at the end of the page. */
  dialog: ReactNode;
}

/**
 * Pins, pauses, redacts, identifies and reloads displays from the page of administration. `onDone` is
 * called when the server has answered.
 */
export function useWallHands(displays: readonly DisplayRow[], onDone: () => void): WallHands {
  const { client, me } = useAdmin();
  const election = useElectionId();
  const now = useServerNow();
  const list = useList(
    useCallback(() => client.walls(election), [client, election]),
    EVERY_MS,
  );
  const views = useList(
    useCallback(() => client.teamViews(election), [client, election]),
    EVERY_MS * 6,
  );
  const [pinning, setPinning] = useState<string | null>(null);
  const shown = displays.map((display) => ({
    ...display,
    group: display.group ?? null,
    visitorSince: display.visitorSince ?? null,
    isConnected: true,
  }));
  const { data } = list;
  const names = useMemo(
    () => ({ views: views.data ?? [], announcements: data?.walls.announcements ?? {} }),
    [views.data, data],
  );
  const problem =
    data !== null
      ? undefined
      : list.error === null
        ? 'still loading'
        : `needs a role in this election: ${list.error.message}`;
  const isLead = me.isServerAdmin || me.role === 'admin' || me.role === 'lead';

  async function send(command: Asked, words: string): Promise<CommandResult | undefined> {
    const answer = await client.command(election, { ...command, commandId: newId() });
    const result = answer.ok ? answer.value.results[0] : undefined;
    if (result?.kind === 'done') toast({ text: words });
    else {
      const detail = answer.ok ? result?.refusal.message : answer.error.message;
      toast({ text: `Not done: ${words}`, detail, tone: 'bad' });
    }
    onDone();
    await list.reload();
    return result;
  }

  function steer(target: string, deed: WallDeed): void {
    if (problem !== undefined) return;
    void steerWalls(
      {
        command: send,
        post: (path, body) => client.orderDisplays(election, path, body),
        displays: shown,
      },
      targetOfKey(target),
      deed,
    ).then(() => {
      onDone();
      return list.reload();
    });
  }

  const pin = (target: string): void => {
    if (problem === undefined) setPinning(target);
  };

  return {
    problem,
    steer,
    pin,
    walls: data?.walls ?? null,
    names,
    buttons: (target) =>
      data !== null && (
        <WallButtons
          {...{ target, now, isLead }}
          walls={data.walls}
          displays={shown}
          blocked={undefined}
          isShort
          onPin={() => pin(target)}
          onDeed={(deed) => steer(target, deed)}
        />
      ),
    dialog: pinning !== null && data !== null && (
      <Suspense fallback={null}>
        <PinDialog
          target={pinning}
          view={{ displays: shown, groups: data.groups }}
          choices={{
            views: views.data ?? [],
            announcements: data.walls.announcements,
            incidents: [],
          }}
          blocked={undefined}
          onPin={async (command, words) => (await send(command, words))?.kind === 'done'}
          onClose={() => setPinning(null)}
        />
      </Suspense>
    ),
  };
}
