import type { Api } from './api.ts';
import { done } from './seed.ts';

/**
 * Changes incidents at a rate until told to stop, as many colleagues would. Stopping answers how many
 * changes were made in how many seconds; it rejects if one was refused.
 */
export function keepsChanging(
  api: Api,
  election: string,
  incidents: readonly string[],
  perSecond: number,
): { stop(): Promise<{ count: number; seconds: number }> } {
  const startedAt = performance.now();
  const pending = new Set<Promise<void>>();
  const failed: unknown[] = [];
  let sent = 0;
  let count = 0;
  const seconds = (): number => (performance.now() - startedAt) / 1_000;
  const timer = setInterval(() => {
    for (const due = seconds() * perSecond; sent < due; sent += 1) {
      // Each incident in its turn gets a tag that it hasn't and loses the one of the turn before.
      const incident = incidents[sent % incidents.length] ?? '';
      const turn = Math.floor(sent / incidents.length);
      const one: Promise<void> = done(api, election, {
        type: 'incident.tag',
        incident,
        add: [`turn-${turn}`],
        remove: turn === 0 ? [] : [`turn-${turn - 1}`],
      })
        .then(() => void (count += 1))
        .catch((error: unknown) => void failed.push(error))
        .finally(() => pending.delete(one));
      pending.add(one);
    }
  }, 20);
  return {
    async stop() {
      clearInterval(timer);
      const lasted = seconds();
      await Promise.all(pending);
      if (failed.length > 0)
        throw new Error(`${failed.length} of ${sent} changes failed`, { cause: failed[0] });
      return { count, seconds: lasted };
    },
  };
}
