import { CalendarDialog } from './calendar-dialog.tsx';
import { CellDialog } from './cell-dialog.tsx';
import { DeclineDialog } from './decline-dialog.tsx';
import { FillDialog } from './fill-dialog.tsx';
import { OverrideDialog } from './override-dialog.tsx';
import { PoliciesDialog } from './policies-dialog.tsx';
import { RotationDialog } from './rotation-dialog.tsx';
import { RotationsDialog } from './rotations-dialog.tsx';
import type { Over } from './roster-types.ts';
import { ShiftDialog } from './shift-dialog.tsx';
import { SwapDialog } from './swap-dialog.tsx';
import { TurnDialog } from './turn-dialog.tsx';

/** What stands over the roster page. */
export function RosterOverlays({ over }: { over: Over }) {
  switch (over.kind) {
    case 'turn':
      return <TurnDialog turn={over.turn} />;
    case 'cell':
      return <CellDialog desk={over.desk} day={over.day} />;
    case 'shift':
      return <ShiftDialog shift={over.shift} slot={over.slot} />;
    case 'override':
      return <OverrideDialog slot={over.slot} instead={over.instead} />;
    case 'rotation':
      return <RotationDialog rotation={over.rotation} />;
    case 'rotations':
      return <RotationsDialog />;
    case 'swap':
      return <SwapDialog turn={over.turn} />;
    case 'decline':
      return <DeclineDialog swap={over.swap} />;
    case 'fill':
      return <FillDialog candidate={over.candidate} slot={over.slot} />;
    case 'calendar':
      return <CalendarDialog />;
    case 'policies':
      return <PoliciesDialog />;
  }
}
