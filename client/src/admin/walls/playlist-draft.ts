import type { Playlist, PlaylistTurn } from '@warroom/shared';
import { secondsInWords, turnProblem } from '../../wall-control/turns.ts';
import { turnOfScene } from '../../wall-control/turns.ts';

/** A playlist as it is typed. */
export interface PlaylistDraft {
  title: string;
  turns: PlaylistTurn[];
}

/** At most so many turns in one playlist; the server's bound. */
export const MOST_TURNS = 30;
export const LONGEST_TITLE = 60;

/** What a new playlist begins with. */
export const NEW_PLAYLIST: PlaylistDraft = {
  title: '',
  turns: [turnOfScene('overview'), turnOfScene('ticker'), turnOfScene('map')],
};

export function playlistDraft({ title, turns }: Pick<Playlist, 'title' | 'turns'>): PlaylistDraft {
  return { title, turns };
}

/** A title that is not taken yet: "Night (copy)", "Night (copy 2)". */
export function copyTitle(title: string, taken: readonly string[]): string {
  const base = title.replace(/ \(copy(?: \d+)?\)$/, '').slice(0, LONGEST_TITLE - 10);
  for (let turn = 1; ; turn += 1) {
    const wanted = turn === 1 ? `${base} (copy)` : `${base} (copy ${turn})`;
    if (!taken.includes(wanted)) return wanted;
  }
}

/** Why it can't be saved, in words; undefined where it can. The bounds are the server's. */
export function playlistProblem(
  draft: PlaylistDraft,
  others: readonly string[],
): string | undefined {
  const title = draft.title.trim();
  if (title === '') return 'give it a title, such as Night';
  if (title.length > LONGEST_TITLE) return `its title may have ${LONGEST_TITLE} letters`;
  if (others.includes(title)) return `another playlist is called ${title}`;
  if (draft.turns.length === 0) return 'put at least one scene in it';
  return draft.turns
    .map((turn, at) => {
      const problem = turnProblem(turn);
      return problem === undefined ? undefined : `turn ${at + 1}: ${problem}`;
    })
    .find((problem) => problem !== undefined);
}

/** "5 scenes, 2 min 40 s a round". */
export function roundWords(turns: readonly PlaylistTurn[]): string {
  const seconds = turns.reduce(
    (sum, { dwellS }) => sum + (Number.isFinite(dwellS) ? dwellS : 0),
    0,
  );
  const scenes = turns.length === 1 ? '1 scene' : `${turns.length} scenes`;
  return `${scenes}, ${secondsInWords(seconds)} a round`;
}
