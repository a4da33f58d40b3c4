import { useMemo, useState } from 'react';
import { useStore } from 'zustand';
import { Avatar } from '../ui/avatar.tsx';
import { CommandPalette } from '../ui/command-palette.tsx';
import { plural } from '../ui/format.ts';
import type { PaletteItem } from '../ui/palette-match.ts';
import { Severity } from '../ui/severity.tsx';
import { closeOverlay } from './board-ui.ts';
import type { Overlay } from './board-ui.ts';
import { likelyIncidents } from './likely.ts';
import { send, sendMany } from './perform.ts';
import { openIncidents, PICK_WORDS, pickSections } from './picks.ts';
import type { PickItem } from './picks.ts';
import { useRoom } from './room-context.ts';

/** Picks a value for a field of an incident, by typing. */
export function PickDialog({ overlay }: { overlay: Extract<Overlay, { kind: 'pick' }> }) {
  const room = useRoom();
  const { people } = useStore(room.lists);
  const { pick, incident: id } = overlay;
  const [seen] = useState(() => room.incidents.get(id));
  // Worked out once: a list that moves can't be aimed at.
  const sections = useMemo(() => {
    const incident = seen;
    if (!incident) return [];
    return pickSections(pick, incident, {
      election: room.election,
      people,
      incidents: room.incidents.values(),
      me: room.me,
    });
  }, [room, seen, pick, people]);
  return (
    <CommandPalette<PickItem>
      isOpen
      onClose={() => closeOverlay(room.ui)}
      sections={sections}
      context={id}
      placeholder={PICK_WORDS[pick]}
      onRun={(item) => void send(room, item.intent, item.words, { seen })}
      iconOf={(item) => iconOf(item, pick, room)}
    />
  );
}

function iconOf(item: PickItem, pick: string, room: ReturnType<typeof useRoom>) {
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
  if (pick === 'merge') {
    const incident = room.incidents.get(item.id);
    return incident && <Severity level={incident.severity} show="glyph" />;
  }
  return undefined;
}

/** Picks the incident that signals are linked to; the likeliest first. */
export function LinkDialog({ signals }: { signals: readonly string[] }) {
  const room = useRoom();
  const sections = useMemo(() => {
    const open = openIncidents(room.incidents.values());
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
  }, [room, signals]);
  const what = plural(signals.length, 'signal');
  return (
    <CommandPalette
      isOpen
      onClose={() => closeOverlay(room.ui)}
      sections={sections}
      context={what}
      placeholder="Link to…"
      onRun={({ id }) => {
        room.ui.setState({ chosen: new Set() });
        void sendMany(
          room,
          signals,
          (some) => ({ type: 'incident.link', incident: id, signals: some }),
          (linked) => `Linked ${linked} to ${id}`,
        );
      }}
      iconOf={({ id }) => {
        const incident = room.incidents.get(id);
        return incident && <Severity level={incident.severity} show="glyph" />;
      }}
    />
  );
}
