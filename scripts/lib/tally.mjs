import { existsSync, readFileSync } from 'node:fs';

/** @typedef {{ passed: number, failed: number, left: number }} Tally left: skipped, todo or not run */

/**
 * Counts single tests in a report of vitest's json reporter. A file that fails to load has no
 * tests to count, so it counts as one failure.
 * @param {string} file
 * @returns {Tally}
 */
export function tallyVitest(file) {
  /** @type {{ testResults: { status: string, assertionResults: { status: string }[] }[] } | undefined} */
  const report = read(file);
  const tally = { passed: 0, failed: 0, left: 0 };
  for (const { status, assertionResults } of report?.testResults ?? []) {
    const before = tally.failed;
    for (const test of assertionResults) add(tally, test.status);
    if (status === 'failed' && tally.failed === before) tally.failed += 1;
  }
  return tally;
}

/**
 * Counts single tests in a report of Playwright's json reporter.
 * @param {string} file
 * @returns {Tally}
 */
export function tallyPlaywright(file) {
  /** @type {{ stats: { expected: number, unexpected: number, flaky: number, skipped: number }, errors: unknown[] } | undefined} */
  const report = read(file);
  if (report === undefined) return { passed: 0, failed: 0, left: 0 };
  const { expected, unexpected, flaky, skipped } = report.stats;
  // A test that passes only on a second try is not one to trust.
  return { passed: expected, failed: unexpected + flaky + report.errors.length, left: skipped };
}

/**
 * @param {Tally} tally
 * @param {string} status
 */
function add(tally, status) {
  if (status === 'passed') tally.passed += 1;
  else if (status === 'failed') tally.failed += 1;
  else tally.left += 1;
}

/** @param {string} file */
function read(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
}
