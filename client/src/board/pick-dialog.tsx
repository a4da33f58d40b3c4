import type { IncidentView, MergeSuggestion } from '@warroom/shared';
import { useEffect, useMemo, useState } from 'react';
import { useStore } from 'zustand';
import { api } from '../api.ts';
import { Avatar } from '../ui/avatar.tsx';
import { CommandPalette } from '../ui/command-palette.tsx';
import { plural } from '../ui/format.ts';
import type { PaletteItem } from '../ui/palette-match.ts';
import { Severity } from '../ui/severity.tsx';
import type { BoardRoom } from './board-room.ts';
import { closeOverlay } from './board-ui.ts';
import type { Overlay } from './board-ui.ts';
import { stage } from './bulk/perform-bulk.ts';
import { likelyIncidents } from './likely.ts';
import { send } from './perform.ts';
import { openIncidents, PICK_WORDS, pickIntent, pickSections } from './picks.ts';
import type { PickContext, PickItem } from './picks.ts';
import { useActionContext, useRoom } from './room-context.ts';

const MOST_TAGS = 40;

/** Picks a value for a field of an incident, or of all that are chosen, by typing. */
export function PickDialog({ overlay }: { overlay: Extract<Overlay, { kind: 'pick' }> }) {
  const room = useRoom();
  const context = useActionContext();
  const { people } = useStore(room.lists);
  const { pick, incident: id, incidents: many } = overlay;
  const [seen] = useState(() => room.incidents.get(id));
  const [typed, setTyped] = useState('');
  const [tags] = useState(() => (pick === 'category' ? tagsInUse(room) : []));
  const suggested = useSuggestions(room, pick === 'merge' ? id : null, many, typed !== '');
  // Worked out once: a list that moves can't be aimed at. What is typed may become a tag.
  const tag = pick === 'category' ? typed : '';
  const sections = useMemo(() => {
    const incident = seen;
    if (!incident) return [];
    return pickSections(pick, incident, {
      election: room.election,
      people,
      incidents: room.incidents.values(),
      me: room.me,
      many,
      suggested,
      tags,
      typed: tag,
    });
  }, [room, seen, pick, people, many, suggested, tags, tag]);
  return (
    <CommandPalette<PickItem>
      isOpen
      onClose={() => closeOverlay(room.ui)}
      sections={sections}
      context={many === undefined ? id : plural(many.length, 'incident')}
      placeholder={PICK_WORDS[pick]}
      onQuery={setTyped}
      onRun={({ deed, words }) => {
        if (many !== undefined) stage(room, deed, context);
        else void send(room, pickIntent(deed, id), words, { seen });
      }}
      iconOf={(item) => iconOf(item, pick, room)}
    />
  );
}

/**
 * Incidents that may be the same: those chosen along with it, then what the server finds, which comes a
 * moment later and is left out once something was typed.
 */
function useSuggestions(
  room: BoardRoom,
  incident: string | null,
  many: readonly string[] | undefined,
  isTyping: boolean,
): NonNullable<PickContext['suggested']> {
  const [found, setFound] = useState<readonly MergeSuggestion[]>([]);
  const election = room.election.election.id;
  useEffect(() => {
    if (incident === null) return;
    const leave = new AbortController();
    void api<MergeSuggestion[] | { suggestions: MergeSuggestion[] }>(
      `/api/elections/${encodeURIComponent(election)}/incidents/${incident}/suggestions`,
      { signal: leave.signal },
    ).then((answer) => {
      // Without them, the open incidents are still there to choose from.
      if (leave.signal.aborted || !answer.ok) return;
      const list = Array.isArray(answer.value) ? answer.value : answer.value.suggestions;
      if (Array.isArray(list)) setFound(list);
    });
    return () => leave.abort();
  }, [incident, election]);
  const [shown, setShown] = useState(found);
  useEffect(() => {
    if (!isTyping) setShown(found);
  }, [found, isTyping]);
  return useMemo(() => {
    const chosen = (many ?? []).flatMap((id) => room.incidents.get(id) ?? []);
    const own = openIncidents(chosen)
      .slice(0, 5)
      .map((one) => ({ incident: one.id, title: one.title, why: 'one of the selected' }));
    const others = shown
      .filter((one) => own.every((known) => known.incident !== one.incident))
      .map((one) => ({ incident: one.incident, title: one.title, why: one.why.join(', ') }));
    return [...own, ...others];
  }, [room, many, shown]);
}

/** Tags that incidents carry, the most used first. */
function tagsInUse(room: BoardRoom): string[] {
  const counts = new Map<string, number>();
  for (const { tags } of room.incidents.values())
    for (const tag of tags) counts.set(tag, (counts.get(tag) ?? 0) + 1);
  return [...counts]
    .toSorted((a, b) => b[1] - a[1])
    .slice(0, MOST_TAGS)
    .map(([tag]) => tag);
}

function iconOf(item: PickItem, pick: string, room: BoardRoom) {
  if (pick === 'assign') {
    return (
      <Avatar
        name={item.id === 'nobody' ? null : item.label.replace(' (you)', '')}
        isSelf={item.id === room.me}
        isDecoration
      />
    );
  }
  if (pick === 'severity') return <Severity level={item.id as 'S1'} show="glyph" />;
  if (pick === 'merge') return glyphOf(room.incidents.get(item.id));
  return undefined;
}

function glyphOf(incident: IncidentView | undefined) {
  return incident && <Severity level={incident.severity} show="glyph" />;
}

/**
 * Picks the incident that signals are linked to; the likeliest first. Where an incident is picked
 * already for the chosen, another one comes to it: a signal may belong to several.
 */
export function LinkDialog({ signals }: { signals: readonly string[] }) {
  const room = useRoom();
  const context = useActionContext();
  const [asked] = useState(() => {
    const { staged } = room.ui.getState();
    return staged?.stage === 'asked' && staged.deed.do === 'link' ? staged.deed.incidents : [];
  });
  const sections = useMemo(() => {
    const open = openIncidents(room.incidents.values()).filter(({ id }) => !asked.includes(id));
    const first = room.lane.records.get(signals[0] ?? '');
    const likely = first ? likelyIncidents(first, open, 4) : [];
    const item = (id: string, title: string, detail: string): PaletteItem => ({
      id,
      code: id,
      label: title,
      detail,
    });
    return [
      ...(likely.length > 0
        ? [
            {
              id: 'likely',
              title: 'Best match first',
              items: likely.map(({ incident, why }) => item(incident.id, incident.title, why)),
            },
          ]
        : []),
      {
        id: 'open',
        title: 'Open incidents',
        limit: 12,
        items: open
          .filter((one) => !likely.some(({ incident }) => incident.id === one.id))
          .map((one) => item(one.id, one.title, one.state)),
      },
    ];
  }, [room, signals, asked]);
  const isMany = room.ui.getState().chosen.size > 0;
  return (
    <CommandPalette
      isOpen
      onClose={() => closeOverlay(room.ui)}
      sections={sections}
      context={plural(signals.length, 'signal')}
      placeholder={asked.length > 0 ? `Link to ${asked.join(' and ')}, and to…` : 'Link to…'}
      onRun={({ id }) => {
        if (isMany) stage(room, { do: 'link', incidents: [...asked, id] }, context);
        else
          void send(
            room,
            { type: 'incident.link', incident: id, signals: [...signals] },
            `Linked a signal to ${id}`,
          );
      }}
      iconOf={({ id }) => glyphOf(room.incidents.get(id))}
    />
  );
}
