import {
  createMemoryHistory,
  createRootRoute,
  createRouter,
  RouterProvider,
} from '@tanstack/react-router';
import type {
  Command,
  Election,
  IncidentMore,
  IncidentView,
  SignalView,
  TimelineEntry,
} from '@warroom/shared';
import { vi } from 'vitest';
import { HELLO } from '../../feed/testing/fake-server.ts';
import { NOON } from '../../store/testing/records.ts';
import { draw } from '../../ui/testing/draw.tsx';
import { ToastRegion } from '../../ui/toast-region.tsx';
import { openBoardRoom } from '../board-room.ts';
import { Routed } from '../routed.tsx';
import { testElection } from './election.ts';
import { fakeFeed } from './fake-feed.ts';

export interface World {
  incidents?: IncidentView[];
  signals?: SignalView[];
  timeline?: TimelineEntry[];
  /** Of the open incident; what isn't given is empty. */
  more?: Partial<IncidentMore>;
  /** Signals linked to the open incident. */
  linked?: SignalView[];
  election?: Partial<Election>;
  address?: string;
  /** What the server answers to paths that end so, before all else. */
  answers?: Record<string, unknown>;
}

/** Nothing is set up for walls, and no display is paired. */
const NO_WALLS = {
  walls: { playlists: {}, announcements: {}, schedule: [], controls: {}, missing: {} },
  displays: [],
  groups: [],
};

/** What the server's HTTP side answers from. */
function answerFrom(world: World, path: string): unknown {
  const { pathname } = new URL(path, 'http://localhost');
  const given = Object.entries(world.answers ?? {}).find(([end]) => pathname.endsWith(end));
  if (given) return given[1];
  const signal = /\/signals\/([^/]+)$/.exec(pathname)?.[1];
  if (signal !== undefined) return world.signals?.find((one) => one.id === signal) ?? {};
  if (pathname.endsWith('/signals')) {
    const isLinked = pathname.includes('/incidents/');
    return { items: (isLinked ? world.linked : world.signals) ?? [], next: null };
  }
  if (pathname.endsWith('/walls')) return NO_WALLS;
  if (pathname.endsWith('/care')) return { today: '2028-11-07', own: null, people: null };
  const of = /\/incidents\/([^/]+)\/more$/.exec(pathname)?.[1];
  if (of !== undefined) {
    const nothing = { tasks: [], links: [], evidence: [], watchers: [], escalation: null };
    return { incident: of, version: 1, ...nothing, ...world.more };
  }
  const id = /\/incidents\/([^/]+)$/.exec(pathname)?.[1];
  const incident = world.incidents?.find((one) => one.id === id);
  if (incident) return { incident, timeline: world.timeline ?? [] };
  return { items: [], next: null };
}

/** A board on a fake feed, drawn with its rows (happy-dom lays nothing out, so heights are given). */
export async function drawBoard(world: World = {}) {
  // Parts that load later are there, as they are a moment after the queue.
  await import('../opened.tsx');
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(720);
  vi.spyOn(HTMLElement.prototype, 'clientWidth', 'get').mockReturnValue(380);
  const played = fakeFeed();
  /** Requests with many commands, by how many. */
  const posted: number[] = [];
  vi.stubGlobal('fetch', async (path: string, init?: RequestInit) => {
    if (path.endsWith('/bulk')) {
      const { commands } = JSON.parse(init?.body as string) as { commands: Command[] };
      posted.push(commands.length);
      const results = [];
      for (const command of commands) results.push(await played.feed.command(command));
      return new Response(JSON.stringify({ results }), { status: 200 });
    }
    return new Response(JSON.stringify(answerFrom(world, path)), { status: 200 });
  });
  const room = openBoardRoom({
    election: testElection(world.election),
    me: 'me',
    build: 'b1',
    feed: played.feed,
  });
  const history = createMemoryHistory({ initialEntries: [world.address ?? '/e/us-general'] });
  const router = createRouter({
    routeTree: createRootRoute({
      component: () => (
        <>
          <Routed room={room} />
          <ToastRegion />
        </>
      ),
    }),
    history,
  });
  await router.load();
  const drawn = await draw(<RouterProvider router={router} />);
  const people: typeof HELLO.people = [
    { id: 'me', name: 'Marit', role: 'triager' },
    { id: 'ana', name: 'Ana', role: 'lead' },
  ];
  await drawn.doing(async () => {
    played.setStatus({ hello: { ...HELLO, people } });
    played.emit('hello', { ...HELLO, people });
    played.emit('snapshot', {
      epoch: 'e1',
      cursor: 'c',
      asOf: NOON,
      incidents: world.incidents ?? [],
    });
    room.incidents.flush();
  });
  /** Lets what was begun (fetches, lazy parts, timers of the board) go on until `check` holds. */
  const wait = async (check: () => boolean): Promise<void> => {
    for (let turn = 0; turn < 400 && !check(); turn += 1) {
      await drawn.doing(() => new Promise((resolve) => setTimeout(resolve, 5)));
    }
    if (!check()) throw new Error('It did not come about within 2 s.');
  };
  await wait(() => room.lane.store.getState().loaded);
  return {
    ...drawn,
    ...played,
    room,
    posted,
    history,
    wait,
    async press(key: string, more: KeyboardEventInit = {}) {
      await drawn.doing(() =>
        (document.activeElement ?? document.body).dispatchEvent(
          new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more }),
        ),
      );
    },
    text: () => document.body.textContent ?? '',
    async end() {
      await drawn.close();
      room.close();
      vi.unstubAllGlobals();
      vi.restoreAllMocks();
    },
  };
}
