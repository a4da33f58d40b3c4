import type { PlaylistTurn, SceneId } from '@warroom/shared';

/** What every scene is called, in the order they are offered in, with its usual dwell in seconds. */
export const SCENES: readonly { id: SceneId; label: string; dwellS: number; detail: string }[] = [
  { id: 'overview', label: 'Overview', dwellS: 40, detail: 'counts, trend, the worst' },
  { id: 'ticker', label: 'Ticker', dwellS: 30, detail: 'the newest, a line each' },
  { id: 'map', label: 'Map', dwellS: 40, detail: 'where' },
  { id: 'metrics', label: 'Metrics', dwellS: 30, detail: 'four charts' },
  { id: 'narratives', label: 'Narratives', dwellS: 30, detail: 'claims that grow' },
  { id: 'on-call', label: 'On call', dwellS: 25, detail: 'who, until when, breaches' },
  { id: 'ads', label: 'Ads', dwellS: 25, detail: 'unverified, no disclaimer' },
  { id: 'partners', label: 'Partners', dwellS: 20, detail: 'shared, waiting' },
  { id: 'polls', label: 'Polls', dwellS: 25, detail: 'what opens and closes next' },
  { id: 'view', label: 'View', dwellS: 30, detail: 'a saved view of the team' },
  { id: 'announcement', label: 'Announcement', dwellS: 30, detail: 'free text' },
  { id: 'incident', label: 'Incident', dwellS: 30, detail: 'one of them' },
];

/** The bounds of a turn's dwell, in seconds; the server's. */
export const DWELL_S = { least: 5, most: 600 };

/** What a display may show besides scenes, by what it reports. */
const NOT_SCENES: Readonly<Record<string, string>> = {
  takeover: 'Takeover',
  'not-live': 'NOT LIVE',
  pairing: 'A code',
  '': 'Nothing yet',
};

/** A scene's name, or what a display shows in place of one; its id where nobody here knows it. */
export function sceneLabel(id: string): string {
  return SCENES.find((scene) => scene.id === id)?.label ?? NOT_SCENES[id] ?? id;
}

/** What turns may name, by their titles. */
export interface TurnNames {
  views: readonly { id: string; title: string }[];
  announcements: Readonly<Record<string, { title: string }>>;
}

/** "Map, counties", "Announcement: Doors", "Incident US28-0042". */
export function turnWords(turn: PlaylistTurn, names: TurnNames): string {
  const label = sceneLabel(turn.scene);
  switch (turn.scene) {
    case 'map':
      return turn.map === undefined || turn.map === 'tiles' ? label : `${label}, ${turn.map}`;
    case 'view': {
      const view = names.views.find(({ id }) => id === turn.view);
      return `${label}: ${view?.title ?? 'one that is gone'}`;
    }
    case 'announcement':
      if (turn.announcement === undefined) return `${label}s that are current`;
      return `${label}: ${names.announcements[turn.announcement]?.title ?? 'one that is gone'}`;
    case 'incident':
      return `${label} ${turn.incident ?? ''}`.trimEnd();
    default:
      return label;
  }
}

/** The turn of another scene: its own dwell, and none of the old one's choices. */
export function turnOfScene(scene: SceneId): PlaylistTurn {
  const dwellS = SCENES.find(({ id }) => id === scene)?.dwellS ?? 30;
  return { scene, dwellS, ...(scene === 'map' ? { map: 'tiles' } : {}) };
}

/** Why a turn can't be shown as it stands; undefined where it can. */
export function turnProblem(turn: PlaylistTurn): string | undefined {
  if (!Number.isInteger(turn.dwellS) || turn.dwellS < DWELL_S.least || turn.dwellS > DWELL_S.most)
    return `${sceneLabel(turn.scene)}: whole seconds from ${DWELL_S.least} to ${DWELL_S.most}`;
  if (turn.scene === 'view' && turn.view === undefined) return 'View: choose which';
  if (turn.scene === 'incident' && (turn.incident ?? '').trim() === '')
    return 'Incident: say which, like US28-0042';
  return undefined;
}

/** Seconds as "40 s", "3 min", "3 min 20 s". */
export function secondsInWords(seconds: number): string {
  const min = Math.floor(seconds / 60);
  const left = seconds % 60;
  return [min > 0 ? `${min} min` : '', left > 0 || min === 0 ? `${left} s` : '']
    .filter((part) => part !== '')
    .join(' ');
}
