import { readFileSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { join } from 'node:path';
import type { Accounts } from '../accounts/accounts.ts';
import type { Cluster } from '../cluster/cluster.ts';
import type { Room, Rooms } from '../desk/room.ts';
import { cutOff } from './cut-off.ts';
import type { CutOff } from './cut-off.ts';

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
  /** The nodes on a shared store. Default: this one alone, on its embedded store. */
  cluster?: Cluster;
  /** The shared store in words, as "Redis by Sentinel at a:26379". */
  storeName?: string;
  /** Whether another node is ready while this one can't write. Default: asks them. */
  cutOff?: CutOff;
}

export interface Health {
  /**
   * Why the server is not ready, for a balancer that then sends nobody here; empty when it is. A shared
   * store that can't be reached is none of these: all nodes would be taken out at once, and with them the
   * reading and the walls, which go on without it. Only where another node is ready all the same is it
   * this one that is bad.
   */
  unready(): string[];
  /** What it can't do just now, though it is of use: people may be sent here. */
  degraded(): string[];
  /** What works, and an operator should change all the same. */
  warnings(): string[];
  /** The operator's check list. */
  checks(): Promise<{ name: string; ok: boolean; detail: string }[]>;
  /** From now on not ready: the server is going down. */
  stopping(): void;
}

const GB = 1_000_000_000;
const ENOUGH_BYTES = 2 * GB;
const DAY_MS = 86_400_000;
const CLOCK_TOLERANCE_MS = 2_000;

/** Whether the server can do its work, for a load balancer and for its operator. */
export function serverHealth(options: HealthOptions): Health {
  const { rooms, accounts, dataDir, now } = options;
  const cluster = options.cluster?.shared === true ? options.cluster : undefined;
  const alone = options.cutOff ?? (cluster && cutOff({ cluster }));
  let down = false;

  /** What the store does not let this node do. */
  const unwritable = (): string[] => [
    ...rooms.all().flatMap((room) => {
      const why = room.readOnly();
      return why === null ? [] : [`${room.id} takes no writes: ${why}`];
    }),
    ...[accounts.fault()].filter((fault) => fault !== null),
  ];
  const isThisNodeBad = (reasons: string[]): boolean =>
    alone === undefined || alone.isAlone(reasons.length > 0);

  function unready(): string[] {
    const reasons = unwritable();
    return [
      ...(down ? ['The server is going down.'] : []),
      ...(isThisNodeBad(reasons) ? reasons : []),
      ...(options.feedUp() ? [] : ['The feed is not up.']),
    ];
  }

  function degraded(): string[] {
    const reasons = unwritable();
    return isThisNodeBad(reasons) ? [] : reasons;
  }

  const warnings = (): string[] => [
    ...unsafe(),
    ...rooms.all().flatMap((room) => copyFault(room) ?? []),
    ...rooms.all().flatMap((room) => undelivered(room) ?? []),
    ...(cluster ? [...otherBuilds(cluster), ...wrongClock(cluster)] : []),
  ];

  const unsafe = (): string[] =>
    rooms.all().flatMap((room) => {
      const why = room.unsafe?.() ?? null;
      return why === null ? [] : [`What ${room.id} acknowledges is not durable: ${why}`];
    });

  function shared(cluster: Cluster): { name: string; ok: boolean; detail: string }[] {
    const fault = cluster.fault();
    const storeName = options.storeName ?? 'the shared store';
    const copies = rooms.all().flatMap((room) => {
      const copy = room.copy?.();
      return copy === undefined ? [] : [{ room, copy }];
    });
    const faults = copies.flatMap(({ room }) => copyFault(room) ?? []);
    return [
      { name: 'store', ok: fault === null, detail: fault ?? `${storeName}, reached` },
      {
        name: 'copies on this node',
        ok: faults.length === 0,
        detail:
          faults.length > 0
            ? faults.join(' ')
            : copies.map(({ room, copy }) => copyWords(room, copy)).join('; ') || 'none kept',
      },
      {
        name: 'nodes',
        ok: fault === null && otherBuilds(cluster).length === 0,
        detail:
          fault === null
            ? [
                `${cluster.nodes().length} there: ${cluster
                  .nodes()
                  .map(({ url }) => url.replace(/^https?:\/\//, ''))
                  .join(', ')}`,
                ...otherBuilds(cluster),
              ].join('. ')
            : 'not known while the store is not reached',
      },
    ];
  }

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
    degraded,
    warnings,
    stopping() {
      down = true;
    },
    async checks() {
      const reasons = [...unready(), ...degraded()];
      const weaker = unsafe();
      return [
        {
          name: 'ready',
          ok: reasons.length === 0,
          detail: reasons.length === 0 ? `${rooms.all().length} elections open` : reasons.join(' '),
        },
        ...(cluster ? shared(cluster) : []),
        // Opening refuses a store that does not keep its promise, unless told otherwise: a file for which
        // SQLite doesn't read back synchronous=FULL, a Redis that doesn't write each command to disk.
        {
          name: 'durable writes',
          ok: reasons.length === 0 && weaker.length === 0,
          detail:
            weaker.length > 0
              ? weaker.join(' ')
              : cluster
                ? 'on disk, and at replicas where there are any, before the answer'
                : 'synchronous=FULL, read back',
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

type Copy = NonNullable<ReturnType<NonNullable<Room['copy']>>>;

function copyFault(room: Room): string | undefined {
  const fault = room.copy?.()?.fault ?? null;
  return fault === null ? undefined : `This node's copy of ${room.id} is not kept: ${fault}`;
}

/** Messages that nobody got: someone who should have been told was not. */
function undelivered({ id, situation }: Room): string | undefined {
  const { length } = situation.deadMessages;
  return length === 0
    ? undefined
    : `${length === 1 ? 'One message' : `${length} messages`} of ${id} could not be delivered and ${length === 1 ? 'was' : 'were'} given up: see why on the page Messages, mend that, and send ${length === 1 ? 'it' : 'them'} again.`;
}

function copyWords(room: Room, { seq, behind }: Copy): string {
  return `${room.id} up to ${seq}${behind === 0 ? '' : `, ${behind} behind`}`;
}

/** Different builds at once are meant for the minutes of a rolling restart. */
function otherBuilds(cluster: Cluster): string[] {
  const builds = new Set(cluster.nodes().map(({ build }) => build));
  return builds.size < 2
    ? []
    : [
        `The nodes run different builds (${[...builds].toSorted().join(', ')}): restart the older ones.`,
      ];
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

/** Claims and limits end by the clock of the node that began them: nodes' clocks must agree. */
function wrongClock(cluster: Cluster): string[] {
  const offsetMs = cluster.clockOffsetMs();
  if (Math.abs(offsetMs) < CLOCK_TOLERANCE_MS) return [];
  return [
    `This node's clock is ${(Math.abs(offsetMs) / 1000).toFixed(0)} s ${offsetMs > 0 ? 'ahead of' : 'behind'} the store's: claims end too ${offsetMs > 0 ? 'late' : 'early'}. Set it by NTP, as on all nodes.`,
  ];
}
