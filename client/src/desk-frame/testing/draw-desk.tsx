import {
  createMemoryHistory,
  createRootRoute,
  createRouter,
  RouterProvider,
} from '@tanstack/react-router';
import { compileElection } from '@warroom/shared';
import type { Command, CommandResult, Election } from '@warroom/shared';
import type { ReactNode } from 'react';
import { vi } from 'vitest';
import type { Feed, FeedStatus } from '../../feed/connection.ts';
import { HELLO } from '../../feed/testing/fake-server.ts';
import { parseSearch, writeSearch } from '../../search-params.ts';
import { fakeLine, NOON } from '../../store/testing/records.ts';
import { draw } from '../../ui/testing/draw.tsx';
import { ToastRegion } from '../../ui/toast-region.tsx';
import { DeskContext } from '../desk-context.ts';
import { openDeskRoom } from '../desk-room.ts';

const SLA = { acknowledgeMin: 5, actMin: 15, resolveMin: 90, warnAt: 0.75 };

/** A small election for desk pages. */
export function deskElection(given: Partial<Election> = {}): Election {
  return {
    id: 'us-general',
    name: 'US 2028 General',
    numberPrefix: 'US28',
    electionDay: '2028-11-07',
    zone: 'America/New_York',
    defaultTlp: 'AMBER',
    calendar: [],
    webhooks: [],
    desks: [],
    playbooks: [],
    escalation: [],
    jurisdictions: [
      { id: 'US-AZ', code: 'AZ', name: 'Arizona', kind: 'state', zone: 'America/Phoenix' },
    ],
    taxonomy: [{ code: 'INFO', name: 'Information', subs: [] }],
    dismissReasons: [],
    outcomes: [],
    sla: { S1: SLA, S2: SLA, S3: SLA, S4: SLA, S5: SLA },
    reopenWindowMin: 120,
    claimMin: 15,
    sources: [],
    ...given,
  };
}

export interface DeskWorld {
  /** What the server answers, by path after `/api/elections/<id>/`; undefined is a 404. */
  answer: (path: string) => unknown;
  address?: string;
  election?: Partial<Election>;
  people?: typeof HELLO.people;
  role?: 'viewer' | 'triager' | 'lead';
}

/** What the bar at the top is told: no display is missing. */
const NO_WALLS = { walls: { missing: {} }, displays: [], groups: [] };

/** A desk page's inside on a fake feed, and what it asks of the server. */
export async function drawDesk(children: ReactNode, world: DeskWorld) {
  const asked: string[] = [];
  const sent: Command[] = [];
  const line = fakeLine();
  const hello = {
    ...HELLO,
    subject: { kind: 'person' as const, id: 'me', role: world.role ?? 'triager', name: 'Marit' },
    people: world.people ?? [
      { id: 'me', name: 'Marit', role: 'triager' as const },
      { id: 'noor', name: 'Noor', role: 'triager' as const },
    ],
  };
  let status: FeedStatus = {
    phase: 'live',
    since: NOON,
    attempts: 0,
    hello,
    bye: null,
    newBuild: null,
    readOnly: null,
    readOnlySince: null,
    unsafe: null,
    heartbeatMs: 5_000,
    asOf: { incidents: NOON, signals: NOON, metrics: NOON },
    pending: 0,
  };
  let respond: (command: Command) => CommandResult = ({ commandId }) => ({
    kind: 'done',
    commandId,
    repeated: false,
    incident: null,
    opened: null,
    signal: null,
  });
  const feed: Feed = {
    election: 'us-general',
    status: () => status,
    ...line.feed,
    report: () => {},
    command(command) {
      sent.push(command);
      return Promise.resolve(respond(command));
    },
    serverNow: () => NOON,
    offsetMs: () => 0,
    close: () => {},
  };
  vi.stubGlobal('fetch', (path: string) => {
    const rest = path.replace('/api/elections/us-general/', '');
    // The bar at the top asks for it on every page, whatever the page.
    if (rest !== 'walls') asked.push(rest);
    const given = world.answer(rest);
    const isOfWalls = typeof given === 'object' && given !== null && 'walls' in given;
    const value = rest === 'walls' && !isOfWalls ? NO_WALLS : given;
    const error = { kind: 'not-found', message: 'There is nothing here.' };
    return Promise.resolve(
      value === undefined
        ? new Response(JSON.stringify({ error }), { status: 404 })
        : new Response(typeof value === 'string' ? value : JSON.stringify(value)),
    );
  });
  const room = openDeskRoom({
    election: compileElection(deskElection(world.election)),
    me: 'me',
    build: 'b1',
    feed,
  });
  const history = createMemoryHistory({
    initialEntries: [world.address ?? '/e/us-general/handover'],
  });
  const router = createRouter({
    routeTree: createRootRoute({
      component: () => (
        <>
          <DeskContext value={room}>{children}</DeskContext>
          <ToastRegion />
        </>
      ),
      notFoundComponent: () => (
        <>
          <DeskContext value={room}>{children}</DeskContext>
          <ToastRegion />
        </>
      ),
    }),
    history,
    parseSearch,
    stringifySearch: writeSearch,
  });
  await router.load();
  const drawn = await draw(<RouterProvider router={router} />);
  return {
    ...drawn,
    asked,
    sent,
    history,
    emit: line.emit,
    setStatus(changes: Partial<FeedStatus>) {
      status = { ...status, ...changes };
      line.emit('status', status);
    },
    respondWith(answer: typeof respond) {
      respond = answer;
    },
    text: () => document.body.textContent ?? '',
    /** Lets what was begun go on until `check` holds. */
    async wait(check: () => boolean): Promise<void> {
      for (let turn = 0; turn < 400 && !check(); turn += 1)
        await drawn.doing(() => new Promise((resolve) => setTimeout(resolve, 5)));
      if (!check())
        throw new Error(`It did not come about within 2 s: ${document.body.textContent}`);
    },
    async press(key: string, more: KeyboardEventInit = {}) {
      await drawn.doing(() =>
        (document.activeElement ?? document.body).dispatchEvent(
          new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more }),
        ),
      );
    },
    async end() {
      await drawn.close();
      room.close();
      vi.unstubAllGlobals();
    },
  };
}
