import { isAbsolute, resolve } from 'node:path';
import { parseArgs } from 'node:util';

/** How the server was told to run. */
export interface Config {
  port: number;
  host: string;
  dataDir: string;
  drill: boolean;
  publicUrl: string | undefined;
  allowedOrigins: string[];
  metricsToken: string | undefined;
  /** True behind a proxy that sets X-Forwarded-For and X-Forwarded-Proto. */
  trustProxy: boolean;
  logLevel: string;
}

export const HELP = `Election War Room

  npm start                 start the server
  npm start -- --drill      start it with an exercise running, and print links to sign in

Options
  --drill          start an exercise: an election day in about ten minutes, all marked EXERCISE
  --port N         port to listen on                        (PORT, default 8080; 0 picks a free one)
  --host H         address to listen on                     (HOST, default 127.0.0.1; 0.0.0.0 for all)
  --data DIR       where everything is kept                 (DATA_DIR, default ./data)
  --help           this text

Environment only
  PUBLIC_URL       address that people use, as https://room.example.org; used in links and cookies
  ALLOWED_ORIGINS  further origins that may use the API with a cookie, separated by commas
  METRICS_TOKEN    bearer token for /metrics from elsewhere than this machine
  TRUST_PROXY=1    believe X-Forwarded-For and X-Forwarded-Proto: only behind a proxy of your own
  LOG_LEVEL        fatal, error, warn, info, debug          (default info)
`;

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'silent'];

/**
 * Reads arguments and environment. Answers the configuration, or `help`, or one sentence about
 * what is wrong and what would be right.
 */
export function readConfig(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  cwd: string,
): { config: Config } | { help: true } | { problem: string } {
  let values: { drill?: boolean; port?: string; host?: string; data?: string; help?: boolean };
  try {
    ({ values } = parseArgs({
      args: [...args],
      options: {
        drill: { type: 'boolean' },
        port: { type: 'string' },
        host: { type: 'string' },
        data: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    }));
  } catch (error) {
    return {
      problem: `${error instanceof Error ? error.message : String(error)}. Run with --help for what is known.`,
    };
  }
  if (values.help === true) return { help: true };
  const portText = values.port ?? env['PORT'] ?? '8080';
  const port = Number(portText);
  if (!/^\d{1,5}$/.test(portText) || port > 65_535) {
    return {
      problem: `PORT is "${portText}"; it must be a whole number from 0 to 65535, like 8080.`,
    };
  }
  const logLevel = env['LOG_LEVEL'] ?? 'info';
  if (!LOG_LEVELS.includes(logLevel))
    return { problem: `LOG_LEVEL is "${logLevel}"; it must be one of ${LOG_LEVELS.join(', ')}.` };
  const publicUrl = env['PUBLIC_URL'];
  if (publicUrl !== undefined && originOf(publicUrl) === undefined) {
    return {
      problem: `PUBLIC_URL is "${publicUrl}"; it must be an address like https://room.example.org.`,
    };
  }
  const origins = (env['ALLOWED_ORIGINS'] ?? '')
    .split(',')
    .map((origin) => origin.trim())
    .filter((origin) => origin !== '');
  const wrong = origins.find((origin) => originOf(origin) !== origin);
  if (wrong !== undefined)
    return {
      problem: `ALLOWED_ORIGINS holds "${wrong}"; each must be like https://room.example.org, without a path.`,
    };
  const dataDir = values.data ?? env['DATA_DIR'] ?? 'data';
  return {
    config: {
      port,
      host: values.host ?? env['HOST'] ?? '127.0.0.1',
      dataDir: isAbsolute(dataDir) ? dataDir : resolve(cwd, dataDir),
      drill: values.drill === true,
      publicUrl: publicUrl === undefined ? undefined : originOf(publicUrl),
      allowedOrigins: origins,
      metricsToken: env['METRICS_TOKEN'],
      trustProxy: env['TRUST_PROXY'] === '1',
      logLevel,
    },
  };
}

function originOf(address: string): string | undefined {
  try {
    const url = new URL(address);
    return url.protocol === 'http:' || url.protocol === 'https:' ? url.origin : undefined;
  } catch {
    return undefined;
  }
}
