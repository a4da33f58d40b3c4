import { expect, it } from 'vitest';
import { killRounds } from './kill-rounds.ts';

it('[E1] loses nothing acknowledged to kill -9 under load, 5 rounds, and boards resume to what a fresh snapshot shows', async () => {
  const report = await killRounds(5);
  expect(report.signals).toBeGreaterThan(50);
  expect(report.resumed).toBeGreaterThanOrEqual(5);
}, 120_000);
