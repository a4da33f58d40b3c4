import { DeskPage } from '../desk-frame/desk-page.tsx';
import { Handover } from './handover.tsx';

/** Shift briefs of one election, `/e/<election>/handover`; `?brief=` names the one shown. */
export default function HandoverPage() {
  return (
    <DeskPage place="handover" title="Handoff">
      <Handover />
    </DeskPage>
  );
}
