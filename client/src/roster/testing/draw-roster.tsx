import { drawDesk } from '../../desk-frame/testing/draw-desk.tsx';
import { Roster } from '../roster.tsx';
import type { FillView, RosterView } from '../roster-types.ts';
import { rosterView } from './view.ts';

export interface RosterWorld {
  role?: 'viewer' | 'triager' | 'lead';
  view?: Partial<RosterView>;
  fill?: FillView;
}

/** The roster page on a fake feed, with what the server answers. */
export async function drawRoster(world: RosterWorld = {}) {
  const drawn = await drawDesk(<Roster />, {
    role: world.role ?? 'lead',
    address: '/e/us-general/roster?week=2028-11-07',
    people: [
      { id: 'me', name: 'Marit', role: 'triager' },
      { id: 'ana', name: 'Ana', role: 'lead' },
      { id: 'dele', name: 'Dele', role: 'triager' },
      { id: 'nils', name: 'Nils', role: 'triager' },
    ],
    answer(path) {
      if (path.startsWith('roster/fill'))
        return world.fill ?? { desk: 'cyber', from: 0, until: 0, candidates: [] };
      if (path === 'roster/ical-link') return { url: '/api/roster/abc.def.ics', renewed: 0 };
      return path.startsWith('roster?') ? rosterView(world.view) : undefined;
    },
  });
  await drawn.wait(() => drawn.text().includes('On call now'));
  return {
    ...drawn,
    /** The button with these words, by label or by how its text begins; undefined where there is none. */
    button: (words: string): HTMLElement | undefined =>
      [...document.querySelectorAll<HTMLElement>('button')].find(
        (each) => each.getAttribute('aria-label') === words || each.textContent.startsWith(words),
      ),
  };
}
