import { spread, worker, written } from './feed-rig.ts';
import type { Gate } from './feed-rig.ts';

const INCIDENTS = 100_000;
const ROUNDS = 3;
const SECONDS = 20;
const MOST_PERCENT = 1;

interface Filled {
  open: number;
  escalations: number;
  snoozes: number;
  acknowledged: number;
}

/**
 * What the clockwork of 100,000 open incidents takes while nothing is due, against the same process
 * without it. Every incident has its three clocks running; a quarter of them is escalated, half of them
 * snoozed, a quarter acknowledged for a time.
 */
export async function run(): Promise<Gate[]> {
  const room = await worker('desk-clocks-room', [String(INCIDENTS)]);
  try {
    const filled = await room.call<Filled>('fill');
    const quarter = INCIDENTS / 4;
    const expected = {
      open: INCIDENTS,
      escalations: quarter,
      snoozes: 2 * quarter,
      acknowledged: quarter,
    };
    if (JSON.stringify(filled) !== JSON.stringify(expected))
      throw new Error(`the room holds ${JSON.stringify(filled)}`);
    const seq = await room.call<number>('seq');
    const [startMs, ours, idle]: [number[], number[], number[]] = [[], [], []];
    for (let round = 0; round < ROUNDS; round += 1) {
      idle.push(100 * (await room.call<number>('share', SECONDS)));
      startMs.push(await room.call<number>('start'));
      ours.push(100 * (await room.call<number>('share', SECONDS)));
      const { running } = await room.call<{ running: number }>('status');
      if (running !== INCIDENTS) throw new Error(`${running} of ${INCIDENTS} clocks run`);
      await room.call('stop');
    }
    if ((await room.call<number>('seq')) !== seq)
      throw new Error('something was written although nothing was due');
    // That the clocks did run: one more falls due among them. The first write after so long may have
    // the situation saved as well; that is not theirs.
    await room.call('start');
    await room.call('late', 1);
    const lateMs = await room.call<number>('late', 2);
    const share = spread(ours);
    const more = spread(ours.map((value, round) => value - (idle[round] ?? Number.NaN)));
    const start = written(spread(startMs), 'ms', 0);
    return [
      {
        gate: `${INCIDENTS.toLocaleString('en-GB')} running clocks, escalations and snoozes, nothing due: CPU of the process, of one core, at most ${MOST_PERCENT} % (all wound in ${start}; one that falls due is written ${lateMs} ms late)`,
        ours: written(share, '%', 3),
        peer: `without clockwork ${written(spread(idle), '%', 3)}`,
        ratio: `+ ${written(more, '%', 3)}`,
        pass: share.median <= MOST_PERCENT,
      },
    ];
  } finally {
    room.stop();
  }
}
