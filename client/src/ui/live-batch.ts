export interface LiveBatch {
  /** Keeps a sentence for the next reading. The same one twice is read once. */
  add(text: string): void;
  stop(): void;
}

export interface LiveBatchOptions {
  /** Called with all that came together, in one text. */
  say(text: string): void;
  everyMs: number;
  /** Runs work after a delay in ms; answers how to call it off. */
  schedule(work: () => void, delayMs: number): () => void;
  /** More than this many are counted, not read: a burst of 40 is one sentence. */
  atMost: number;
}

/**
 * Gathers what happened so that a screen reader is spoken to at most once every `everyMs`: a live
 * board changes several times a second, and each reading would cut off the one before.
 */
export function liveBatch(options: LiveBatchOptions): LiveBatch {
  let waiting: string[] = [];
  let callOff: (() => void) | undefined;

  function flush(): void {
    callOff = undefined;
    const { atMost } = options;
    const more = waiting.length - atMost;
    const read = waiting.slice(0, atMost).join('. ');
    waiting = [];
    options.say(more > 0 ? `${read}. And ${more} more changes` : read);
  }

  return {
    add(text) {
      if (waiting.includes(text)) return;
      waiting.push(text);
      callOff ??= options.schedule(flush, options.everyMs);
    },
    stop() {
      callOff?.();
      callOff = undefined;
      waiting = [];
    },
  };
}
