import { DeskPage } from '../desk-frame/desk-page.tsx';
import { Sitrep } from './sitrep.tsx';

/** The situation report for leaders, `/e/<election>/sitrep`; `?label=` is its TLP label. */
export default function SitrepPage() {
  return (
    <DeskPage place="figures" title="Situation report">
      <Sitrep />
    </DeskPage>
  );
}
