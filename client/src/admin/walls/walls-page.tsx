import { DeskPage } from '../../desk-frame/desk-page.tsx';
import { WallsDesk } from './walls-desk.tsx';

/** What walls show: displays, playlists, the schedule, announcements. At `/e/:election/walls`, for staff. */
export default function WallsPage() {
  return (
    <DeskPage place="walls" title="Displays">
      <WallsDesk />
    </DeskPage>
  );
}
