import { expect, it } from 'vitest';
import { killRounds } from './kill-rounds.ts';

it('[E1] loses nothing acknowledged to kill -9 under load, 50 rounds, and boards resume to what a fresh snapshot shows', async () => {
  const report = await killRounds(50);
  process.stdout.write(
    `50 rounds: ${report.signals} signals and ${report.commands} commands acknowledged, ${report.resumed} resumes by cursor\n`,
  );
  expect(report.resumed).toBeGreaterThanOrEqual(50);
}, 900_000);
