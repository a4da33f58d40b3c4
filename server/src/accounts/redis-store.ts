import { randomBytes } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import type { Cluster } from '../cluster/cluster.ts';
import { RedisUnavailable, type RedisLink } from '../redis/redis-link.ts';
import { accountMaps } from './account-maps.ts';
import type { AccountsCopy, CopyMark } from './accounts-copy.ts';
import { coalesced } from '../guard/coalesced.ts';
import { everything } from './copy-accounts.ts';
import { copyKeeper } from './copy-keeper.ts';
import { hearingOf, takesAway } from './hearing.ts';
import type { RecordChange, RecordChanged } from './records.ts';
import { changesFrom, fieldOf, loadedFrom, type Loaded } from './redis-answers.ts';
import { mayRestore, missingIn, type Held } from './redis-lost.ts';
import { replicasOf } from './redis-replicas.ts';
import { accountKeys, CHANGES, CONFIRM, CREATE, LOAD, runScript, WRITE } from './redis-scripts.ts';
import type { Script } from './redis-scripts.ts';
import { AccountsUnavailable, type AccountStore, type Work } from './store.ts';

export interface RedisAccountStoreOptions {
  /** A link of its own, to the master that holds `accountsSlotKey(prefix)`; closed by whoever made it. */
  link: RedisLink;
  /** Begins all keys. Default `wr`. */
  prefix?: string;
  /** Tells other nodes at once what they would read within a second anyway. */
  cluster?: Pick<Cluster, 'bus' | 'node' | 'nodes'>;
  /** This node's own copy; kept in step, and what is known while Redis can't be read. Closed with the store. */
  copy?: AccountsCopy;
  /**
   * Begins these accounts anew where Redis has none, only older ones of them, or others without people:
   * for `restore`, which then fills them from the copy that has this mark. Without `copy`.
   */
  restore?: CopyMark;
  /** For who keeps no copy: refuses to begin accounts anew where Redis should hold these. */
  expects?: CopyMark;
  /** How long to wait for Redis when opening. Default 10 s. */
  openWithinMs?: number;
  /** How long a change may take until it counts as unsettled. Default 5 s. */
  writeWithinMs?: number;
  /** How many changes are remembered for those who come after. Default 5,000. */
  remembered?: number;
  /** Told when the copy can't be written. Default: nobody. */
  notice?(message: string, cause: unknown): void;
}

/** The key by which the master of the accounts is found. */
export function accountsSlotKey(prefix = 'wr'): string {
  return accountKeys(prefix).meta;
}

const TOPIC = 'accounts';
const NO_ACCOUNTS =
  'Redis holds no accounts any more. Run "warroom restore" on the node whose copy is newest; nothing was changed.';
const MAX_WAITING = 500;
const RUN_MS = 3_000;
const AGAIN_MS = 50;

/** Where this store stands in the history of the accounts. */
interface Seen {
  id: string;
  epoch: string;
  version: number;
  stamp: string;
}

/**
 * Accounts in Redis, shared by all nodes. All records are in memory as of a version; a change is one
 * script that writes only on that version, so of two nodes one is first and the other decides anew.
 * A change is named by its stamp: sent again after a broken connection, it is done once.
 *
 * Opens on this node's copy when Redis can't be reached or has lost the accounts (see `fault`); without a
 * copy it rejects with AccountsUnavailable.
 */
export async function redisAccountStore(options: RedisAccountStoreOptions): Promise<AccountStore> {
  const { link, cluster, copy, prefix = 'wr' } = options;
  const { openWithinMs = 10_000, writeWithinMs = 5_000, remembered = 5_000 } = options;
  const keys = accountKeys(prefix);
  const replicas = replicasOf(link);
  const hearing = cluster && hearingOf(cluster);
  const writer = randomBytes(9).toString('base64url');
  const maps = accountMaps();
  const keeper = copy && copyKeeper(copy, options.notice ?? (() => undefined));
  const listeners = new Set<(changes: readonly RecordChanged[]) => void>();
  let seen: Seen | undefined;
  /** The newest state that no failover can take back. */
  let confirmed: { epoch: string; version: number; stamp: string } | undefined;
  /** Why an operator is needed. */
  let lost: string | null = null;
  let broken: string | null = null;
  let writes = 0;
  let waiting = 0;
  let closed = false;
  let confirming = false;
  let turn: Promise<unknown> = Promise.resolve();

  await open();
  const refresh = coalesced(() => inTurn(pull));
  const stopNudges = cluster?.bus.subscribe(TOPIC, (message) => {
    const told = (message as { version?: unknown } | null)?.version;
    if (typeof told !== 'number') return;
    const reached = told === seen?.version ? Promise.resolve() : refresh();
    reached.then(
      () => hearing?.say(seen?.version ?? 0),
      () => undefined, // polled within a second
    );
  });

  /** One after the other: what comes back from Redis is applied in the order in which it was asked. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const run = turn.then(work);
    turn = run.catch(() => undefined);
    return run;
  }

  function tell(changes: readonly RecordChanged[]): void {
    if (changes.length === 0) return;
    keeper?.changed(changes);
    for (const listener of listeners) listener(changes);
  }

  async function ask(
    script: Script,
    args: readonly string[],
    timeoutMs = RUN_MS,
  ): Promise<unknown> {
    try {
      const answer = await link.run((client) => runScript(client, script, keys, args), {
        timeoutMs,
      });
      broken = null;
      return answer;
    } catch (error) {
      broken = whyNot(error);
      throw error;
    }
  }

  async function open(): Promise<void> {
    const { restore } = options;
    try {
      await link.ready(openWithinMs);
      let loaded = loadedFrom(await ask(LOAD, ['0']));
      const mark = copy?.mark();
      if (!loaded && options.expects) throw new AccountsUnavailable('lost', NO_ACCOUNTS);
      if (restore ? mayRestore(loaded, restore) : !loaded && !mark) {
        const replaced = loaded ? [loaded.epoch, String(loaded.version)] : ['', ''];
        await ask(CREATE, [restore?.id ?? randomId(), randomId(), ...replaced]);
        loaded = loadedFrom(await ask(LOAD, ['0']));
      }
      if (copy) startFrom(copy);
      judge(loaded);
    } catch (error) {
      if (!copy?.mark() || !(error instanceof RedisUnavailable || !link.state().connected))
        throw error instanceof RedisUnavailable ? unreachable(error) : error;
      broken = whyNot(error);
      startFrom(copy);
    }
  }

  /** Takes this node's copy for the state; what Redis has meanwhile comes on top. */
  function startFrom(own: AccountsCopy): void {
    const mark = own.mark();
    if (!mark) return;
    maps.replace(everything(own.store.state));
    seen = { ...mark, stamp: '' };
    confirmed = { ...mark, stamp: '' };
  }

  /** Takes in all that Redis holds, or finds that it lacks what was there. */
  function judge(loaded: Loaded | undefined): void {
    lost = seen ? missingIn(loaded, held(seen)) : null;
    if (lost !== null || !loaded) return;
    const { id, epoch, version, stamp, records } = loaded;
    const changes = maps.replace(records);
    seen = { id, epoch, version, stamp };
    if (confirmed?.epoch !== epoch) confirmed = undefined;
    keeper?.follow(maps.state, { id, epoch, version }, isConfirmed);
    tell(changes);
    confirmSoon();
  }

  function held({ id, epoch }: Seen): Held {
    const isSafe = confirmed?.epoch === epoch;
    const { version = 0, stamp = '' } = confirmed ?? {};
    return { id, epoch, version, stamp, isSafe, records: everything(maps.state).length };
  }

  async function reload(): Promise<void> {
    judge(loadedFrom(await ask(LOAD, [String(confirmed?.version ?? 0)])));
  }

  /** Takes in what others changed. Answers whether the state may be another now. */
  async function pull(): Promise<boolean> {
    // Without a stamp it is the copy's state, and whether it belongs to Redis's history is to be seen.
    if (!seen || lost !== null || (seen.stamp === '' && seen.version > 0)) {
      await reload();
      return true;
    }
    const answer = changesFrom(
      await ask(CHANGES, [seen.epoch, String(seen.version), seen.stamp]),
      seen.version,
    );
    if (answer.kind === 'same') {
      if (!isConfirmed()) confirmSoon();
      return false;
    }
    if (answer.kind === 'other') {
      await reload();
      return true;
    }
    const changes = maps.apply(answer.records);
    seen = { ...seen, version: answer.version, stamp: answer.stamp };
    keeper?.reached({ id: seen.id, epoch: seen.epoch, version: seen.version });
    tell(changes);
    confirmSoon();
    return true;
  }

  function isConfirmed(): boolean {
    return confirmed?.epoch === seen?.epoch && (confirmed?.version ?? -1) >= (seen?.version ?? 0);
  }

  /** Whether what was seen is safe from a failover: `gone` when Redis doesn't have it any more. */
  async function confirm(target: Seen): Promise<'safe' | 'gone' | 'not-yet'> {
    const answer = await link.run(async (client): Promise<'safe' | 'gone' | 'not-yet'> => {
      const args = [target.epoch, String(target.version), target.stamp];
      const there = await runScript(client, CONFIRM, keys, args);
      if (Number(there) !== 1) return 'gone';
      return (await replicas.have(client)) ? 'safe' : 'not-yet';
    });
    if (answer === 'safe' && seen?.epoch === target.epoch) {
      if (confirmed?.epoch !== target.epoch || confirmed.version <= target.version)
        confirmed = target;
      keeper?.confirmed();
    }
    return answer;
  }

  /** Others' changes are shown at once; that no failover can take them back is found out afterwards. */
  function confirmSoon(): void {
    if (seen && replicas.known() === 0) {
      confirmed = seen;
      keeper?.confirmed();
      return;
    }
    if (confirming || closed || !seen) return;
    confirming = true;
    // Where it fails, the next refresh tries again.
    void confirm(seen)
      .catch(() => undefined)
      .finally(() => (confirming = false));
  }

  /** Sends one change until it is answered. Throws AccountsUnavailable. */
  async function write(
    changes: readonly RecordChange[],
    at: Seen,
    stamp: string,
    deadline: number,
  ): Promise<'done' | 'stale' | 'other'> {
    const args = [at.epoch, String(at.version), at.stamp, stamp, String(remembered)];
    for (const { kind, id, record } of changes)
      args.push(fieldOf(kind, id), record ? JSON.stringify(record) : '');
    let inDoubt = false;
    for (;;) {
      try {
        const leftMs = Math.min(RUN_MS, Math.max(1, deadline - performance.now()));
        const [answer] = (await ask(WRITE, args, leftMs)) as string[];
        return answer === 'done' || answer === 'stale' ? answer : 'other';
      } catch (error) {
        const missed = error instanceof RedisUnavailable ? error.kind : 'refused';
        inDoubt ||= missed === 'no-answer';
        if (!inDoubt) throw unreachable(error);
        const leftMs = deadline - performance.now();
        // Closed by ourselves, or no connection in time: nobody knows.
        if (leftMs <= 0 || missed === 'closed' || missed === 'refused') throw unsettled(error);
        await link.ready(leftMs).catch((cause: unknown) => {
          throw unsettled(cause);
        });
      }
    }
  }

  /** Runs the work until what it says is written on the very state it was run on. */
  async function decide<T>(
    work: (state: AccountStore['state']) => Work<T>,
    since: number,
  ): Promise<{ value: T; written: Seen | undefined; mustBeHeard: boolean }> {
    const deadline = since + writeWithinMs;
    for (;;) {
      if (performance.now() >= deadline) throw unreachable(undefined);
      if (lost !== null || !seen)
        await pull().catch((error: unknown) => Promise.reject(unreachable(error)));
      if (lost !== null) throw new AccountsUnavailable('lost', lost);
      const at = seen;
      if (!at) throw unreachable(undefined);
      const { changes, value } = work(maps.state);
      if (changes.length === 0) {
        // What it answers must hold for the newest state too.
        const moved = await pull().catch((error: unknown) => Promise.reject(unreachable(error)));
        if (!moved) return { value, written: undefined, mustBeHeard: false };
        continue;
      }
      const stamp = `${writer}:${(writes += 1)}`;
      const outcome = await write(changes, at, stamp, deadline);
      if (outcome === 'done') {
        seen = { ...at, version: at.version + 1, stamp };
        const told = maps.apply(changes);
        keeper?.reached({ id: seen.id, epoch: seen.epoch, version: seen.version });
        cluster?.bus.publish(TOPIC, { version: seen.version });
        tell(told);
        return { value, written: seen, mustBeHeard: takesAway(changes) };
      }
      await pull().catch((error: unknown) => Promise.reject(unreachable(error)));
    }
  }

  /** Waits until replicas have it. Answers false when a failover took it back. */
  async function settle(written: Seen, deadline: number): Promise<boolean> {
    let cause: unknown;
    while (performance.now() < deadline) {
      try {
        const answer = await confirm(written);
        if (answer !== 'not-yet') return answer === 'safe';
      } catch (error) {
        // A failover, or too few replicas to write to: both may pass in time.
        cause = error;
        await setTimeout(AGAIN_MS);
        await link.ready(Math.max(1, deadline - performance.now())).catch(() => undefined);
      }
    }
    throw unsettled(cause);
  }

  async function transact<T>(work: (state: AccountStore['state']) => Work<T>): Promise<T> {
    const since = performance.now();
    if (waiting >= MAX_WAITING) throw unreachable(undefined);
    waiting += 1;
    try {
      for (;;) {
        const { value, written, mustBeHeard } = await inTurn(() => decide(work, since));
        if (!written) return value;
        const heard = mustBeHeard ? hearing?.everyone(written.version) : undefined;
        const isSafe = replicas.known() === 0;
        if (isSafe) confirmSoon();
        if (isSafe || (await settle(written, since + writeWithinMs))) {
          await heard;
          return value;
        }
      }
    } finally {
      waiting -= 1;
    }
  }

  return {
    get state() {
      return maps.state;
    },
    transact,
    refresh,
    reload: () => inTurn(reload),
    version: () => seen?.version ?? 0,
    onChanged(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    fault() {
      if (lost !== null) return lost;
      const state = link.state();
      if (!state.connected) return `Redis can't be reached: ${state.reason}`;
      return broken;
    },
    async close() {
      closed = true;
      stopNudges?.();
      hearing?.stop();
      await turn;
      await keeper?.close();
    },
  };
}

function randomId(): string {
  return randomBytes(12).toString('hex');
}

function whyNot(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function unreachable(cause: unknown): Error {
  if (cause instanceof AccountsUnavailable) return cause;
  const why =
    cause === undefined ? 'it does not answer in time' : whyNot(cause).replace(/\.?$/, '');
  return new AccountsUnavailable('unreachable', `The accounts in Redis can't be changed: ${why}.`, {
    cause,
  });
}

function unsettled(cause: unknown): Error {
  return new AccountsUnavailable(
    'unsettled',
    'Redis did not answer, or too few replicas did: this may or may not have been changed. Look whether it was before doing it again.',
    { cause },
  );
}
