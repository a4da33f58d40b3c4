import { parseEntry } from './log-entry.ts';
import type { ReadEntry } from './log-tail.ts';

/**
 * What nodes hear on the channel `tail`, at most once and in order: it spares them asking.
 * `e epoch seen base last` and, each after a line break, the entries after `base` up to `last`, each as the
 * stream has it and followed by its personal value where it has one; `seen` is confirmed in any case.
 * `c runId seq`: replicas of that server have confirmed up to `seq`. `x`: something was erased.
 */
export type TailMessage =
  | { kind: 'events'; epoch: string; seen: number; base: number; last: number; body: string }
  | { kind: 'confirmed'; runId: string; seq: number }
  | { kind: 'erased' };

export function parseMessage(text: string): TailMessage | undefined {
  switch (text.charAt(0)) {
    case 'e': {
      const lineEnd = text.indexOf('\n');
      const [, epoch = '', seen, base, last] = text.slice(0, lineEnd).split(' ');
      return {
        kind: 'events',
        epoch,
        seen: Number(seen),
        base: Number(base),
        last: Number(last),
        body: text.slice(lineEnd + 1),
      };
    }
    case 'c': {
      const [, runId = '', seq] = text.split(' ');
      return { kind: 'confirmed', runId, seq: Number(seq) };
    }
    case 'x':
      return { kind: 'erased' };
    default:
      return undefined; // of a later version
  }
}

export function confirmedMessage(runId: string, seq: number): string {
  return `c ${runId} ${seq}`;
}

/** The entries of a message. Throws where they can't be read. */
export function messageEntries({
  base,
  last,
  body,
}: {
  base: number;
  last: number;
  body: string;
}): ReadEntry[] {
  const read: ReadEntry[] = [];
  let at = 0;
  const line = (): string => {
    const end = body.indexOf('\n', at);
    const text = end < 0 ? body.slice(at) : body.slice(at, end);
    at = end < 0 ? body.length + 1 : end + 1;
    return text;
  };
  for (let seq = base + 1; seq <= last; seq += 1) {
    const start = at;
    const hasKey = line().split(' ').length === 3;
    line();
    if (hasKey) line();
    line();
    const entry = parseEntry(seq, body.slice(start, at - 1));
    read.push({ entry, personal: entry.hasPersonal ? line() : undefined });
  }
  return read;
}

/** Sharded channels, which stay within the slot's servers, came with 7.0. */
export function isSharded(version: string): boolean {
  return Number(version.split('.')[0]) >= 7;
}

export function publishCommand(version: string): string {
  return isSharded(version) ? 'SPUBLISH' : 'PUBLISH';
}
