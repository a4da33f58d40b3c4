import { BoardPalette } from './board-palette.tsx';
import { DismissDialog } from './dismiss-dialog.tsx';
import { HelpSheet } from './help-sheet.tsx';
import { JurisdictionsDialog } from './jurisdictions-dialog.tsx';
import { NewSignalDialog } from './new-signal-dialog.tsx';
import { OpenIncidentDialog } from './open-incident-dialog.tsx';
import { LinkDialog, PickDialog } from './pick-dialog.tsx';
import { EscalateDialog } from './escalate-dialog.tsx';
import { KeysDialog } from './keys/keys-dialog.tsx';
import { MoveSignalsDialog } from './move-signals-dialog.tsx';
import { RelateDialog } from './relate-dialog.tsx';
import { ResolveManyDialog } from './bulk/resolve-many-dialog.tsx';
import { SnoozeDialog } from './snooze-dialog.tsx';
import { useUi } from './room-context.ts';
import { SayDialog } from './say-dialog.tsx';
import { PinWallDialog } from './walls/pin-wall-dialog.tsx';
import { WallsDialog } from './walls/walls-dialog.tsx';

/** What stands over the board, one at a time. */
export function Overlays() {
  const overlay = useUi((state) => state.overlay);
  if (overlay === null) return null;
  switch (overlay.kind) {
    case 'palette':
      return <BoardPalette />;
    case 'help':
      return <HelpSheet />;
    case 'pick':
      return <PickDialog overlay={overlay} />;
    case 'pick-link':
      return <LinkDialog signals={overlay.signals} />;
    case 'jurisdictions':
      return <JurisdictionsDialog incident={overlay.incident} />;
    case 'say':
      return <SayDialog overlay={overlay} />;
    case 'dismiss':
      return <DismissDialog overlay={overlay} />;
    case 'new-signal':
      return <NewSignalDialog kept={overlay.kept} />;
    case 'snooze':
      return <SnoozeDialog overlay={overlay} />;
    case 'escalate':
      return <EscalateDialog incident={overlay.incident} />;
    case 'relate':
      return <RelateDialog incident={overlay.incident} />;
    case 'move-signals':
      return <MoveSignalsDialog overlay={overlay} />;
    case 'resolve-many':
      return <ResolveManyDialog incidents={overlay.incidents} />;
    case 'pin-wall':
      return <PinWallDialog overlay={overlay} />;
    case 'walls':
      return <WallsDialog />;
    case 'keys':
      return <KeysDialog />;
    case 'open-incident':
      return <OpenIncidentDialog signals={overlay.signals} kept={overlay.kept} />;
  }
}
