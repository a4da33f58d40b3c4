import { readFileSync } from 'node:fs';
import type { Browser } from '@playwright/test';
import { cpuMs } from './gate.ts';

interface BrowserProcess {
  id: number;
  /** `browser`, `renderer`, `GPU`, `utility` … */
  type: string;
}

/** The processes of a browser that are alive. Linux. */
export async function processesOf(browser: Browser): Promise<BrowserProcess[]> {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  return processInfo
    .filter(({ id }) => memory(id) !== undefined)
    .map(({ id, type }) => ({ id, type }));
}

/** What a process has of the machine's memory, MB, pages shared with others in part. */
interface Memory {
  all: number;
  /** Of files that are only read: the program itself. The machine can have them back at any time. */
  files: number;
}

/** Undefined of a process that is gone. */
function memory(pid: number): Memory | undefined {
  try {
    const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
    const mb = (name: string): number =>
      Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(rollup)?.[1] ?? 0) / 1_024;
    return { all: mb('Pss'), files: mb('Pss_File') };
  } catch {
    return undefined;
  }
}

/** As above, of a process that is there, MB. */
export function memoryMb(pid: number): number {
  return memory(pid)?.all ?? Number.NaN;
}

/**
 * All processes of a browser together, how much of that is files, and the process that draws the page with and
 * without its files, MB. The share of files grows and shrinks with what other browsers run on the machine.
 */
export async function memoryOf(
  browser: Browser,
): Promise<{ all: number; program: number; page: number; pageOwn: number }> {
  const each = (await processesOf(browser)).flatMap(({ id, type }) => {
    const used = memory(id);
    return used ? [{ type, ...used }] : [];
  });
  const sum = (of: 'all' | 'files'): number => each.reduce((total, one) => total + one[of], 0);
  const pages = each
    .filter(({ type }) => type === 'renderer')
    .toSorted((one, other) => other.all - one.all);
  return {
    all: sum('all'),
    program: sum('files'),
    page: pages[0]?.all ?? 0,
    pageOwn: pages[0] ? pages[0].all - pages[0].files : 0,
  };
}

/** CPU time of each renderer's main thread so far, ms, by process. */
export async function mainThreads(browser: Browser): Promise<Map<number, number>> {
  const processes = await processesOf(browser);
  return new Map(
    processes.filter(({ type }) => type === 'renderer').map(({ id }) => [id, cpuMs(id, id)]),
  );
}

/** The CPU time of the main thread that did most in between, ms: the page's. */
export function busiest(
  before: ReadonlyMap<number, number>,
  after: ReadonlyMap<number, number>,
): number {
  return Math.max(...[...after].map(([id, used]) => used - (before.get(id) ?? used)));
}
