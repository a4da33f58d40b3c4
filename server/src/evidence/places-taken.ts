/** At most so many at once, and so many for one person. */
export interface Places {
  /** How to give the place back, or undefined when there is none. */
  take(person: string): (() => void) | undefined;
}

/** Places for what holds memory, disk or a connection while it runs. */
export function places(options: { atMost: number; perPerson: number }): Places {
  const taken = new Map<string, number>();
  let all = 0;
  return {
    take(person) {
      const own = taken.get(person) ?? 0;
      if (all >= options.atMost || own >= options.perPerson) return undefined;
      all += 1;
      taken.set(person, own + 1);
      let isBack = false;
      return () => {
        if (isBack) return;
        isBack = true;
        all -= 1;
        const left = (taken.get(person) ?? 1) - 1;
        if (left === 0) taken.delete(person);
        else taken.set(person, left);
      };
    },
  };
}

/** Runs work a few at a time; those beyond `waiting` that wait are turned away. */
export function lanes(options: { atOnce: number; waiting: number }) {
  const queue: (() => void)[] = [];
  let running = 0;
  return {
    /** Undefined when too many wait already. */
    async run<T>(work: () => Promise<T>): Promise<T | undefined> {
      if (running >= options.atOnce) {
        if (queue.length >= options.waiting) return undefined;
        await new Promise<void>((go) => queue.push(go));
      } else running += 1;
      try {
        return await work();
      } finally {
        const next = queue.shift();
        // Handed on rather than given back, so that nobody slips in between.
        if (next) next();
        else running -= 1;
      }
    },
  };
}
