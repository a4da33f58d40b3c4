import { readFileSync } from 'node:fs';

/** One measured gate, as scripts/bench.mjs prints it. */
export interface Gate {
  gate: string;
  ours: string;
  peer: string;
  ratio: string;
  pass: boolean;
}

/** The middle of several rounds. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** As in `57.1 ms (55.0–60.2)`: the median of several rounds with the least and the most. */
export function spread(values: readonly number[], unit: string, digits = 1): string {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  return `${median(values).toFixed(digits)} ${unit} (${least.toFixed(digits)}–${most.toFixed(digits)})`;
}

/** The value below which this share of all lies; NaN of none. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

const TICKS_PER_S = 100;

/** CPU time that a process, or one of its threads, has used so far, user and system, ms. Linux. */
export function cpuMs(pid: number, thread?: number): number {
  const at = thread === undefined ? '' : `/task/${thread}`;
  const fields = readFileSync(`/proc/${pid}${at}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return ((Number(fields[11]) + Number(fields[12])) * 1_000) / TICKS_PER_S;
}

/** How long a process's main thread has stood ready without being given a core so far, ms. Linux. */
export function waitedMs(pid: number): number {
  const [, waitedNs] = readFileSync(`/proc/${pid}/task/${pid}/schedstat`, 'utf8').split(' ');
  return Number(waitedNs) / 1e6;
}
