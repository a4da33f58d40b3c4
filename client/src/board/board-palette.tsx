import { useRouter } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useStore } from 'zustand';
import { VIEWS } from '../store/views.ts';
import { Avatar } from '../ui/avatar.tsx';
import { CommandPalette } from '../ui/command-palette.tsx';
import type { PaletteItem, PaletteSection } from '../ui/palette-match.ts';
import { Severity } from '../ui/severity.tsx';
import { incidentActions, signalActions } from './actions.ts';
import { closeOverlay, openOverlay } from './board-ui.ts';
import { performOnIncident, performOnSignals, send, undo } from './perform.ts';
import { openIncidents } from './picks.ts';
import { useActionContext, useBoard, useNames } from './room-context.ts';
import { targetOf } from './target.ts';

interface Command extends PaletteItem {
  run: () => void;
  icon?: 'person' | 'incident' | undefined;
}

/** Every command by typing, on what is open. */
export function BoardPalette() {
  const { room, url, go } = useBoard();
  const router = useRouter();
  const names = useNames();
  const context = useActionContext();
  const { people } = useStore(room.lists);
  const target = targetOf(room.ui.getState(), url);
  const base = `/e/${room.election.election.id}`;

  const incident = target?.kind === 'incident' ? room.incidents.get(target.id) : undefined;
  const signals =
    target?.kind === 'signals' ? target.ids.flatMap((id) => room.lane.records.get(id) ?? []) : [];
  const assignee = incident?.assignee ?? null;

  const sections = useMemo((): PaletteSection<Command>[] => {
    const on: Command[] = incident
      ? incidentActions(incident, context).map((offer) => ({
          ...offer,
          detail:
            offer.id === 'assign' && assignee !== null
              ? `now ${names.person(assignee)}`
              : undefined,
          run: () => performOnIncident(room, incident.id, offer.id),
        }))
      : signals.length > 0
        ? signalActions(signals, context).map((offer) => ({
            ...offer,
            run: () =>
              performOnSignals(
                room,
                signals.map(({ id }) => id),
                offer.id,
              ),
          }))
        : [];
    const always: Command[] = [
      {
        id: 'new-signal',
        label: 'New signal',
        keyHint: 'n',
        run: () => openOverlay(room.ui, { kind: 'new-signal' }),
      },
      {
        id: 'new-incident',
        label: 'Open an incident by hand',
        run: () => openOverlay(room.ui, { kind: 'open-incident', signals: [] }),
      },
      { id: 'undo', label: 'Undo', keyHint: 'z', run: () => void undo(room) },
      {
        id: 'keys',
        label: 'Keys',
        keyHint: '?',
        run: () => openOverlay(room.ui, { kind: 'help' }),
      },
    ];
    return [
      {
        id: 'on',
        title: incident ? 'On this incident' : 'On these signals',
        prefix: '>',
        items: on,
        limit: 30,
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
        items: [
          ...VIEWS.map((view) => ({
            id: `view-${view.id}`,
            label: view.title,
            keywords: 'view triage',
            run: () => go({ view: view.id, sel: null }),
          })),
          { id: 'wall', label: 'Wall', run: () => router.history.push('/wall') },
          {
            id: 'import',
            label: 'Import signals',
            run: () => router.history.push(`${base}/import`),
          },
          { id: 'start', label: 'Elections and drills', run: () => router.history.push('/start') },
        ],
      },
      { id: 'always', title: 'Commands', items: always },
    ];
    // Worked out once when it opens: a list that moves can't be aimed at.
    // oxlint-disable-next-line react/exhaustive-deps -- see above
  }, []);

  return (
    <CommandPalette<Command>
      isOpen
      onClose={() => closeOverlay(room.ui)}
      sections={sections}
      onRun={(item) => item.run()}
      context={
        incident?.id ??
        (signals.length > 1
          ? `${signals.length} signals`
          : signals.length === 1
            ? 'signal'
            : undefined)
      }
      note={
        incident
          ? 'runs on the open incident'
          : signals.length > 0
            ? 'runs on the signals'
            : undefined
      }
      iconOf={(item) => {
        if (item.icon === 'person') return <Avatar name={item.label} isDecoration />;
        const found = item.icon === 'incident' ? room.incidents.get(item.id) : undefined;
        return found && <Severity level={found.severity} show="glyph" />;
      }}
    />
  );
}
