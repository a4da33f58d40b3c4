import { randomUUID } from 'node:crypto';
import { withoutPersonal } from '../journal/copy/copy-reader.ts';
import type { JournalReader } from '../journal/copy/copy-reader.ts';
import { compareEvents } from '../journal/copy/same-events.ts';
import { chainStart, type SharedLog } from '../journal/copy/shared-log.ts';
import { LoadRefused, loadIntoRedis } from '../journal/redis/log-load.ts';
import type { TailedEvent } from '../journal/redis/redis-journal-types.ts';
import type { RedisLink } from '../redis/redis-link.ts';
import { CommandFailure, type CommandIo } from './command.ts';

/** What was loaded or moved, and how fast. */
export interface Moved {
  events: number;
  ms: number;
}

/**
 * Loads a journal into Redis under its own id and a new epoch, and reads it back event by event. Throws
 * CommandFailure where it can't be loaded, or came back different.
 */
export async function loadAndCompare(options: {
  io: CommandIo;
  link: RedisLink;
  log: SharedLog;
  prefix: string;
  election: string;
  reader: JournalReader;
  /** Up to here; a running node may have written on in the copy. */
  last: number;
  /** Of these the personal text is left out. */
  erased?: ReadonlySet<number>;
}): Promise<Moved> {
  const { io, link, log, prefix, election, reader, last, erased = new Set<number>() } = options;
  const { journal } = reader.identity;
  const startedAt = performance.now();
  try {
    await loadIntoRedis({
      link,
      prefix,
      election,
      identity: { journal, epoch: randomUUID() },
      events: upTo(reader, last, erased),
      now: io.now,
      onLoaded: (seq) => io.overwrite?.(`${election}: ${seq} of ${last} events loaded`),
    });
  } catch (error) {
    if (error instanceof LoadRefused) throw new CommandFailure(error.message, { cause: error });
    throw error;
  }
  const ms = performance.now() - startedAt;
  await compareWithRedis({ io, log, election, reader, last, erased });
  return { events: last, ms };
}

/** Compares a journal with what Redis holds of it, event by event. Throws CommandFailure. */
export async function compareWithRedis(options: {
  io: CommandIo;
  log: SharedLog;
  election: string;
  reader: JournalReader;
  last: number;
  erased?: ReadonlySet<number>;
}): Promise<void> {
  const { io, log, election, reader, last, erased = new Set<number>() } = options;
  const { same, wrong } = await compareEvents(
    upTo(reader, last, erased),
    log.pages(chainStart(reader.identity.journal), last),
    (count) => io.overwrite?.(`${election}: ${count} of ${last} events compared`),
  );
  io.overwrite?.('');
  if (wrong !== null) {
    throw new CommandFailure(
      `${election} in Redis is not the same as here: ${wrong} (the ${same} before it are). Don't let nodes work on it; look at Redis' own log, then try again.`,
    );
  }
}

function* upTo(
  reader: JournalReader,
  last: number,
  erased: ReadonlySet<number>,
): Generator<TailedEvent[]> {
  for (const page of reader.pages(0, 1_000)) {
    const wanted = page
      .filter(({ seq }) => seq <= last)
      .map((event) => (erased.has(event.seq) ? withoutPersonal(event) : event));
    if (wanted.length > 0) yield wanted;
    if (wanted.length < page.length) return;
  }
}

/** Counts and rate in a few words. */
export function shownRate({ events, ms }: Moved): string {
  const perSecond = Math.round((events / Math.max(1, ms)) * 1000);
  return `${events} events in ${(ms / 1000).toFixed(1)} s (${perSecond}/s)`;
}
