import { setTimeout as sleep } from 'node:timers/promises';
import { colleague } from '../rigs/api.ts';
import { openScreens } from './load/screens.ts';
import type { ScreensReport } from './load/screens.ts';
import { ELECTION } from './trial.ts';
import type { Trial } from './trial.ts';

/** Connections that one person may have at a node, with room for the lost node's. */
const EACH = 60;

export interface SocketsReport {
  /** From the kill until every screen was back and showed what a fresh snapshot shows, ms. */
  backMs: number;
  resumes: number;
  snapshots: number;
}

/**
 * Opens screens spread over the nodes, kills one node under a light load, and waits until all are back and
 * show just what a fresh snapshot shows on each node that is left. Rejects if that takes 20 s.
 */
export async function socketsThroughKill(trial: Trial, count: number): Promise<SocketsReport> {
  const { cluster, admin } = trial;
  const cookies: string[] = [];
  for (let n = 0; n < Math.ceil(count / EACH); n += 1)
    cookies.push(
      (
        await colleague(
          cluster.front,
          admin,
          { election: ELECTION, role: 'lead', clearance: 'AMBER' },
          `Screen ${n}`,
        )
      ).cookie,
    );
  const screens = await openScreens({ doors: cluster.nodes, cookies, count, election: ELECTION });
  const [dying, ...left] = cluster.nodes;
  if (!dying) throw new Error('there is no node');
  try {
    const load = trial.startLoad('sockets', { pauseMs: 200 });
    await load.acknowledged(30, 20_000);
    const before = await screens.report();
    if (before.live !== count) throw new Error(`${before.live} of ${count} screens are live`);
    const from = performance.now();
    await dying.kill9();
    await screens.goTo(left);
    await load.acknowledged(20, 15_000);
    await load.stop();
    let report: ScreensReport;
    for (;;) {
      report = await screens.report();
      if (report.equal === count && report.cursors === 1) break;
      if (performance.now() - from > 20_000)
        throw new Error(`not all of ${count} screens came back: ${JSON.stringify(report)}`);
      await sleep(100);
    }
    const backMs = performance.now() - from;
    return {
      backMs,
      resumes: report.resumes - before.resumes,
      snapshots: report.snapshots - before.snapshots,
    };
  } finally {
    screens.close();
    await dying.restart();
    await dying.ready();
  }
}
