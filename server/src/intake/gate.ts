import type { Bus } from '../cluster/cluster.ts';
import { sharedRateLimit } from '../guard/shared-rate-limit.ts';
import { INTAKE_LIMITS } from './limits.ts';
import type { IntakeLimits } from './limits.ts';

/** Keeps one source from taking the whole desk, and all of them from filling the memory. */
export interface IntakeGate {
  readonly limits: IntakeLimits;
  /**
   * Asks to hold `bytes` of a body in memory. Undefined when it may; else after how many ms to come
   * back. Every granted call is followed by `leave` with the same bytes.
   */
  enter(bytes: number): number | undefined;
  leave(bytes: number): void;
  /** Takes `signals` from a key's allowance; ms to wait when it has not that many left. */
  spend(key: string, signals: number): number | undefined;
  inFlightBytes(): number;
}

/** A gate with a token bucket per key, shared by all ways in, and with a bus by all nodes. */
export function intakeGate(
  now: () => number,
  limits: Partial<IntakeLimits> = {},
  bus?: Bus,
): IntakeGate {
  const all: IntakeLimits = { ...INTAKE_LIMITS, ...limits };
  const allowance = sharedRateLimit({
    name: 'intake',
    bus,
    burst: all.signalsBurst,
    perSecond: all.signalsPerSecond,
    now,
  });
  let inFlight = 0;
  return {
    limits: all,
    enter(bytes) {
      if (inFlight + bytes > all.inFlightBytes) return 1000;
      inFlight += bytes;
      return undefined;
    },
    leave(bytes) {
      inFlight -= bytes;
    },
    spend: (key, signals) => allowance.take(key, signals) || undefined,
    inFlightBytes: () => inFlight,
  };
}
