import type { Severity } from '@warroom/shared';
import type { Room } from '../desk/room.ts';
import { checkJsonValue } from '../guard/json-guard.ts';

/**
 * Severity words of alerting systems to ours. They say how urgent a machine thinks it is, so it is a
 * proposal that people change. Prometheus has no fixed list; these are the ones in common use.
 */
const SEVERITIES: Readonly<Record<Severity, readonly string[]>> = {
  S1: ['s1', 'critical', 'crit', 'page', 'emergency', 'fatal', 'disaster', 'sev1', 'p1'],
  S2: ['s2', 'high', 'error', 'major', 'sev2', 'p2'],
  S3: ['s3', 'warning', 'warn', 'medium', 'minor', 'average', 'sev3', 'p3'],
  S4: ['s4', 'low', 'sev4', 'p4'],
  S5: ['s5', 'info', 'information', 'informational', 'notice', 'none', 'debug', 'sev5', 'p5'],
};
const BY_WORD = new Map(
  Object.entries(SEVERITIES).flatMap(([severity, words]) =>
    words.map((word) => [word, severity as Severity] as const),
  ),
);

/** Our severity for a word such as `critical` or `sev2`; undefined for an unknown one. */
export function severityOf(word: unknown): Severity | undefined {
  return typeof word === 'string' ? BY_WORD.get(word.trim().toLowerCase()) : undefined;
}

/** The first of these names that the election knows as a jurisdiction, by id, code or name. */
export function jurisdictionOf(
  names: readonly unknown[],
  { election }: Pick<Room, 'election'>,
): string | undefined {
  for (const name of names) {
    if (typeof name !== 'string' || name === '') continue;
    const found =
      election.byId.get(name) ??
      election.byCode.get(name.toUpperCase()) ??
      election.election.jurisdictions.find((one) => one.name.toLowerCase() === name.toLowerCase());
    if (found) return found.id;
  }
  return undefined;
}

/** Longest text a connector keeps: with `RAW_BYTES` it stays below the cap of a signal in any script. */
export const CONNECTOR_TEXT = 12_000;
const RAW_BYTES = 24 * 1024;

/** What was sent, to be kept beside the text; undefined where it is too large or holds what can't be kept. */
export function fitRaw(raw: unknown): unknown {
  return checkJsonValue(raw) === undefined && Buffer.byteLength(JSON.stringify(raw)) <= RAW_BYTES
    ? raw
    : undefined;
}

/** A text that can be kept: what can't be written as UTF-8 is replaced, what is too long is cut off with an ellipsis. */
export function fitText(text: string, max: number): string {
  // String.prototype.toWellFormed (ES2024) is in every Node we run on.
  const whole = (text as string & { toWellFormed(): string })
    .toWellFormed()
    .replaceAll('\u0000', '\uFFFD')
    .trim();
  if (whole.length <= max) return whole;
  const cut = whole.slice(0, max - 1);
  return `${/[\uD800-\uDBFF]$/.test(cut) ? cut.slice(0, -1) : cut}…`;
}

/** A web address that can be kept, or undefined. */
export function fitUrl(url: unknown): string | undefined {
  return typeof url === 'string' && url.length <= 2048 && /^https?:\/\/[^\s<>"]+$/i.test(url)
    ? url
    : undefined;
}

/** An RFC 3339 time as epoch ms, or undefined. */
export function fitTime(time: unknown): number | undefined {
  if (
    typeof time !== 'string' ||
    !/^\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}:\d{2}(\.\d+)?([Zz]|[+-]\d{2}:?\d{2})$/.test(time)
  )
    return undefined;
  const at = Date.parse(time.replace(' ', 'T'));
  return Number.isNaN(at) || at < 0 ? undefined : at;
}

/** The fields without those that are undefined. */
export function defined(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
