import {
  createMemoryHistory,
  createRootRoute,
  createRouter,
  RouterProvider,
} from '@tanstack/react-router';
import { act, useEffect, useState } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { vi } from 'vitest';
import type { ApiError } from '../../api.ts';
import { toastStore } from '../../ui/toasts.ts';
import { adminClient } from '../admin-client.ts';
import type { Answer, Ask, DisplayRow, KeyRow, PairingRow, SessionView } from '../admin-types.ts';
import { AdminView } from '../admin-view.tsx';

/** Noon in New York on election day. */
export const NOW = Date.UTC(2028, 10, 7, 17, 0, 0);

export interface Request {
  method: string;
  path: string;
  body: unknown;
}

type Reply = Answer<unknown> | Promise<Answer<unknown>>;

/** A server that answers by a table of `METHOD path`; anything else is not found. */
export interface FakeServer {
  ask: Ask;
  asked: Request[];
  on: (route: string, reply: (body: unknown) => Reply) => void;
}

export const ok = (value: unknown): Answer<unknown> => ({ ok: true, value });

export const no = (kind: ApiError['kind'], message: string, status = 409): Answer<unknown> => ({
  ok: false,
  error: { kind, message, status },
});

/** Session of an admin of the election `us`, who is one of the server as well unless said. */
export function sessionOf(isServerAdmin = true, role: 'admin' | 'viewer' = 'admin'): SessionView {
  return {
    subject: {
      kind: 'person',
      id: 'p-marit',
      name: 'Marit',
      email: 'marit@example.org',
      admin: isServerAdmin,
      elections: [{ id: 'us', name: 'US General', drill: false, role, clearance: 'AMBER' }],
    },
    build: 'a41f',
    now: Date.now(),
  };
}

export function fakeServer(): FakeServer {
  const routes = new Map<string, (body: unknown) => Reply>();
  const asked: Request[] = [];
  const server: FakeServer = {
    asked,
    on: (route, reply) => routes.set(route, reply),
    ask: async <T,>(method: string, path: string, body?: unknown) => {
      asked.push({ method, path, body });
      const reply = routes.get(`${method} ${path}`);
      const answer = await (reply?.(body) ?? no('not-found', `Nothing at ${method} ${path}.`, 404));
      return answer as Answer<T>;
    },
  };
  server.on('GET /api/session', () => ok(sessionOf()));
  server.on('GET /api/elections/us', () =>
    ok({
      name: 'US General',
      zone: 'America/New_York',
      sources: [{ name: 'tips', kind: 'tip', title: 'Public tip form' }],
    }),
  );
  server.on('GET /api/admin/elections/us/members', () => ok([]));
  server.on('GET /api/admin/elections/us/keys', () => ok([]));
  server.on('GET /api/admin/elections/us/displays', () => ok([]));
  server.on('GET /api/admin/elections/us/pairings', () => ok([]));
  server.on('GET /api/admin/people', () => ok([]));
  server.on('GET /api/admin/invitations', () => ok([]));
  return server;
}

export interface Page {
  /** All text in sight, dialogs included. */
  text: () => string;
  /** The button whose name begins with this, in the dialog if one is open. */
  button: (name: string) => HTMLButtonElement;
  press: (name: string) => Promise<void>;
  type: (label: string, text: string) => Promise<void>;
  key: (key: string) => Promise<void>;
  /** Lets time and everything that waits for it pass. */
  pass: (ms: number) => Promise<void>;
  /** Where the page last went. */
  at: () => string;
}

let mounted: { root: Root; host: HTMLElement } | undefined;

/** The admin page of the election `us` over a fake server, by a fake clock. */
export async function openAdmin(server: FakeServer, search: Record<string, string>): Promise<Page> {
  vi.useFakeTimers({ now: NOW });
  Reflect.set(globalThis, 'IS_REACT_ACT_ENVIRONMENT', true);
  const host = document.createElement('div');
  document.body.append(host);
  const root = createRoot(host);
  mounted = { root, host };
  let path = '';
  let redraw: () => void = () => {};
  const client = adminClient(server.ask);
  const go = (to: string): void => {
    path = to;
    Object.assign(search, Object.fromEntries(new URLSearchParams(to.split('?')[1])));
    redraw();
  };
  function Shell() {
    const [turn, setTurn] = useState(0);
    useEffect(() => {
      redraw = () => setTurn(turn + 1);
    }, [turn]);
    return (
      <AdminView
        client={client}
        election="us"
        path="/e/us/admin"
        search={{ ...search }}
        open={go}
        replace={go}
        origin="https://room.example.org"
      />
    );
  }
  const router = createRouter({
    routeTree: createRootRoute({ component: Shell }),
    history: createMemoryHistory(),
  });
  const pass = async (ms: number): Promise<void> => {
    await act(async () => void (await vi.advanceTimersByTimeAsync(ms)));
    // Dialogs load when the first one opens.
    await act(() => vi.dynamicImportSettled());
  };
  await act(async () => {
    await router.load();
    root.render(<RouterProvider router={router} />);
  });
  await pass(50);

  const scope = (): ParentNode => document.querySelector('[role="alertdialog"]') ?? document.body;
  function button(name: string): HTMLButtonElement {
    const found = [...scope().querySelectorAll('button')].find((each) =>
      each.textContent.trim().startsWith(name),
    );
    if (found === undefined)
      throw new Error(`no button begins with "${name}" in: ${document.body.textContent}`);
    return found;
  }
  return {
    text: () => document.body.textContent,
    button,
    press: async (name) => {
      await act(async () => button(name).click());
      await pass(50);
    },
    type: async (label, text) => {
      const of = [...document.querySelectorAll('label')].find((each) => each.textContent === label);
      const input = of === undefined ? null : document.getElementById(of.htmlFor);
      if (!(input instanceof HTMLInputElement)) throw new Error(`no field is labelled "${label}"`);
      await act(async () => {
        // React listens to the element's own setter; the prototype's goes past it.
        Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set?.call(
          input,
          text,
        );
        input.dispatchEvent(new Event('input', { bubbles: true }));
      });
    },
    key: async (key) => {
      await act(
        async () => void window.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true })),
      );
      await pass(50);
    },
    pass,
    at: () => path,
  };
}

/** Takes the page away; for `afterEach`. */
export async function closeAdmin(): Promise<void> {
  if (mounted !== undefined) {
    const { root, host } = mounted;
    await act(async () => root.unmount());
    host.remove();
  }
  mounted = undefined;
  toastStore.setState({ toasts: [] });
  vi.useRealTimers();
}

export function toasts(): string[] {
  return toastStore.getState().toasts.map(({ text }) => text);
}

export const keyRow = (change: Partial<KeyRow> = {}): KeyRow => ({
  id: 'k1',
  source: 'tips',
  name: 'Form',
  scopes: ['signal:write'],
  createdAt: NOW - 3_600_000,
  createdBy: 'p-marit',
  lastUsedAt: null,
  revokedAt: null,
  ...change,
});

export const displayRow = (change: Partial<DisplayRow> = {}): DisplayRow => ({
  id: 'd1',
  name: 'Lobby',
  clearance: 'GREEN',
  redaction: 'visitor',
  diagonalInch: 75,
  farthestSeatM: 7,
  theme: 'dark',
  scenes: [],
  pairedAt: NOW - 86_400_000,
  pairedBy: 'p-marit',
  lastReport: reportAt(NOW - 1_000),
  ...change,
});

export function reportAt(
  at: number,
  change: Partial<NonNullable<DisplayRow['lastReport']>> = {},
): NonNullable<DisplayRow['lastReport']> {
  return {
    at,
    build: 'a41f',
    scene: 'overview',
    asOf: at - 500,
    offsetMs: 4,
    memoryMb: 612,
    wakeLock: 'held',
    width: 1920,
    height: 1080,
    dpr: 1,
    ...change,
  };
}

export const pairingRow = (change: Partial<PairingRow> = {}): PairingRow => ({
  code: 'K7M-4QX',
  word: 'lantern',
  colour: 'orange',
  width: 3840,
  height: 2160,
  dpr: 1,
  address: '10.0.0.9',
  createdAt: NOW - 30_000,
  expiresAt: NOW + 570_000,
  ...change,
});
