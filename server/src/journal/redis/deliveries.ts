import type { LinkTime } from '../../redis/link-time.ts';

/** Those who wait until this node has followed the log up to some event. */
export interface Deliveries {
  /** Rejects with what `late` makes after `withinMs`. */
  reached(seq: number, withinMs: number, late: () => Error): Promise<void>;
  /** The head has moved. */
  told(): void;
  close(error: Error): void;
}

interface Waiting {
  seq: number;
  resolve(): void;
  reject(error: Error): void;
}

export function deliveries(headSeq: () => number, time: LinkTime): Deliveries {
  let waiting: Waiting[] = [];
  return {
    reached(seq, withinMs, late) {
      if (headSeq() >= seq) return Promise.resolve();
      return new Promise((resolve, reject) => {
        const entry: Waiting = {
          seq,
          resolve() {
            callOff();
            resolve();
          },
          reject(error) {
            callOff();
            reject(error);
          },
        };
        const callOff = time.after(withinMs, () => {
          waiting = waiting.filter((other) => other !== entry);
          reject(late());
        });
        waiting.push(entry);
      });
    },
    told() {
      const head = headSeq();
      const arrived = waiting.filter(({ seq }) => seq <= head);
      if (arrived.length === 0) return;
      waiting = waiting.filter(({ seq }) => seq > head);
      for (const { resolve } of arrived) resolve();
    },
    close(error) {
      for (const { reject } of waiting.splice(0)) reject(error);
    },
  };
}
