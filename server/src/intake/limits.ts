/** What intake takes; sizes in bytes as sent. */
export interface IntakeLimits {
  /** A whole request. */
  bodyBytes: number;
  /** One signal, as JSON. */
  signalBytes: number;
  signalsPerRequest: number;
  /** Steady rate of one key. */
  signalsPerSecond: number;
  /** How many signals one key may send at once after a quiet time. */
  signalsBurst: number;
  /** Bodies being read or waiting to be durable, over all keys; beyond it the answer is 503. */
  inFlightBytes: number;
}

/** What a server takes when nothing else is configured. */
export const INTAKE_LIMITS: IntakeLimits = {
  bodyBytes: 2 * 1024 * 1024,
  signalBytes: 64 * 1024,
  signalsPerRequest: 1000,
  signalsPerSecond: 25_000,
  signalsBurst: 100_000,
  inFlightBytes: 64 * 1024 * 1024,
};
