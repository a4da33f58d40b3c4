import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ImportJobView, ImportPlan, ImportPreview, Subject } from '@warroom/shared';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Identity } from '../../accounts/accounts.ts';
import { intakeRig } from '../testing/rig.ts';
import type { IntakeRig } from '../testing/rig.ts';
import { importRoutes } from './import-routes.ts';
import type { ImportClock } from './run-import.ts';

const AT = '/elections/us-general/imports';
const PLAN: ImportPlan = {
  map: { text: ['text'], observedAt: ['at'] },
  source: 'x',
  channel: 'post',
  dates: 'mdy',
};
const CSV = `text,at\n${Array.from({ length: 1200 }, (_, row) => `row ${row},2028-11-07 10:00`).join('\n')}\n,2028-11-07\n`;

let rig: IntakeRig;
let dir: string;
let app: ReturnType<typeof importRoutes>;
const faults: unknown[] = [];

/** Waits for ever, unless stopped: a replay stands still at its first pause. */
const standingClock: ImportClock = {
  now: () => 0,
  sleep: (_ms, stop) =>
    new Promise((resolve) =>
      stop.aborted ? resolve() : stop.addEventListener('abort', () => resolve()),
    ),
};

function start(): ReturnType<typeof importRoutes> {
  const roles: Record<string, Subject> = {
    lead: { kind: 'person', id: 'lea', role: 'lead', clearance: 'AMBER', organisation: null },
    triager: { kind: 'person', id: 'tom', role: 'triager', clearance: 'AMBER', organisation: null },
  };
  return importRoutes({
    rooms: rig.rooms,
    accounts: {
      identify: (cookie) =>
        cookie === undefined
          ? undefined
          : ({ kind: 'person', sessionId: cookie, person: { id: cookie } } as Identity),
      subjectIn: (identity) => (identity.kind === 'person' ? roles[identity.sessionId] : undefined),
    },
    localToken: 'local-secret',
    dataDir: dir,
    now: () => rig.clock.now,
    clock: standingClock,
    onFault: (error) => faults.push(error),
  });
}

beforeEach(async () => {
  rig = await intakeRig();
  dir = await mkdtemp(join(tmpdir(), 'imports-'));
  faults.length = 0;
  app = start();
});
afterEach(async () => {
  await rig.close();
  await rm(dir, { recursive: true });
  if (faults.length > 0) throw new Error('a job failed', { cause: faults[0] });
});

// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- says what the test expects to get
async function ask<T>(
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = { cookie: 'lead' },
): Promise<{ status: number; body: T }> {
  const response = await app.request(`${AT}${path}`, {
    method,
    headers,
    ...(body === undefined
      ? {}
      : {
          body:
            typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body),
        }),
  });
  return { status: response.status, body: (await response.json()) as T };
}
async function uploaded(text: string, name = 'posts.csv'): Promise<string> {
  const bytes = Buffer.from(text);
  const { body } = await ask<ImportJobView>('POST', '', { name, size: bytes.length });
  for (let at = 0; at < bytes.length; at += 20_000)
    await ask('PUT', `/${body.id}/bytes?offset=${at}`, bytes.subarray(at, at + 20_000));
  return body.id;
}
const PATIENCE = { timeout: 20_000, interval: 10 };
const until = (id: string, state: string): Promise<ImportJobView> =>
  vi.waitFor(async () => {
    const { body } = await ask<ImportJobView>('GET', `/${id}`);
    expect(body.state).toBe(state);
    return body;
  }, PATIENCE);

describe('imports by the page', { timeout: 30_000 }, () => {
  it('[IN37] are for those who may import, and for the command line', async () => {
    expect((await ask('GET', '', undefined, {})).status).toBe(401);
    expect((await ask('GET', '', undefined, { cookie: 'triager' })).status).toBe(403);
    expect((await ask('GET', '', undefined, { cookie: 'stranger' })).status).toBe(404);
    expect((await ask('GET', '', undefined, { authorization: 'Bearer wrong' })).status).toBe(401);
    expect((await ask('GET', '', undefined, { authorization: 'Bearer local-secret' })).status).toBe(
      200,
    );
  });

  it('[IN38] go from upload over preview and dry run to done; the file is deleted, the rejected rows can be had', async () => {
    const id = await uploaded(CSV);
    const preview = await ask<ImportPreview>('POST', `/${id}/preview`, {});
    expect(preview.body).toMatchObject({
      format: 'csv',
      delimiter: ',',
      encoding: 'utf-8',
      columns: ['text', 'at'],
      suggested: { text: ['text'] },
      zone: 'America/New_York',
    });
    expect(preview.body.rows).toHaveLength(20);
    expect((await ask('POST', `/${id}/run`, { plan: PLAN, dryRun: true })).status).toBe(202);
    expect(await until(id, 'checked')).toMatchObject({
      totalRows: 1201,
      report: { accepted: 1200, rejected: 1 },
      hasRejected: true,
    });
    expect(rig.room.situation.signals.size).toBe(0);
    await ask('POST', `/${id}/run`, { plan: PLAN, dryRun: false });
    expect(await until(id, 'done')).toMatchObject({
      report: { rows: 1201, accepted: 1200, rejected: 1 },
    });
    expect(rig.room.situation.signals.size).toBe(1200);
    const file = await app.request(`${AT}/${id}/rejected`, { headers: { cookie: 'lead' } });
    expect(file.headers.get('content-disposition')).toBe(
      'attachment; filename="posts-rejected.csv"',
    );
    expect(await file.text()).toContain('1201,1202,text: text is empty,,2028-11-07');
    await vi.waitFor(
      async () =>
        expect(await readdir(join(dir, 'imports', id))).toEqual(['job.json', 'rejected.csv']),
      PATIENCE,
    );
    expect(
      (await ask<ImportJobView>('POST', `/${id}/run`, { plan: PLAN, dryRun: false })).status,
    ).toBe(409);
    expect((await ask('DELETE', `/${id}`)).status).toBe(200);
    expect(await readdir(join(dir, 'imports'))).toEqual([]);
  });

  it('[IN38] refuse a piece that does not belong there, and more than was announced', async () => {
    const { body: job } = await ask<ImportJobView>('POST', '', { name: 'a.csv', size: 10 });
    expect(
      (await ask<ImportJobView>('PUT', `/${job.id}/bytes?offset=0`, 'text\n')).body.received,
    ).toBe(5);
    expect(await ask('PUT', `/${job.id}/bytes?offset=0`, 'text\n')).toMatchObject({
      status: 409,
      body: { error: { path: '5' } },
    });
    expect((await ask('PUT', `/${job.id}/bytes?offset=5`, 'far too much')).status).toBe(400);
    expect((await ask('PUT', `/${job.id}/bytes`, 'x')).status).toBe(400);
    expect((await ask('POST', `/${job.id}/preview`, {})).status).toBe(409);
    expect((await ask('PUT', `/${job.id}/bytes?offset=5`, Buffer.alloc(1_500_001))).status).toBe(
      413,
    );
    expect(
      (await ask<ImportJobView>('PUT', `/${job.id}/bytes?offset=5`, 'abcd\n')).body.state,
    ).toBe('uploaded');
  });

  it('[IN32] stop and go on, also over a restart of the server, without taking anything twice', async () => {
    const minutes = `text,at\n${Array.from({ length: 40 }, (_, row) => `row ${row},2028-11-07T10:${row}:00Z`.replace(/:(\d):/, ':0$1:')).join('\n')}\n`;
    const id = await uploaded(minutes);
    await ask('POST', `/${id}/run`, { plan: { ...PLAN, replay: 1 }, dryRun: false });
    await vi.waitFor(() => expect(rig.room.situation.signals.size).toBe(1), PATIENCE);
    expect((await ask('DELETE', `/${id}`)).status).toBe(409);
    expect((await ask<ImportJobView>('POST', `/${id}/stop`)).body).toMatchObject({
      state: 'stopped',
      report: { rows: 1, accepted: 1 },
    });
    app = start();
    expect((await ask<ImportJobView>('GET', `/${id}`)).body.state).toBe('stopped');
    await ask('POST', `/${id}/resume`);
    await vi.waitFor(() => expect(rig.room.situation.signals.size).toBe(2), PATIENCE);
    await ask('POST', `/${id}/stop`);
    await ask('POST', `/${id}/run`, { plan: PLAN, dryRun: false });
    expect(await until(id, 'done')).toMatchObject({
      report: { rows: 40, accepted: 38, duplicates: 2 },
    });
  });

  it('[IN21] say what is wrong with a file, and can be tried again', async () => {
    const id = await uploaded('text,at\nfine,2028-11-07\n"never closed\n');
    await ask('POST', `/${id}/run`, { plan: PLAN, dryRun: true });
    expect((await until(id, 'failed')).message).toContain('Line 3');
    expect(
      await ask('POST', `/${id}/run`, { plan: { ...PLAN, map: { text: ['nope'] } }, dryRun: true }),
    ).toMatchObject({ status: 400, body: { error: { path: 'map.text' } } });
    expect(
      (await ask('POST', `/${id}/run`, { plan: { ...PLAN, zone: 'Mars/Base' }, dryRun: true }))
        .status,
    ).toBe(400);
    const zip = await uploaded('PK\u0003\u0004');
    expect(await ask('POST', `/${zip}/preview`, {})).toMatchObject({
      status: 400,
      body: { error: { message: expect.stringContaining('xlsx') } },
    });
  });

  it('[IN38] are deleted a day after the last change', async () => {
    await uploaded(CSV);
    rig.clock.now += 25 * 3_600_000;
    await uploaded(CSV);
    expect((await ask<{ imports: unknown[] }>('GET', '')).body.imports).toHaveLength(1);
    expect(await readdir(join(dir, 'imports'))).toHaveLength(1);
  });

  it('[IN39] take batches from the command line, with places kept', async () => {
    const signals = [
      { text: 'a', externalId: '1' },
      { text: '' },
      { text: 'b', externalId: '2', category: 'OPS.none' },
      { text: 'a', externalId: '1' },
    ];
    const local = { authorization: 'Bearer local-secret' };
    expect(
      (await ask('POST', '/batches', { source: 'x', dryRun: true, signals }, local)).body,
    ).toMatchObject({ accepted: 2, duplicates: 0 });
    expect((await ask('POST', '/batches', { source: 'x', signals }, local)).body).toMatchObject({
      accepted: 1,
      duplicates: 1,
      rejected: [
        { index: 1, path: 'text' },
        { index: 2, path: 'category' },
      ],
    });
  });
});
