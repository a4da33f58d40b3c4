import { DeskPage } from '../desk-frame/desk-page.tsx';
import { Notify } from './notify.tsx';

/** How one is told of what happens, at `/e/:election/notify`. */
export default function NotifyPage() {
  return (
    <DeskPage place={null} title="Notifications">
      <Notify />
    </DeskPage>
  );
}
