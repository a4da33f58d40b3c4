import { DeskPage } from '../desk-frame/desk-page.tsx';
import { Messages } from './messages.tsx';

/** What became of messages, for leads; at `/e/:election/messages`. */
export default function MessagesPage() {
  return (
    <DeskPage place="messages" title="Messages">
      <Messages />
    </DeskPage>
  );
}
