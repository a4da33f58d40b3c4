import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { emptySituation } from '@warroom/shared';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Accounts } from '../accounts/accounts.ts';
import { httpRig, type HttpRig } from '../http/testing/rig.ts';
import { memoryClusters } from '../cluster/memory-clusters.testing.ts';
import { cutOff } from './cut-off.ts';
import { backupNote, serverHealth } from './health.ts';
import { serverLog } from './log.ts';
import { serverMetrics } from './metrics.ts';
import { gracefulShutdown } from './shutdown.ts';

const PROMTOOL = '/usr/bin/promtool';
const figures = {
  sockets: 3,
  audiences: 2,
  lagging: 0,
  deltas: 5,
  deliveries: 15,
  bytes: 900,
  syncs: 3,
  snapshots: 1,
  lagged: 0,
  refused: 1,
  commands: 4,
};

describe('metrics', () => {
  let rig: HttpRig;
  beforeEach(async () => {
    rig = await httpRig();
  });
  afterEach(() => rig.close());

  it('[OP4] count requests, signals, events, incidents and screens', async () => {
    const metrics = serverMetrics({
      rooms: rig.rooms,
      build: 'b1',
      feed: () => figures,
      processFigures: false,
      outboxes: () => [
        { election: 'us-general', tries: { email: { sent: 7, failed: 2, dropped: 0 } } },
      ],
      now: () => 61_000,
    });
    rig.room.situation.deadMessages = ['m0'];
    rig.room.situation.messages.set('m1', {
      queuedAt: 1_000,
    } as Parameters<typeof rig.room.situation.messages.set>[1]);
    const cookie = await rig.member('lead', 'RED');
    const openIncident = (commandId: string, more: object) =>
      rig.ask('POST', '/api/elections/us-general/commands', {
        cookie,
        body: { type: 'incident.open', commandId, title: 'x', severity: 'S2', ...more },
      });
    await openIncident('a', { tlp: 'AMBER' });
    await openIncident('b', { tlp: 'RED' });
    await rig.room.receive([{ input: { text: 'x' }, source: 'tips', via: 'intake' }]);
    metrics.observe({
      method: 'GET',
      route: '/api/elections/:election',
      status: 200,
      seconds: 0.003,
    });
    metrics.intake.received('signals', { accepted: 1, duplicates: 2, rejected: 0 });
    metrics.intake.refused('signals', 503);
    const text = await metrics.render();
    for (const line of [
      'warroom_http_request_duration_seconds_count{method="GET",route="/api/elections/:election",status="200"} 1',
      'warroom_intake_signals_total{way="signals",outcome="duplicates"} 2',
      'warroom_intake_refusals_total{way="signals",status="503"} 1',
      'warroom_journal_events_total{election="us-general"} 3',
      'warroom_journal_seq{election="us-general"} 3',
      'warroom_journal_writable{election="us-general"} 1',
      'warroom_signals_undecided{election="us-general"} 1',
      'warroom_incidents_open{election="us-general",severity="S2"} 1',
      'warroom_outbox_pending{election="us-general"} 1',
      'warroom_outbox_dead{election="us-general"} 1',
      'warroom_outbox_oldest_pending_seconds{election="us-general"} 60',
      'warroom_outbox_tries_total{election="us-general",notifier="email",outcome="failed"} 2',
      'warroom_feed_sockets 3',
      'warroom_feed_deliveries_total 15',
      'warroom_build_info{build="b1"} 1',
    ]) {
      expect(text.split('\n')).toContain(line);
    }
    expect(await metrics.render()).toContain('warroom_feed_deliveries_total 15');
    metrics.close();
  });

  it.runIf(existsSync(PROMTOOL))('[OP4] are clean by promtool check metrics', async () => {
    const metrics = serverMetrics({ rooms: rig.rooms, build: 'b1', feed: () => figures });
    metrics.observe({ method: 'GET', route: '/x', status: 200, seconds: 0.003 });
    metrics.intake.received('signals', { accepted: 1, duplicates: 2, rejected: 1 });
    metrics.intake.refused('signals', 503);
    await rig.room.receive([{ input: { text: 'x' }, source: 'tips', via: 'intake' }]);
    const text = await metrics.render();
    expect(text).toContain('nodejs_eventloop_lag_p99_seconds');
    expect(execFileSync(PROMTOOL, ['check', 'metrics'], { input: text, encoding: 'utf8' })).toBe(
      '',
    );
    metrics.close();
  });
});

describe('health', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'health-'));
  afterAll(() => rmSync(dataDir, { recursive: true }));

  it('[HT12] is not ready with a read-only journal, without the feed, and when going down', async () => {
    const state = { readOnly: null as string | null, feed: true, fault: null as string | null };
    const room = { id: 'us', readOnly: () => state.readOnly };
    const health = serverHealth({
      rooms: { all: () => [room] } as never,
      accounts: { fault: () => state.fault } as Pick<Accounts, 'fault'> as Accounts,
      dataDir,
      now: () => 1_000_000_000,
      feedUp: () => state.feed,
      https: false,
      loopbackOnly: false,
      freeBytes: async () => 1_000_000_000,
    });
    expect(health.unready()).toEqual([]);
    state.readOnly = 'the disk is full';
    state.feed = false;
    state.fault = 'The account file is locked.';
    health.stopping();
    expect(health.unready()).toEqual([
      'The server is going down.',
      'us takes no writes: the disk is full',
      'The account file is locked.',
      'The feed is not up.',
    ]);
    const byName = async () =>
      Object.fromEntries((await health.checks()).map(({ name, ok }) => [name, ok]));
    expect(await byName()).toEqual({
      ready: false,
      'durable writes': false,
      disk: false,
      backup: false,
      https: false,
    });
    writeFileSync(backupNote(dataDir), JSON.stringify({ at: 1_000_000_000 - 3_600_000 }));
    expect(await byName()).toMatchObject({ backup: true });
  });
});

describe('health of a node on a shared store', () => {
  interface Stands {
    readOnly: string | null;
    unsafe: string | null;
    copy: { seq: number; behind: number; fault: string | null };
  }
  function shared(stands: Partial<Stands> = {}) {
    const [cluster] = memoryClusters(2).nodes;
    if (!cluster) throw new Error('there are two');
    const state: Stands = {
      readOnly: null,
      unsafe: null,
      copy: { seq: 7, behind: 0, fault: null },
      ...stands,
    };
    const room = {
      id: 'us',
      readOnly: () => state.readOnly,
      unsafe: () => state.unsafe,
      copy: () => state.copy,
      asOf: () => 0,
      situation: { deadMessages: [] as string[] },
    };
    const time = { ms: 0 };
    const asked: string[] = [];
    let other = 'ready';
    const health = serverHealth({
      rooms: { all: () => [room] } as never,
      accounts: { fault: () => null } as Pick<Accounts, 'fault'> as Accounts,
      dataDir: '/nowhere',
      now: () => 0,
      feedUp: () => true,
      https: true,
      loopbackOnly: false,
      freeBytes: async () => 9e9,
      cluster,
      storeName: 'Redis at a:6379',
      cutOff: cutOff({
        cluster,
        elapsedMs: () => time.ms,
        ask: async (url) => {
          asked.push(url);
          return other;
        },
      }),
    });
    return {
      health,
      cluster,
      state,
      time,
      asked,
      dead: room.situation.deadMessages,
      setOther: (status: string) => (other = status),
      async look(afterMs: number) {
        time.ms += afterMs;
        health.unready();
        await new Promise<void>((resolve) => setImmediate(resolve));
        return { unready: health.unready(), degraded: health.degraded() };
      },
    };
  }

  it('[OP6] stays in the balancer while the store is gone for all: reading and walls go on', async () => {
    const node = shared({ readOnly: 'Redis is not reached' });
    node.setOther('degraded');
    expect(await node.look(0)).toEqual({
      unready: [],
      degraded: ['us takes no writes: Redis is not reached'],
    });
    expect((await node.look(60_000)).unready).toEqual([]);
    expect(node.asked).toEqual(['http://node-2.test']);
  });

  it('[OP6] leaves it where another node is ready all the same, until it can write again', async () => {
    const node = shared({ readOnly: 'Redis is not reached' });
    await node.look(0);
    node.cluster.cut();
    expect(await node.look(4_000)).toEqual({
      unready: ['us takes no writes: Redis is not reached'],
      degraded: [],
    });
    // The other has noticed meanwhile: now all are alike.
    node.setOther('degraded');
    expect((await node.look(5_000)).unready).toEqual([]);
    node.setOther('ready');
    expect((await node.look(5_000)).unready).toHaveLength(1);
    node.state.readOnly = null;
    expect(await node.look(0)).toEqual({ unready: [], degraded: [] });
  });

  it('[OP6] waits out a failover before it asks others', async () => {
    const node = shared({ readOnly: 'Redis is not reached' });
    await node.look(0);
    expect((await node.look(2_000)).unready).toEqual([]);
    expect(node.asked).toEqual([]);
  });

  it('[OP7] warns of what is not durable, a copy that is not kept and different builds, and stays ready', async () => {
    const node = shared({
      unsafe: 'appendfsync is everysec',
      copy: { seq: 7, behind: 3, fault: 'the disk is full' },
    });
    const nodes = node.cluster.nodes();
    node.cluster.nodes = () => nodes.map((entry, index) => ({ ...entry, build: `b${index + 1}` }));
    expect(node.health.unready()).toEqual([]);
    expect(node.health.warnings()).toEqual([
      'What us acknowledges is not durable: appendfsync is everysec',
      "This node's copy of us is not kept: the disk is full",
      'The nodes run different builds (b1, b2): restart the older ones.',
    ]);
    node.cluster.clockOffsetMs = () => -3_600_000;
    expect(node.health.warnings().at(-1)).toContain("clock is 3600 s behind the store's");
    node.cluster.clockOffsetMs = () => 900;
    expect(node.health.warnings()).toHaveLength(3);
    node.dead.push('m1', 'm2');
    expect(node.health.warnings()[2]).toMatch(/^2 messages of us could not be delivered/);
    node.dead.length = 0;
    const checks = await node.health.checks();
    expect(checks.filter(({ ok }) => !ok).map(({ name }) => name)).toEqual([
      'copies on this node',
      'nodes',
      'durable writes',
      'backup',
    ]);
    expect(checks.find(({ name }) => name === 'store')).toMatchObject({
      ok: true,
      detail: 'Redis at a:6379, reached',
    });
  });

  it('[OP4] is in the metrics, clean of what the embedded store has not', async () => {
    const node = shared({ unsafe: 'x', copy: { seq: 7, behind: 3, fault: null } });
    const room = { id: 'us', onChange: () => () => undefined };
    const figuresOf = async (store: boolean): Promise<string> => {
      const metrics = serverMetrics({
        rooms: {
          all: () => [
            {
              ...room,
              readOnly: () => null,
              unsafe: () => 'x',
              asOf: () => 1_000,
              ...(store ? { copy: () => node.state.copy } : {}),
              situation: emptySituation(),
            },
          ],
          onOpened: () => () => undefined,
        } as never,
        build: 'b1',
        feed: () => undefined,
        now: () => 3_500,
        processFigures: false,
        ...(store ? { store: () => ({ linkUp: false, busDropped: 4, nodes: 3 }) } : {}),
      });
      metrics.appended('us', 0.002);
      const text = await metrics.render();
      metrics.close();
      return text;
    };
    const lines = (await figuresOf(true)).split('\n');
    for (const line of [
      'warroom_picture_age_seconds{election="us"} 2.5',
      'warroom_journal_unsafe{election="us"} 1',
      'warroom_journal_append_duration_seconds_count{election="us"} 1',
      'warroom_copy_behind_events{election="us"} 3',
      'warroom_copy_healthy{election="us"} 1',
      'warroom_store_link_up 0',
      'warroom_cluster_nodes 3',
      'warroom_bus_dropped_total 4',
    ])
      expect(lines).toContain(line);
    const alone = await figuresOf(false);
    expect(alone).not.toMatch(/store_link|cluster_nodes|bus_dropped|copy_behind_events\{/);
  });
});

describe('logs', () => {
  it('[HT11] cut out what could be personal or secret, and the fields that errors carry', () => {
    const lines: string[] = [];
    const log = serverLog(
      { level: 'info', build: 'b1' },
      { write: (line) => void lines.push(line) },
    );
    const error = Object.assign(new Error('it broke', { cause: new Error('deeper') }), {
      body: 'a tip',
      email: 'ana@example.org',
    });
    log.info(
      {
        person: 'p-1',
        email: 'ana@example.org',
        request: { token: 'secret', cookie: 'warroom_session=x' },
      },
      'sign-in',
    );
    log.error({ err: error }, 'failed');
    log.debug({}, 'not shown');
    expect(lines).toHaveLength(2);
    const text = lines.join('');
    for (const secret of ['ana@', 'secret', 'warroom_session', 'a tip'])
      expect(text).not.toContain(secret);
    expect(JSON.parse(lines[1] ?? '')).toMatchObject({
      level: 'error',
      build: 'b1',
      err: { message: 'it broke', cause: { message: 'deeper' } },
    });
  });
});

describe('going down', () => {
  const log = { info: () => undefined, error: () => undefined };

  it('[OP5] takes its steps in order, once, and exits 0', async () => {
    const done: string[] = [];
    const exits: number[] = [];
    const step = (name: string) => ({ name, withinMs: 100, run: async () => void done.push(name) });
    const down = gracefulShutdown({
      steps: [step('feed'), step('http'), step('journal')],
      log,
      exit: (code) => exits.push(code),
    });
    await Promise.all([down('SIGINT'), down('SIGTERM')]);
    expect([done, exits]).toEqual([['feed', 'http', 'journal'], [0]]);
  });

  it('[OP5] goes on when a step fails or hangs, and exits 1', async () => {
    const done: string[] = [];
    const exits: number[] = [];
    const down = gracefulShutdown({
      steps: [
        { name: 'fails', withinMs: 100, run: () => Promise.reject(new Error('no')) },
        { name: 'hangs', withinMs: 7, run: () => new Promise(() => undefined) },
        { name: 'journal', withinMs: 100, run: () => void done.push('journal') },
      ],
      log,
      exit: (code) => exits.push(code),
      after(delayMs, work) {
        if (delayMs === 7) queueMicrotask(work);
        return () => undefined;
      },
    });
    await down('SIGINT');
    expect([done, exits]).toEqual([['journal'], [1]]);
  });
});
