import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compileElection } from '@warroom/shared';
import type { Election } from '@warroom/shared';
import type { Doors } from '../authorise.ts';
import { openRoom } from '../../desk/open-room.ts';
import type { Room } from '../../desk/room.ts';
import { loadElections } from '../../election/load.ts';
import { memoryJournal } from '../../journal/memory.ts';
import { intakeHandler } from '../signals.ts';
import type { IntakeParts } from '../signals.ts';

/** Keys of the rig: `good` posts to us-general as "tips", `foreign` to example-city, `bare` may do nothing. */
export const KEYS = {
  good: 'wrk_good',
  alerts: 'wrk_alerts',
  foreign: 'wrk_foreign',
  bare: 'wrk_bare',
};

export interface IntakeRig extends Doors {
  room: Room;
  /** Epoch ms the rig's clock shows; tests set it. */
  clock: { now: number };
  close(): Promise<void>;
}

/** The shipped elections, compiled from their files. */
export function shippedElections(): readonly Election[] {
  const files = loadElections(join(import.meta.dirname, '../../../elections'));
  if (!files.ok) throw new Error(files.message);
  return files.elections;
}

/** A room on a memory journal, and doors that know four keys. */
export async function intakeRig(): Promise<IntakeRig> {
  const clock = { now: Date.UTC(2028, 10, 7, 15) };
  const dir = mkdtempSync(join(tmpdir(), 'intake-'));
  const election = shippedElections().find(({ id }) => id === 'us-general');
  if (!election) throw new Error('us-general is not shipped');
  const room = await openRoom({
    election: compileElection(election),
    journal: memoryJournal(),
    dir,
    now: () => clock.now,
    hasPerson: () => true,
    names: () => [],
    notice: (message, cause) => {
      throw new Error(message, { cause });
    },
  });
  const key = (id: string, source: string, of: string, scopes: ['signal:write'] | []) => ({
    id,
    election: of,
    subject: { kind: 'intake' as const, id, source, scopes: [...scopes] },
  });
  const keys = new Map([
    [KEYS.good, key('k1', 'tips', 'us-general', ['signal:write'])],
    [KEYS.alerts, key('k2', 'alerts', 'us-general', ['signal:write'])],
    [KEYS.foreign, key('k3', 'tips', 'example-city', ['signal:write'])],
    [KEYS.bare, key('k4', 'tips', 'us-general', [])],
  ]);
  return {
    room,
    clock,
    rooms: { get: (id) => (id === room.id ? room : undefined) },
    accounts: { intakeKey: (token) => keys.get(token) },
    async close() {
      await room.close();
      rmSync(dir, { recursive: true });
    },
  };
}

/** The fast path on a real port; what it doesn't take is answered 418. */
export async function listen(parts: IntakeParts): Promise<{ url: string; server: Server }> {
  const handle = intakeHandler(parts);
  const server = createServer((request, response) => {
    if (!handle(request, response)) response.writeHead(418).end();
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server };
}
