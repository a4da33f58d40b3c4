import { pino } from 'pino';
import type { DestinationStream, Logger } from 'pino';

/**
 * Structured logs, one JSON line each, on standard output. They hold ids, patterns, counts and times;
 * should a caller pass a field that could be personal or secret, it is cut out here.
 */
export function serverLog(
  options: { level: string; build: string },
  destination?: DestinationStream,
): Logger {
  const hidden = [
    'email',
    'password',
    'token',
    'text',
    'title',
    'name',
    'author',
    'authorization',
    'cookie',
    'body',
    'personal',
    'address',
  ];
  const settings = {
    level: options.level,
    base: { build: options.build },
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    formatters: { level: (label: string) => ({ level: label }) },
    redact: { paths: hidden.flatMap((field) => [field, `*.${field}`]), censor: '(left out)' },
    serializers: { err: errorFields },
  };
  return destination ? pino(settings, destination) : pino(settings);
}

/** An error as it is logged: what it says and where it was thrown, with its causes; no fields it carries. */
function errorFields(error: unknown, depth = 0): object {
  if (!(error instanceof Error)) return { message: String(error) };
  const cause =
    error.cause === undefined || depth > 4 ? {} : { cause: errorFields(error.cause, depth + 1) };
  return { type: error.name, message: error.message, stack: error.stack, ...cause };
}
