import type { LinkTime } from '../redis/link-time.ts';
import type { RedisLink } from '../redis/redis-link.ts';
import { redisScript } from '../redis/script.ts';
import type { Bus } from './cluster.ts';
import type { ClusterKeys } from './keys.ts';

export interface RedisLeases {
  lease(name: string, holder: LeaseHolder): () => void;
  /** Gives up all that is held. */
  close(): Promise<void>;
}

interface LeaseHolder {
  onHeld(): void;
  onLost(): void;
}

interface Options {
  link: RedisLink;
  bus: Bus;
  keys: ClusterKeys;
  /** Of this process: a node started anew isn't the holder that it was. */
  process: string;
  time: LinkTime;
  random(): number;
}

interface Wish {
  name: string;
  holder: LeaseHolder;
  isHeld: boolean;
  /** Monotonic ms when it was last asked for with success, before the asking was sent. */
  sureSinceMs: number;
}

const LEASE_MS = 10_000;
const RENEW_MS = 3_000;
/** Given up that long before another can have it. */
const MARGIN_MS = 1_500;
const LOOK_EACH_MS = 1_500;
/** Topic on which is told that a lease is free. */
const FREE = 'lease-free';

/** For each key: takes it where nobody has it, renews it where the caller has it. Answers 1 or 0 each. */
const TEND = redisScript(`
local result = {}
for i, key in ipairs(KEYS) do
  local holder = redis.call('GET', key)
  if not holder or holder == ARGV[1] then
    redis.call('SET', key, ARGV[1], 'PX', ARGV[2])
    result[i] = 1
  else
    result[i] = 0
  end
end
return result`);

const LET_GO = redisScript(`
for _, key in ipairs(KEYS) do
  if redis.call('GET', key) == ARGV[1] then redis.call('DEL', key) end
end
return 1`);

/**
 * Leases by keys that expire. Whoever holds one renews it, and gives it up by its own monotonic clock
 * before the key can be gone, however the store is doing.
 */
export function redisLeases(options: Options): RedisLeases {
  const { link, bus, keys, time, random } = options;
  const wishes = new Map<string, Wish>();
  let isClosed = false;
  let isTending = false;
  let callOff: () => void = () => undefined;

  function setHeld(wish: Wish, isHeld: boolean): void {
    if (wish.isHeld === isHeld || wishes.get(wish.name) !== wish) return;
    wish.isHeld = isHeld;
    if (isHeld) wish.holder.onHeld();
    else wish.holder.onLost();
  }

  async function tend(): Promise<void> {
    if (isTending || isClosed) return;
    isTending = true;
    const askedAtMs = time.monotonicMs();
    const due = [...wishes.values()].filter(
      (wish) => !wish.isHeld || askedAtMs - wish.sureSinceMs >= RENEW_MS - LOOK_EACH_MS / 2,
    );
    try {
      if (due.length === 0) return;
      const leaseKeys = due.map((wish) => keys.lease(wish.name));
      const reply = await link.run((client) =>
        TEND.run(client, leaseKeys, [options.process, String(LEASE_MS)]),
      );
      const given = Array.isArray(reply) ? reply.map((one) => Number(one) === 1) : [];
      for (const [i, wish] of due.entries()) {
        const isOurs = given[i] === true;
        if (isOurs && wishes.get(wish.name) !== wish) {
          // Given up while it was asked for; whoever wished anew asks anew.
          if (!wishes.has(wish.name)) void letGo([wish.name]);
          continue;
        }
        if (isOurs) wish.sureSinceMs = askedAtMs;
        // An answer that took so long is no news any more.
        if (!isOurs || time.monotonicMs() - askedAtMs < LEASE_MS - MARGIN_MS) setHeld(wish, isOurs);
      }
    } catch {
      // The store can't be asked: what is held is held until it runs out.
    } finally {
      isTending = false;
    }
  }

  function giveUpInTime(): void {
    const nowMs = time.monotonicMs();
    for (const wish of wishes.values())
      if (wish.isHeld && nowMs - wish.sureSinceMs >= LEASE_MS - MARGIN_MS) setHeld(wish, false);
  }

  /** Looks every 500 ms whether something runs out, and asks every third time or so. */
  function loop(turnsToAsk: number): void {
    callOff = time.after(LOOK_EACH_MS / 3, () => {
      giveUpInTime();
      if (turnsToAsk > 0) return loop(turnsToAsk - 1);
      void tend();
      loop(random() < 0.5 ? 1 : 2);
    });
  }
  loop(0);

  function letGo(names: string[]): Promise<void> {
    if (names.length === 0) return Promise.resolve();
    return link
      .run((client) => LET_GO.run(client, names.map(keys.lease), [options.process]))
      .then(
        () => bus.publish(FREE, names),
        // It runs out by itself.
        () => undefined,
      );
  }

  const stopHearing = bus.subscribe(FREE, () => void tend());

  return {
    lease(name, holder) {
      if (wishes.has(name))
        throw new Error(`the lease "${name}" is wished for in this process already`);
      const wish: Wish = { name, holder, isHeld: false, sureSinceMs: Number.NEGATIVE_INFINITY };
      wishes.set(name, wish);
      queueMicrotask(() => void tend());
      return () => {
        if (wishes.get(name) !== wish) return;
        wishes.delete(name);
        if (wish.isHeld) void letGo([name]);
        wish.isHeld = false;
      };
    },
    async close() {
      isClosed = true;
      callOff();
      stopHearing();
      const held = [...wishes.values()].filter((wish) => wish.isHeld).map((wish) => wish.name);
      wishes.clear();
      await letGo(held);
    },
  };
}
