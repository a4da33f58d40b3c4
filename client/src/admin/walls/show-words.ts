import { formatMoment } from '../../ui/format.ts';
import { sceneLabel, turnWords } from '../../wall-control/turns.ts';
import type { TurnNames } from '../../wall-control/turns.ts';
import type { ShownDisplay } from '../../wall-control/walls-view.ts';
import type { OnShow } from './on-show.ts';

interface Around {
  names: TurnNames;
  person: (id: string) => string;
  /** Epoch ms, server time. */
  now: number;
  zone: string;
}

/** "Night", "Map, pinned by Ana until 18:30", "its own scenes: overview, ticker". */
export function onShowWords(
  show: OnShow,
  display: Pick<ShownDisplay, 'scenes'>,
  around: Around,
): string {
  const { names, person, now, zone } = around;
  switch (show.kind) {
    case 'pinned': {
      const until =
        show.until === null ? 'until taken off' : `until ${formatMoment(show.until, now, zone)}`;
      return `${turnWords(show.turn, names)}, pinned by ${person(show.by)} ${until}`;
    }
    case 'playlist':
      return `${show.title}${pausedWords(show.pausedAt, now, zone)}`;
    case 'own': {
      const { scenes } = display;
      const which =
        scenes === undefined
          ? 'its own scenes'
          : scenes.length === 0
            ? 'all scenes in turn'
            : `its own: ${scenes.map(sceneLabel).join(', ')}`;
      return `${which}${pausedWords(show.pausedAt, now, zone)}`;
    }
  }
}

function pausedWords(at: number | null, now: number, zone: string): string {
  return at === null ? '' : `, stands still since ${formatMoment(at, now, zone)}`;
}
