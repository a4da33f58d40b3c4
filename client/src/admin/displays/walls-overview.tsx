import { compileElection } from '@warroom/shared';
import type { Election, Walls } from '@warroom/shared';
import { useMemo } from 'react';
import type { HappeningNames } from '../../wall-control/happening-words.ts';
import type { TurnNames } from '../../wall-control/turns.ts';
import type { WallsHistory } from '../../wall-control/walls-view.ts';
import { useAdmin } from '../admin-context.ts';
import type { DisplayRow } from '../admin-types.ts';
import type { Loaded } from '../use-loaded.ts';
import own from './displays.module.css';
import { HistoryTable } from './history-table.tsx';
import { RotationTable } from './rotation-table.tsx';
import { rotationRows } from './rotation.ts';
import type { WallHands } from './use-wall-hands.tsx';

interface WallsOverviewProps {
  displays: readonly DisplayRow[];
  walls: Pick<WallHands, 'walls' | 'names'>;
  happened: Loaded<WallsHistory>;
  around: HappeningNames;
}

/** What comes round on walls, and what happened to them, under the list of displays. */
export function WallsOverview({ displays, walls, happened, around }: WallsOverviewProps) {
  const { file } = useAdmin();
  return (
    <div className={own.two}>
      {file !== null && walls.walls !== null && (
        <Rotation
          {...{ file, displays }}
          walls={walls.walls}
          names={walls.names}
          now={around.now}
        />
      )}
      <HistoryTable
        happenings={happened.data?.happenings ?? null}
        problem={happened.error?.message ?? null}
        around={around}
      />
    </div>
  );
}

interface RotationProps {
  file: Election;
  walls: Walls;
  displays: readonly DisplayRow[];
  names: TurnNames;
  now: number;
}

function Rotation({ file, walls, displays, names, now }: RotationProps) {
  const election = useMemo(() => compileElection(file), [file]);
  const rows = useMemo(() => {
    const shown = displays.map((display) => ({ ...display, group: display.group ?? null }));
    return rotationRows(walls, shown, election, names, now);
  }, [election, walls, displays, names, now]);
  return <RotationTable rows={rows} />;
}
