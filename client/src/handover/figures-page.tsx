import { DeskPage } from '../desk-frame/desk-page.tsx';
import { Figures } from './figures.tsx';

/** How fast the room works, `/e/<election>/figures`; `?hours=` is how far back. */
export default function FiguresPage() {
  return (
    <DeskPage place="figures" title="Figures">
      <Figures />
    </DeskPage>
  );
}
