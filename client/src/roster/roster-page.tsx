import { DeskPage } from '../desk-frame/desk-page.tsx';
import { Roster } from './roster.tsx';

/** Who is on call when: the week, gaps, swaps and what happens if nobody answers. At `/e/:election/roster`. */
export default function RosterPage() {
  return (
    <DeskPage place="roster" title="Roster">
      <Roster />
    </DeskPage>
  );
}
