import type { Api } from '../rigs/api.ts';
import { furnishWall } from '../rigs/furnished-wall.ts';
import type { SceneTurn } from '../rigs/furnished-wall.ts';
import { done } from '../rigs/seed.ts';
import type { ServerRig } from '../rigs/server.ts';
import { change, ELECTION, open, staff } from './load.ts';

/** An election in full swing for walls to show. */
export interface WallLoad {
  people: Api[];
  turns: SceneTurn[];
  /** Changes titles at a pace for so long; answers how many there were. */
  changes(pace: { perSecond: number; seconds: number }): Promise<number>;
}

/**
 * An election with so many incidents besides the furnishing of every scene. Nothing critical waits: a
 * takeover would stand for the scenes.
 */
export async function loadWall(
  server: ServerRig,
  admin: Api,
  incidents: number,
): Promise<WallLoad> {
  const people = await staff(server, admin, 8);
  const turns = await furnishWall(server, admin, ELECTION);
  // No grave ones: more than ten of them were a flood, and the clock escalates them.
  const ours = await open(server, people, incidents, ['S3', 'S4', 'S5']);
  for (const { id, severity, acknowledgedAt } of (await admin.snapshot(ELECTION)).incidents)
    if (severity === 'S1' && acknowledgedAt === null)
      await done(admin, ELECTION, { type: 'incident.acknowledge', incident: id });
  let next = 0;
  return {
    people,
    turns,
    changes: (pace) =>
      change(server, people, pace, () => {
        next += 1;
        return ours[(next * 7_919) % ours.length]!;
      }),
  };
}

/** Has every wall play these turns, each for so long, whatever the hour. */
export async function playEverywhere(
  lead: Api,
  turns: readonly SceneTurn[],
  dwellS: number,
): Promise<void> {
  await done(lead, ELECTION, {
    type: 'wall.playlist-save',
    playlist: 'bench',
    title: 'Bench',
    turns: turns.map((turn) => ({ ...turn, dwellS })),
  });
  const { walls } = await lead.get<{ walls: { scheduleVersion: number } }>(
    `/api/elections/${ELECTION}/walls`,
  );
  await done(lead, ELECTION, {
    type: 'wall.schedule-set',
    expectedVersion: walls.scheduleVersion,
    rules: [
      {
        id: 'bench',
        target: { kind: 'all' },
        playlist: 'bench',
        hours: null,
        days: null,
        phases: null,
      },
    ],
  });
}
