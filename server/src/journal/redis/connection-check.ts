import type { RedisLink } from '../../redis/redis-link.ts';
import type { LogWatch } from './log-watch.ts';

/**
 * Holds each new connection for commands against the log at once: so that the first write on it need not
 * wait for that, and the status tells soon.
 */
export function connectionCheck({ commands, watch }: { commands: RedisLink; watch: LogWatch }): {
  /** Resolves when the connection that there is now was checked, or lost. */
  first: Promise<void>;
  /** Why nothing can be sent just now. */
  fault(): string | undefined;
  stop(): void;
} {
  let isChecked = false;

  async function check(): Promise<void> {
    isChecked = false;
    if (!commands.state().connected) return;
    try {
      await commands.run((client) => watch.verified(client));
      isChecked = true;
    } catch {
      // Lost again, or the log is: both are told by the status.
    }
  }

  const stops = [
    commands.onState(() => void check()),
    watch.onChanged(() => watch.lost() === undefined && void check()),
  ];
  return {
    first: check(),
    fault() {
      const state = commands.state();
      if (!state.connected) return state.reason;
      return isChecked ? undefined : 'what Redis holds is being checked';
    },
    stop() {
      for (const stop of stops) stop();
    },
  };
}
