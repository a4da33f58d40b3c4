import { isAbsolute, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { evidencePlace } from './evidence/evidence-place.ts';
import type { EvidencePlace } from './evidence/evidence-place.ts';
import { readMail } from './config-mail.ts';
import type { MailConfig } from './config-mail.ts';
import { parseStore } from './redis/store-url.ts';
import type { RedisStore } from './redis/store-url.ts';

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
  /** The store that several nodes share; undefined: the embedded one. */
  store: SharedStore | undefined;
  /** Hosts inside the network that outgoing messages may go to, as `host:port`. */
  outboxAllow: string[];
  /** How mail is sent; undefined: it is not. */
  mail: MailConfig | undefined;
  /** Where files of evidence go. */
  evidence: EvidencePlace;
}

/** What a node on a shared store needs to know. */
export interface SharedStore {
  redis: RedisStore;
  /** Where other nodes reach this one; undefined: the address that it listens on. */
  nodeUrl: string | undefined;
  /** Serve although Redis isn't set up to keep what it acknowledges. */
  isUnsafeAllowed: boolean;
  /** How many nodes must hold an event before Redis may let go of it. */
  copies: number;
  /** How many of the newest events Redis keeps in any case. */
  keepEvents: number;
}

export const HELP = `Election War Room

  npm start                 start the server
  npm start -- --drill      start it with an exercise running, and print links to sign in

Options
  --drill          start an exercise: an election day in about ten minutes, all marked EXERCISE
  --port N         port to listen on                        (PORT, default 8080; 0 picks a free one)
  --host H         address to listen on                     (HOST, default 127.0.0.1; 0.0.0.0 for all)
  --data DIR       where everything is kept                 (DATA_DIR, default ./data)
  --store URL      the Redis that several nodes share      (STORE, default: embedded, in the data directory)
                   redis://HOST:6379  redis+sentinel://HOST,HOST,HOST/NAME  redis+cluster://HOST,HOST
                   rediss:// and rediss+… use TLS; user and password as redis://USER:PASSWORD@HOST
  --unsafe-redis   serve although Redis isn't set up to keep what it acknowledges; every screen says so
  --help           this text

Environment only
  PUBLIC_URL       address that people use, as https://room.example.org; used in links and cookies
  ALLOWED_ORIGINS  further origins that may use the API with a cookie, separated by commas
  METRICS_TOKEN    bearer token for /metrics from elsewhere than this machine
  NODE_URL         address at which other nodes reach this one (default http://HOST:PORT)
  REDIS_COPIES     nodes that must hold an event before Redis may drop it      (default 2)
  REDIS_KEEP_EVENTS  newest events that Redis keeps in any case        (default 1000000)
  OUTBOX_ALLOW     hosts inside the network that messages may go to, as host:port, separated by commas
  EVIDENCE_STORE   where evidence files go: file (default; the data directory), or s3://BUCKET/PREFIX, which
                   several nodes need; then also S3_ENDPOINT (https://…), S3_REGION (default us-east-1),
                   S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY, the two last also as …_FILE
  SMTP_URL         mail server for e-mail to people, as smtp://user@mail.example.org:587 (STARTTLS is
                   required) or smtps://user@mail.example.org; ?tls=none only in a network of your own
  SMTP_PASSWORD    its password, if it does not stand in SMTP_URL
  MAIL_FROM        whom mail comes from, as War Room <alerts@example.org>
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
  let values: {
    drill?: boolean;
    port?: string;
    host?: string;
    data?: string;
    store?: string;
    'unsafe-redis'?: boolean;
    help?: boolean;
  };
  try {
    ({ values } = parseArgs({
      args: [...args],
      options: {
        drill: { type: 'boolean' },
        port: { type: 'string' },
        host: { type: 'string' },
        data: { type: 'string' },
        store: { type: 'string' },
        'unsafe-redis': { type: 'boolean' },
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
  const origins = listOf(env['ALLOWED_ORIGINS']);
  const wrong = origins.find((origin) => originOf(origin) !== origin);
  if (wrong !== undefined)
    return {
      problem: `ALLOWED_ORIGINS holds "${wrong}"; each must be like https://room.example.org, without a path.`,
    };
  const store = sharedStore(values.store ?? env['STORE'], env, values['unsafe-redis'] === true);
  if ('problem' in store) return store;
  const evidence = evidencePlace(env);
  if ('problem' in evidence) return evidence;
  const mail = readMail(env);
  if ('problem' in mail) return mail;
  const dataDir = values.data ?? env['DATA_DIR'] ?? 'data';
  return {
    config: {
      port,
      host: values.host ?? env['HOST'] ?? '127.0.0.1',
      dataDir: isAbsolute(dataDir) ? dataDir : resolve(cwd, dataDir),
      drill: values.drill === true,
      publicUrl: publicUrl === undefined ? undefined : originOf(publicUrl),
      allowedOrigins: origins,
      metricsToken: env['METRICS_TOKEN'] === '' ? undefined : env['METRICS_TOKEN'],
      trustProxy: env['TRUST_PROXY'] === '1',
      logLevel,
      store: store.store,
      outboxAllow: listOf(env['OUTBOX_ALLOW']),
      mail: mail.mail,
      evidence: evidence.place,
    },
  };
}

function sharedStore(
  text: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
  isUnsafeAllowed: boolean,
): { store: SharedStore | undefined } | { problem: string } {
  if (text === undefined || text === '') return { store: undefined };
  const parsed = parseStore(text);
  if ('problem' in parsed) return parsed;
  const nodeUrl = env['NODE_URL'];
  if (nodeUrl !== undefined && originOf(nodeUrl) === undefined)
    return {
      problem: `NODE_URL is "${nodeUrl}"; it must be an address like http://10.0.0.5:8080.`,
    };
  const copies = wholeNumber(env['REDIS_COPIES'] ?? '2', 1);
  if (copies === undefined)
    return {
      problem: `REDIS_COPIES is "${env['REDIS_COPIES']}"; it must be a whole number from 1, like 2.`,
    };
  const keepEvents = wholeNumber(env['REDIS_KEEP_EVENTS'] ?? '1000000', 1000);
  if (keepEvents === undefined)
    return {
      problem: `REDIS_KEEP_EVENTS is "${env['REDIS_KEEP_EVENTS']}"; it must be a whole number from 1000, like 1000000.`,
    };
  return {
    store: {
      redis: parsed.store,
      nodeUrl: nodeUrl === undefined ? undefined : originOf(nodeUrl),
      isUnsafeAllowed,
      copies,
      keepEvents,
    },
  };
}

function wholeNumber(text: string, least: number): number | undefined {
  const number = Number(text);
  return /^\d{1,12}$/.test(text) && number >= least ? number : undefined;
}

function listOf(text: string | undefined): string[] {
  return (text ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

function originOf(address: string): string | undefined {
  try {
    const url = new URL(address);
    return url.protocol === 'http:' || url.protocol === 'https:' ? url.origin : undefined;
  } catch {
    return undefined;
  }
}
