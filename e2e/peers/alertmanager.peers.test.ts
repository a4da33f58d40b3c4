import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SignalView } from '@warroom/shared';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { intakeKey, setUp } from '../rigs/api.ts';
import type { Api } from '../rigs/api.ts';
import { launchBrowser } from '../rigs/browser.ts';
import { pairDisplay } from '../rigs/pairing.ts';
import { startServer } from '../rigs/server.ts';
import type { ServerRig } from '../rigs/server.ts';
import { missingPeers, PROMTOOL, startMonitoring } from './prometheus.ts';
import type { Monitoring } from './prometheus.ts';

const ELECTION = 'us-general';
const PATIENCE = { timeout: 60_000, interval: 250 };

let server: ServerRig;
let admin: Api;
let monitoring: Monitoring;
let dir: string;

beforeAll(async () => {
  const missing = missingPeers();
  if (missing.length > 0)
    throw new Error(
      `${missing.join(' and ')} is missing: apt-get install prometheus prometheus-alertmanager.`,
    );
  dir = await mkdtemp(join(tmpdir(), 'warroom-peers-'));
  server = await startServer();
  admin = await setUp(server);
  const key = await intakeKey(admin, ELECTION, 'prometheus');
  monitoring = await startMonitoring({
    dir,
    key,
    webhookUrl: `${server.url}/api/elections/${ELECTION}/alertmanager`,
  });
});

afterAll(async () => {
  await monitoring?.stop();
  await server?.stop();
  if (dir !== undefined) await rm(dir, { recursive: true, force: true });
});

async function signals(): Promise<SignalView[]> {
  const page = await admin.get<{ items: SignalView[] }>(
    `/api/elections/${ELECTION}/signals?state=all&source=prometheus`,
  );
  return page.items;
}

/** Waits for signals to be so; a failure shows what the peers printed. */
async function untilSignals(check: (found: SignalView[]) => void): Promise<void> {
  await vi
    .waitFor(async () => check(await signals()), PATIENCE)
    .catch((error: unknown) => {
      throw new Error(
        `${error instanceof Error ? error.message : String(error)}\n${monitoring.printed()}`,
        { cause: error },
      );
    });
}

describe('a real Prometheus and Alertmanager', { timeout: 180_000 }, () => {
  it('[IN12] raise an alert that becomes one signal and shows on the wall, mark it when it is over, and raise another at the next firing', async () => {
    const display = await pairDisplay(server, admin, ELECTION, {
      clearance: 'AMBER',
      redaction: 'none',
    });
    const browser = await launchBrowser();
    const wall = await browser.newPage({
      viewport: { width: 1920, height: 1080 },
    });
    const [name = '', ...value] = display.cookie.split('=');
    await wall.context().addCookies([{ name, value: value.join('='), url: server.url }]);
    await wall.goto(`${server.url}/wall?scene=ticker`);
    monitoring.setQueue(9);
    await untilSignals((found) => expect(found).toHaveLength(1));
    expect(await signals()).toEqual([
      expect.objectContaining({
        text: '9 people wait at Mesa library\nMore than 5 is too many.',
        severity: 'S1',
        jurisdiction: 'US-AZ',
        channel: 'alert',
        state: 'undecided',
        sourceResolvedAt: null,
      }),
    ]);
    await wall.getByText('9 people wait at Mesa library').first().waitFor();
    await browser.close();
    monitoring.setQueue(0);
    await untilSignals((found) =>
      expect(found.map(({ sourceResolvedAt }) => sourceResolvedAt !== null)).toEqual([true]),
    );
    monitoring.setQueue(12);
    await untilSignals((found) =>
      expect([
        found.length,
        found.filter(({ sourceResolvedAt }) => sourceResolvedAt === null).length,
      ]).toEqual([2, 1]),
    );
  });

  it('find nothing to complain of in the metrics', async () => {
    const metrics = await fetch(`${server.url}/metrics`);
    const complaints = execFileSync(PROMTOOL, ['check', 'metrics'], {
      input: await metrics.text(),
      encoding: 'utf8',
    });
    expect(complaints).toBe('');
  });
});
