import { useRouter } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useStore } from 'zustand';
import { deskNav } from '../desk-frame/desk-nav.ts';
import { formatQuery, parseQuery } from '../store/query.ts';
import { SORTS } from '../store/views.ts';
import { Avatar } from '../ui/avatar.tsx';
import { CommandPalette } from '../ui/command-palette.tsx';
import { plural } from '../ui/format.ts';
import type { PaletteItem, PaletteSection } from '../ui/palette-match.ts';
import { Severity } from '../ui/severity.tsx';
import { chooseTheme } from '../ui/theme.ts';
import type { WallDeed } from '../wall-control/steer.ts';
import { incidentActions, signalActions } from './actions.ts';
import type { ActionContext } from './actions.ts';
import { giveBackBatch, takeBatch } from './batch/perform-batch.ts';
import type { BoardRoom } from './board-room.ts';
import { askCaret, closeOverlay, openOverlay, setKeysOn } from './board-ui.ts';
import { runStaged } from './bulk/perform-bulk.ts';
import { KEY_ACTIONS } from '../ui/keys/keymap.ts';
import type { KeyAction } from '../ui/keys/keymap.ts';
import { performOnIncident, send, undo } from './perform.ts';
import { ON_MANY, performOnIncidents, performOnSignals } from './perform-many.ts';
import { openIncidents } from './picks.ts';
import { useActionContext, useBoard, useNames } from './room-context.ts';
import { chooseLoaded, chooseMatching, choose, clearChosen } from './selection.ts';
import { targetOf } from './target.ts';
import type { Target } from './target.ts';
import type { BoardUrl } from './url-state.ts';
import { steerWalls } from './walls/walls-dialog.tsx';

interface Command extends PaletteItem {
  run: () => void;
  icon?: 'person' | 'incident' | undefined;
}

const SORT_WORDS = {
  severity: 'severity, then due',
  due: 'what is due next',
  newest: 'newest first',
  changed: 'last changed first',
} as const;

/** Every command by typing: on what is at hand, and everywhere to go. */
export function BoardPalette() {
  const { room, url, go } = useBoard();
  const router = useRouter();
  const names = useNames();
  const context = useActionContext();
  const { people } = useStore(room.lists);
  const target = targetOf(room.ui.getState(), url);
  const incident = target?.kind === 'incident' ? room.incidents.get(target.id) : undefined;

  // Worked out once when it opens: a list that moves can't be aimed at.
  const sections = useMemo((): PaletteSection<Command>[] => {
    const assignee = incident?.assignee ?? null;
    return [
      {
        id: 'on',
        title: titleOf(target),
        prefix: '>',
        items: onTarget(room, target, context, names),
        limit: 40,
      },
      {
        id: 'people',
        title: 'People',
        prefix: '@',
        limit: 5,
        items: incident
          ? people
              .filter(({ role }) => role !== 'viewer' && role !== 'partner')
              .map((person) => ({
                id: `person-${person.id}`,
                label: person.name,
                detail: `assign, ${person.role}`,
                icon: 'person' as const,
                ...(assignee === person.id ? { disabledReason: 'assigned already' } : {}),
                ...(context.blocked === null ? {} : { disabledReason: context.blocked }),
                run: () =>
                  void send(
                    room,
                    { type: 'incident.assign', incident: incident.id, assignee: person.id },
                    `Assigned ${incident.id} to ${person.name}`,
                  ),
              }))
          : [],
      },
      {
        id: 'incidents',
        title: 'Incidents',
        prefix: '#',
        limit: 6,
        items: openIncidents(room.incidents.values()).map((one) => ({
          id: one.id,
          code: one.id,
          label: one.title,
          detail: one.state,
          icon: 'incident' as const,
          run: () => go({ sel: { kind: 'incident', id: one.id } }),
        })),
      },
      {
        id: 'go',
        title: 'Go to',
        limit: 60,
        items: [
          ...room.views.store.getState().all.map((view) => ({
            id: `view-${view.id}`,
            label: view.title,
            detail: view.saved?.query,
            keywords: 'view triage',
            keyHint: VIEW_KEYS[view.id] && context.keyOf(VIEW_KEYS[view.id] ?? 'go-board'),
            run: () => go({ view: view.id, sel: null }),
          })),
          ...deskNav(room.election.election.id, context.role, 'triage')
            .filter(({ id }) => id !== 'triage' && id !== 'mine')
            .map(({ id, label, href }) => ({
              id: `page-${id}`,
              label,
              keywords: 'page',
              run: () => router.history.push(href),
            })),
          { id: 'start', label: 'Elections and drills', run: () => router.history.push('/start') },
          ...(context.role === 'admin'
            ? [
                {
                  id: 'admin',
                  label: 'Administration of this election',
                  run: () => router.history.push(`/e/${room.election.election.id}/admin`),
                },
              ]
            : []),
        ],
      },
      {
        id: 'filter',
        title: 'Show only',
        limit: 6,
        items: people
          .filter(({ role }) => role !== 'viewer' && role !== 'partner')
          .map((person) => ({
            id: `only-${person.id}`,
            label: `What ${person.id === room.me ? 'you have' : `${person.name} has`}`,
            detail: 'search by person',
            keywords: 'filter person assignee by',
            icon: 'person' as const,
            run: () => go({ q: withPerson(url.q, person.id), sel: null }),
          })),
      },
      { id: 'always', title: 'Commands', limit: 30, items: always({ room, url, go, context }) },
    ].filter(({ items }) => items.length > 0);
    // oxlint-disable-next-line react/exhaustive-deps -- see above
  }, []);
  return (
    <CommandPalette<Command>
      isOpen
      onClose={() => closeOverlay(room.ui)}
      sections={sections}
      onRun={(item) => item.run()}
      context={chipOf(target)}
      note={
        incident
          ? 'runs on the open incident'
          : target === null
            ? undefined
            : 'runs on the selected'
      }
      iconOf={(item) => {
        if (item.icon === 'person')
          return <Avatar name={item.label.replace(/^What (.*) has?$/, '$1')} isDecoration />;
        const found = item.icon === 'incident' ? room.incidents.get(item.id) : undefined;
        return found && <Severity level={found.severity} show="glyph" />;
      }}
    />
  );
}

const VIEW_KEYS: Readonly<Record<string, KeyAction>> = {
  open: 'go-board',
  signals: 'go-triage',
  mine: 'go-mine',
};

function titleOf(target: Target | null): string {
  if (target?.kind === 'incident') return 'On this incident';
  return target?.kind === 'incidents' ? 'On these incidents' : 'On these signals';
}

function chipOf(target: Target | null): string | undefined {
  if (target === null) return undefined;
  if (target.kind === 'incident') return target.id;
  if (target.kind === 'incidents') return plural(target.ids.length, 'incident');
  return target.ids.length === 1 ? 'signal' : `${target.ids.length} signals`;
}

/** Everything that can be done with what is at hand, and why it can't. */
function onTarget(
  room: BoardRoom,
  target: Target | null,
  context: ActionContext,
  names: { person(id: string): string },
): Command[] {
  if (target === null) return [];
  if (target.kind === 'signals') {
    const signals = target.ids.flatMap((id) => room.lane.records.get(id) ?? []);
    return signalActions(signals, context).map((offer) => ({
      ...offer,
      run: () => performOnSignals(room, target.ids, offer.id, context),
    }));
  }
  if (target.kind === 'incidents') {
    const first = target.ids.flatMap((id) => room.incidents.get(id) ?? []);
    const offers = new Map(
      first.flatMap((one) => incidentActions(one, context)).map((offer) => [offer.id, offer]),
    );
    return ON_MANY.flatMap((id) => offers.get(id) ?? []).map((offer) => ({
      ...offer,
      disabledReason: context.blocked ?? undefined,
      run: () => performOnIncidents(room, target.ids, offer.id, context),
    }));
  }
  const incident = room.incidents.get(target.id);
  if (!incident) return [];
  return incidentActions(incident, context).map((offer) => ({
    ...offer,
    detail:
      offer.id === 'assign' && incident.assignee !== null
        ? `now ${names.person(incident.assignee)}`
        : undefined,
    run: () => performOnIncident(room, incident.id, offer.id),
  }));
}

/** What can be done wherever one is. */
function always(at: {
  room: BoardRoom;
  url: BoardUrl;
  go(changes: Partial<BoardUrl>): void;
  context: ActionContext;
}): Command[] {
  const { room, url, go, context } = at;
  const { ui } = room;
  const { focus, chosen, staged, keysOn } = ui.getState();
  const byKey = (action: KeyAction, label: string, run: () => void): Command => ({
    id: action,
    label,
    keyHint: context.keyOf(action),
    keywords: KEY_ACTIONS[action].words,
    run,
  });
  const writes = (command: Command): Command =>
    context.blocked === null ? command : { ...command, disabledReason: context.blocked };
  return [
    ...(staged?.stage === 'asked'
      ? [
          writes({
            id: 'do-it',
            label: 'Do it: what is shown for the selected',
            keyHint: 'enter',
            run: () => void runStaged(room, context),
          }),
        ]
      : []),
    writes(
      byKey('next-batch', 'Next batch of signals', () => {
        void takeBatch(room, url, go, context.blocked);
      }),
    ),
    ...(room.batch.store.getState().ids.length > 0
      ? [
          writes(
            byKey('give-back', 'Give back the rest of the batch', () => {
              void giveBackBatch(room, context.blocked);
            }),
          ),
        ]
      : []),
    writes(byKey('new', 'New signal', () => openOverlay(ui, { kind: 'new-signal' }))),
    writes({
      id: 'new-incident',
      label: 'Open an incident by hand',
      run: () => openOverlay(ui, { kind: 'open-incident', signals: [] }),
    }),
    writes(byKey('undo', 'Undo', () => void undo(room))),
    ...onWalls(room, context),
    ...(focus === null
      ? []
      : [
          byKey('select', chosen.has(focus.id) ? 'Take it off the selection' : 'Select it', () =>
            choose(room, focus.kind, focus.id),
          ),
        ]),
    byKey('select-loaded', 'Select all loaded', () => chooseLoaded(room, url)),
    byKey('select-matching', 'Select all that match', () => void chooseMatching(room, url)),
    ...(chosen.size > 0
      ? [{ id: 'clear', label: 'Clear the selection', run: () => clearChosen(room) }]
      : []),
    byKey('show-new', 'Show what is new', () => {
      room.order.release();
      room.lane.release();
    }),
    byKey('search', 'Search', () => askCaret(ui, 'search')),
    ...SORTS.map((sort) => ({
      id: `sort-${sort}`,
      label: `Sort incidents by ${SORT_WORDS[sort]}`,
      ...(url.sort === sort ? { disabledReason: 'now' } : {}),
      run: () => go({ sort }),
    })),
    ...(['dark', 'light', 'system'] as const).map((theme) => ({
      id: `theme-${theme}`,
      label:
        theme === 'system' ? 'Theme as the system' : `${theme === 'dark' ? 'Dark' : 'Light'} theme`,
      keywords: 'theme colour',
      run: () => chooseTheme(theme),
    })),
    {
      id: 'keys-on',
      label: keysOn ? 'Turn single-character keys off' : 'Turn single-character keys on',
      keywords: 'keys keyboard',
      run: () => setKeysOn(ui, !keysOn),
    },
    {
      id: 'keys',
      label: 'Change keys',
      keywords: 'keyboard remap',
      run: () => openOverlay(ui, { kind: 'keys' }),
    },
    byKey('help', 'All keys', () => openOverlay(ui, { kind: 'help' })),
  ];
}

/** What can be done with all walls at once; with some of them, in their dialog. */
function onWalls(room: BoardRoom, context: ActionContext): Command[] {
  const { role, blocked } = context;
  const isLead = role === 'lead' || role === 'admin';
  if (!isLead && role !== 'triager') return [];
  const all = (deed: WallDeed, label: string, isOrder = false): Command => ({
    id: `walls-${deed}`,
    label,
    keywords: 'walls displays screens',
    ...(blocked === null || isOrder ? {} : { disabledReason: blocked }),
    run: () => void steerWalls(room, 'all', deed),
  });
  return [
    {
      id: 'walls',
      label: 'Walls: pin, pause, visitor mode…',
      keywords: 'wall control displays screens',
      run: () => openOverlay(room.ui, { kind: 'walls' }),
    },
    {
      id: 'walls-pin',
      label: 'Pin a scene on walls…',
      keywords: 'walls displays push',
      ...(blocked === null ? {} : { disabledReason: blocked }),
      run: () => openOverlay(room.ui, { kind: 'pin-wall' }),
    },
    all('unpin', 'Take the pin off all walls'),
    all('pause', 'Pause all walls'),
    all('resume', 'Resume all walls'),
    all('visitors-on', 'Visitor mode on all walls', true),
    ...(isLead ? [all('identify', 'Identify all walls', true)] : []),
  ];
}

/** The search with this person as the one whose work is shown. */
function withPerson(q: string, person: string): string {
  const query = parseQuery(q);
  const terms = query.terms.filter(({ field }) => field !== 'by');
  return formatQuery({ ...query, terms: [...terms, { field: 'by', values: [person] }] });
}
