import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { emptySituation } from '@warroom/shared';
import type { Incident } from '@warroom/shared';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Room } from '../desk/room.ts';
import { inPieces } from './contract.ts';
import type { EvidenceStore } from './evidence-store.ts';
import { fileEvidence, spoolDir } from './file-store.ts';
import { spoolIn } from './spool.ts';
import type { Spool } from './spool.ts';
import { evidenceSweep, UNUSED_MS } from './sweep.ts';
import type { Sweep } from './sweep.ts';

const HOUR = 3_600_000;
let dataDir: string;
let store: EvidenceStore;
let spool: Spool;
let clock: { at: number };
let caughtUp: () => Promise<void>;
const told: string[] = [];
const situation = emptySituation();
const room = {
  id: 'us-general',
  situation,
  caughtUp: () => caughtUp(),
} as unknown as Room;

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'sweep-'));
  store = fileEvidence({ dataDir });
  spool = spoolIn({ dir: spoolDir(dataDir) });
  clock = { at: Date.now() };
  caughtUp = () => Promise.resolve();
  told.length = 0;
  refer();
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

function sweep(schedule = () => () => undefined): Sweep {
  return evidenceSweep({
    rooms: { all: () => [room] },
    store,
    spool,
    now: () => clock.at,
    schedule,
    notice: (message) => told.push(message),
  });
}

async function keep(text: string): Promise<string> {
  const taken = await spool.take(inPieces(Buffer.from(text)), 100);
  if (taken.kind !== 'taken') throw new Error(taken.kind);
  await store.keep('us-general', taken.file);
  return taken.file.sha256;
}

/** Incidents refer to these and no others. */
function refer(...hashes: string[]): void {
  situation.seq += 1;
  situation.incidents.clear();
  hashes.forEach((sha256, index) => {
    const incident = { evidence: [{ sha256 }, { sha256: null }] } as unknown as Incident;
    situation.incidents.set(`US28-${index}`, { incident } as never);
  });
}

async function left(): Promise<string[]> {
  const hashes: string[] = [];
  for await (const { sha256 } of store.list('us-general')) hashes.push(sha256);
  return hashes;
}

describe('what nothing refers to', () => {
  it('[EV5] is removed after 48 h, seen so at two passes an hour apart; what is referred to never', async () => {
    const used = await keep('used');
    await keep('never used');
    refer(used);
    const clockwork = sweep();
    clock.at += UNUSED_MS - HOUR;
    expect(await clockwork.run()).toBe(0);
    clock.at += 2 * HOUR;
    expect(await clockwork.run()).toBe(0);
    clock.at += HOUR / 2;
    expect(await clockwork.run()).toBe(0);
    clock.at += HOUR;
    expect(await clockwork.run()).toBe(1);
    expect(await left()).toEqual([used]);
    expect(told).toEqual(['1 evidence file that nothing refers to: removed.']);
  });

  it('[EV5] stays when two incidents held it and one lets go', async () => {
    const both = await keep('both');
    const clockwork = sweep();
    clock.at += UNUSED_MS + HOUR;
    refer(both, both);
    await clockwork.run();
    refer(both);
    for (let pass = 0; pass < 3; pass += 1) {
      clock.at += 2 * HOUR;
      expect(await clockwork.run()).toBe(0);
    }
    refer();
    await clockwork.run();
    clock.at += 2 * HOUR;
    expect(await clockwork.run()).toBe(1);
  });

  it('[EV5] counts anew when somebody came to refer to it meanwhile', async () => {
    const back = await keep('taken off, and put back');
    const clockwork = sweep();
    clock.at += UNUSED_MS + HOUR;
    await clockwork.run();
    refer(back);
    clock.at += 2 * HOUR;
    await clockwork.run();
    refer();
    clock.at += 2 * HOUR;
    expect(await clockwork.run()).toBe(0);
    expect(await left()).toEqual([back]);
  });

  it('[EV5] is left alone by a node that does not know how far others are', async () => {
    await keep('of another node');
    caughtUp = () => Promise.reject(new Error('the store is not reached'));
    const clockwork = sweep();
    for (let pass = 0; pass < 3; pass += 1) {
      clock.at += UNUSED_MS;
      expect(await clockwork.run()).toBe(0);
    }
    expect(await left()).toHaveLength(1);
    expect(told[0]).toContain('could not be looked for');
  });

  it('[EV5] two nodes that sweep at once remove it once', async () => {
    await keep('x');
    const nodes = [sweep(), sweep()];
    clock.at += UNUSED_MS + HOUR;
    await Promise.all(nodes.map((node) => node.run()));
    clock.at += 2 * HOUR;
    const removed = await Promise.all(nodes.map((node) => node.run()));
    expect(removed.toSorted((a, b) => a - b)).toEqual([0, 1]);
    expect(told.filter((line) => line.includes('could not'))).toEqual([]);
  });

  it('[EV5] is looked for again each hour, until it is stopped', async () => {
    const waits: number[] = [];
    const works: (() => void)[] = [];
    let calledOff = 0;
    const clockwork = evidenceSweep({
      rooms: { all: () => [] },
      store,
      spool,
      now: () => clock.at,
      schedule(work, afterMs) {
        waits.push(afterMs);
        works.push(work);
        return () => (calledOff += 1);
      },
      notice: () => undefined,
    });
    works[0]?.();
    await new Promise((go) => setImmediate(go));
    expect(waits).toEqual([10 * 60_000, HOUR]);
    clockwork.stop();
    expect(calledOff).toBe(1);
  });
});
