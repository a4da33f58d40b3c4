import type { LinkTime } from '../../redis/link-time.ts';
import { JournalUnavailable, type UnitResult } from '../journal.ts';
import type { EncodedUnit } from '../record.ts';
import { gathering } from './gathering.ts';

/** What was written of a batch, and the head it led to: results hold once this node has followed so far. */
export interface BatchAnswer {
  results: UnitResult[];
  head: number;
}

export interface AppendBatches {
  append(units: EncodedUnit[]): Promise<UnitResult[]>;
  /** For closing: resolves when nothing waits any more. */
  idle(): Promise<void>;
}

interface Waiting {
  units: EncodedUnit[];
  size: number;
  results: UnitResult[];
  /** How many of the units were sent so far. */
  taken: number;
  resolve(results: UnitResult[]): void;
  reject(error: unknown): void;
}

interface Part {
  waiting: Waiting;
  units: EncodedUnit[];
}

const MOST_ENTRIES = 1_000;
const MOST_BYTES = 1_000_000;
/** Taken before a test can put a fake clock in place. */
const nextTurn = setImmediate;

/**
 * One batch under way at a time; everything handed in meanwhile joins the next. A batch takes at most
 * about 1,000 entries and 1 MB, so that the script never holds up Redis for long; units stay whole.
 */
export function appendBatches(options: {
  send(units: EncodedUnit[]): Promise<BatchAnswer>;
  /** Resolves once this node has followed up to `seq`. */
  followed(seq: number): Promise<void>;
  maxQueuedBytes: number;
  time: LinkTime;
}): AppendBatches {
  const { send, followed, maxQueuedBytes } = options;
  let queue: Waiting[] = [];
  let queuedBytes = 0;
  let running: Promise<void> | undefined;
  let answering = 0;
  let closing = false;
  const onIdle: (() => void)[] = [];
  const gather = gathering(options.time);
  const queuedUnits = (): number =>
    queue.reduce((sum, { units, taken }) => sum + units.length - taken, 0);

  function take(): Part[] {
    const parts: Part[] = [];
    let entries = 0;
    let bytes = 0;
    for (const waiting of queue) {
      const units: EncodedUnit[] = [];
      for (const unit of waiting.units.slice(waiting.taken, waiting.taken + MOST_ENTRIES)) {
        const isFull =
          entries + unit.entries.length > MOST_ENTRIES || bytes + unit.size > MOST_BYTES;
        if (entries > 0 && isFull) break;
        entries += unit.entries.length;
        bytes += unit.size;
        units.push(unit);
      }
      if (units.length === 0) break;
      waiting.taken += units.length;
      parts.push({ waiting, units });
      if (waiting.taken < waiting.units.length) break;
    }
    queue = queue.filter(({ taken, units }) => taken < units.length);
    return parts;
  }

  async function run(): Promise<void> {
    await new Promise((resolve) => nextTurn(resolve)); // all callers of this turn share a batch
    while (queue.length > 0) {
      const gathered = gather.gathered(queuedUnits);
      if (gathered && !closing) await gathered;
      const parts = take();
      const units = parts.flatMap((part) => part.units);
      try {
        const { results, head } = await send(units);
        let from = 0;
        for (const part of parts) {
          part.waiting.results.push(...results.slice(from, from + part.units.length));
          from += part.units.length;
        }
        answerAll(
          parts
            .map(({ waiting }) => waiting)
            .filter(({ results: done, units: all }) => done.length === all.length),
          head,
        );
      } catch (error) {
        for (const { waiting } of parts) refuse(waiting, error);
      }
    }
  }

  function answerAll(whole: Waiting[], head: number): void {
    if (whole.length === 0) return;
    answering += 1;
    const release = (): void => {
      for (const { size } of whole) queuedBytes -= size;
      answering -= 1;
      settleIdle();
    };
    followed(head).then(
      () => {
        for (const { resolve, results } of whole) resolve(results);
        release();
      },
      (error: unknown) => {
        for (const { reject } of whole) reject(error);
        release();
      },
    );
  }

  function refuse(waiting: Waiting, error: unknown): void {
    queue = queue.filter((other) => other !== waiting);
    queuedBytes -= waiting.size;
    if (waiting.results.length === 0 || !(error instanceof JournalUnavailable))
      return waiting.reject(error);
    waiting.reject(
      new JournalUnavailable(
        'unsettled',
        `Some of these units were written, others perhaps not: ${error.message}`,
        { cause: error },
      ),
    );
  }

  function start(): void {
    running ??= run().finally(() => {
      running = undefined;
      if (queue.length > 0) start(); // handed in between the last look and this
      else settleIdle();
    });
  }

  function settleIdle(): void {
    if (running || answering > 0) return;
    for (const resolve of onIdle.splice(0)) resolve();
  }

  return {
    append(units) {
      if (units.length === 0) return Promise.resolve([]);
      const size = units.reduce((sum, unit) => sum + unit.size, 0);
      if (queuedBytes > 0 && queuedBytes + size > maxQueuedBytes) {
        return Promise.reject(
          new JournalUnavailable(
            'overloaded',
            `The journal has ${queuedBytes} bytes waiting to be written and takes at most ${maxQueuedBytes}: try again shortly.`,
          ),
        );
      }
      return new Promise((resolve, reject) => {
        queue.push({ units, size, results: [], taken: 0, resolve, reject });
        queuedBytes += size;
        start();
      });
    },
    idle() {
      closing = true;
      if (!running && answering === 0) return Promise.resolve();
      return new Promise((resolve) => onIdle.push(resolve));
    },
  };
}
