import { readFileSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { join } from 'node:path';
import type { Accounts } from '../accounts/accounts.ts';
import type { Rooms } from '../desk/room.ts';

export interface HealthOptions {
  rooms: Rooms;
  accounts: Accounts;
  dataDir: string;
  now(): number;
  /** Whether the feed takes connections. */
  feedUp(): boolean;
  /** Whether people reach the site by https. */
  https: boolean;
  /** Whether the server listens to this machine only, where http is good enough. */
  loopbackOnly: boolean;
  /** Free bytes where the data lies. Default: asks the file system. */
  freeBytes?(): Promise<number>;
}

export interface Health {
  /** Why the server is not ready; empty when it is. */
  unready(): string[];
  /** The operator's check list. */
  checks(): Promise<{ name: string; ok: boolean; detail: string }[]>;
  /** From now on not ready: the server is going down. */
  stopping(): void;
}

const GB = 1_000_000_000;
const ENOUGH_BYTES = 2 * GB;
const DAY_MS = 86_400_000;

/** Whether the server can do its work, for a load balancer and for its operator. */
export function serverHealth(options: HealthOptions): Health {
  const { rooms, accounts, dataDir, now } = options;
  let down = false;

  const unready = (): string[] => [
    ...(down ? ['The server is going down.'] : []),
    ...rooms.all().flatMap((room) => {
      const why = room.readOnly();
      return why === null ? [] : [`${room.id} takes no writes: ${why}`];
    }),
    ...[accounts.fault()].filter((fault) => fault !== null),
    ...(options.feedUp() ? [] : ['The feed is not up.']),
  ];

  async function disk(): Promise<{ ok: boolean; detail: string }> {
    try {
      const free = await (options.freeBytes?.() ?? freeIn(dataDir));
      const ok = free >= ENOUGH_BYTES;
      const detail = `${(free / GB).toFixed(1)} GB free in ${dataDir}`;
      return {
        ok,
        detail: ok
          ? detail
          : `${detail}; make room: below ${ENOUGH_BYTES / GB} GB a busy night can fill it`,
      };
    } catch (error) {
      return { ok: false, detail: `The disk of ${dataDir} can't be asked: ${String(error)}` };
    }
  }

  function backup(): { ok: boolean; detail: string } {
    const at = lastBackup(dataDir);
    if (at === undefined)
      return {
        ok: false,
        detail: 'none yet; npm run warroom -- backup DIR',
      };
    const hours = Math.floor((now() - at) / 3_600_000);
    return {
      ok: now() - at < DAY_MS,
      detail: `Last backup ${hours === 0 ? 'within the hour' : `${hours} h ago`}`,
    };
  }

  return {
    unready,
    stopping() {
      down = true;
    },
    async checks() {
      const reasons = unready();
      return [
        {
          name: 'ready',
          ok: reasons.length === 0,
          detail: reasons.length === 0 ? `${rooms.all().length} elections open` : reasons.join(' '),
        },
        // Opening refuses a journal or account file for which SQLite doesn't read back synchronous=FULL.
        {
          name: 'durable writes',
          ok: reasons.length === 0,
          detail: 'synchronous=FULL, read back',
        },
        { name: 'disk', ...(await disk()) },
        { name: 'backup', ...backup() },
        {
          name: 'https',
          ok: options.https || options.loopbackOnly,
          detail: options.https
            ? 'Reached by https'
            : options.loopbackOnly
              ? 'Plain http, on this machine only'
              : 'Plain http on a network: passwords can be read on the way. Put a TLS proxy before it and set PUBLIC_URL to its https address',
        },
      ];
    },
  };
}

/** Where the backup command notes when it last ran. */
export function backupNote(dataDir: string): string {
  return join(dataDir, 'last-backup.json');
}

function lastBackup(dataDir: string): number | undefined {
  try {
    const note: unknown = JSON.parse(readFileSync(backupNote(dataDir), 'utf8'));
    return typeof note === 'object' && note !== null && 'at' in note && typeof note.at === 'number'
      ? note.at
      : undefined;
  } catch {
    return undefined;
  }
}

async function freeIn(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}
