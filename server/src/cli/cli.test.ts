import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getRequestListener } from '@hono/node-server';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { accountsFile, sqliteAccounts } from '../accounts/open-accounts.ts';
import { openEmbeddedRoom, journalFiles } from '../desk/open-rooms.ts';
import { loadElections } from '../election/load.ts';
import { httpRig, LOCAL_TOKEN, PASSWORD } from '../http/testing/rig.ts';
import { localServer, removeServerFile, writeServerFile } from './local-server.ts';
import { COMMANDS, runCommandLine } from './run.ts';

const electionsDir = join(import.meta.dirname, '../../elections');
let dataDir: string;
let out: string[];
let err: string[];
const closing: (() => Promise<unknown> | void)[] = [];

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'cli-'));
  out = [];
  err = [];
});
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
  rmSync(dataDir, { recursive: true, force: true });
});

const now = (): number => 1_800_000_000_000;
function warroom(line: string, { secret = PASSWORD, at = dataDir } = {}): Promise<number> {
  out = [];
  err = [];
  const args = [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(
    ([, quoted, plain]) => quoted ?? plain ?? '',
  );
  return runCommandLine(args, {
    out: (text) => out.push(text),
    err: (text) => err.push(text),
    dataDir: at,
    cwd: dataDir,
    electionsDir,
    publicUrl: undefined,
    now,
    readSecret: async () => secret,
    interactive: false,
  });
}
const accountsThere = async (folder = dataDir) => {
  const accounts = await sqliteAccounts({
    file: accountsFile(folder),
    now,
    every: () => () => undefined,
  });
  closing.push(() => accounts.close());
  return accounts;
};
/** A journal with one incident and the accounts beside it, as a stopped server leaves them. */
async function withJournal(): Promise<void> {
  const files = loadElections(electionsDir);
  const election = files.ok ? files.elections.find(({ id }) => id === 'us-general') : undefined;
  if (!election) throw new Error('us-general is missing');
  const room = await openEmbeddedRoom(election, {
    dataDir,
    now,
    staff: () => [],
    people: () => [],
    notice: () => undefined,
    die: (error) => {
      throw error;
    },
  });
  const subject = {
    kind: 'person',
    id: 'ana',
    role: 'lead',
    clearance: 'AMBER',
    organisation: null,
  } as const;
  await room.command(
    { type: 'incident.open', commandId: 'c', title: 'Line at the library' },
    { subject, via: 'board' },
  );
  await room.close();
}

describe('the command line', () => {
  it('[CL1] every command has --help, and the overview lists them all', async () => {
    expect(COMMANDS.map(({ name }) => name)).toEqual(
      expect.arrayContaining([
        'backup',
        'display list',
        'display revoke',
        'elections check',
        'elections list',
        'erase',
        'import',
        'invite',
        'key add',
        'key list',
        'key revoke',
        'migrate',
        'restore',
        'setup-link',
        'user add',
        'user disable',
        'user link',
        'user list',
        'user password',
        'user set-role',
        'verify',
      ]),
    );
    for (const { name } of COMMANDS) {
      expect(await warroom(`${name} --help`)).toBe(0);
      expect(out.join('\n')).toContain(name);
      expect(err).toEqual([]);
    }
    expect(await warroom('--help')).toBe(0);
    for (const { name } of COMMANDS) expect(out.join('\n')).toContain(`  ${name} `);
    expect(await warroom('key')).toBe(0);
    expect(out.join('\n')).not.toContain('user add');
  });

  it.each([
    ['nonsense', /There is no command "nonsense"/],
    ['key frobnicate', /There is no command "key frobnicate"/],
    ['key add --source tips', /--election is missing; for example/],
    ['key add --election us-general --source tips --scope all', /must be one of signal:write/],
    ['user list --colour', /Unknown option '--colour'/],
    ['user list more', /"more" is one argument too many|Unexpected argument/],
    [
      'user set-role --email a@example.org --election us-general --server-admin yes',
      /either --election or --server-admin/,
    ],
  ])('[CL1] exits 2 with one sentence when called wrongly: %s', async (line, sentence) => {
    expect(await warroom(line)).toBe(2);
    expect(err).toHaveLength(1);
    expect(err[0]).toMatch(sentence);
    expect(out).toEqual([]);
  });

  it.each([
    [
      'key add --election us-generax --source tips',
      /There is no election "us-generax"; there are .*us-general/,
    ],
    ['key revoke knothere', /There is no key knothere/],
    ['user disable --email nobody@example.org', /Nobody here has the e-mail/],
    ['verify', /There is no journal in/],
    ['backup copy', /There is nothing to back up/],
    ['restore nowhere', /There is no folder/],
  ])('[CL1] exits 1 with one sentence when it cannot be done: %s', async (line, sentence) => {
    expect(await warroom(line)).toBe(1);
    expect(err).toHaveLength(1);
    expect(err[0]).toMatch(sentence);
  });

  it('[CL1] says in one sentence that an account file is not ours', async () => {
    writeFileSync(
      accountsFile(dataDir),
      'not a database at all, just text that someone put here '.repeat(30),
    );
    expect(await warroom('user list')).toBe(1);
    expect(err.join()).toMatch(/damaged or no account file/);
  });
});

describe('people and keys by command line', () => {
  it('[CL2] are added, listed and shut out; passwords come from standard input', async () => {
    expect(
      await warroom(
        'user add --email ana@example.org --name "Ana Sousa" --election us-general --role lead --password-stdin',
        { secret: 'password1234' },
      ),
    ).toBe(1);
    expect(err[0]).toMatch(/most common/);
    expect(
      await warroom(
        'user add --email ana@example.org --name "Ana Sousa" --election us-general --role lead --password-stdin',
      ),
    ).toBe(0);
    expect(await warroom('user list')).toBe(0);
    expect(out.join('\n')).toMatch(/ana@example\.org\s+Ana Sousa\s+us-general: lead, TLP:AMBER/);
    expect(
      await warroom(
        'user set-role --email ana@example.org --election us-general --role admin --clearance RED',
      ),
    ).toBe(0);
    expect(
      await warroom('user password --email ana@example.org', { secret: 'another quiet lantern' }),
    ).toBe(0);
    const accounts = await accountsThere();
    expect(accounts.personByEmail('ana@example.org')?.memberships).toMatchObject([
      { role: 'admin', clearance: 'RED' },
    ]);
    expect(
      (
        await accounts.signIn(
          { email: 'ana@example.org', password: 'another quiet lantern' },
          { address: 'x', agent: '' },
        )
      ).ok,
    ).toBe(true);
    expect(await warroom('user disable --email ana@example.org')).toBe(0);
    await accounts.refresh();
    expect(accounts.personByEmail('ana@example.org')?.disabled).toBe(true);
  });

  it('[CL2] join by a printed link, sign in by another, and the first admin by a third', async () => {
    expect(await warroom('setup-link')).toBe(0);
    expect(out[0]).toMatch(/^http:\/\/localhost:8080\/setup#setup\.[a-z2-7]{52}$/);
    expect(await warroom('user add --email ben@example.org --name Ben --admin')).toBe(0);
    const accounts = await accountsThere();
    expect(accounts.invitation(out[0]?.split('#')[1] ?? '')).toMatchObject({
      email: 'ben@example.org',
      admin: true,
    });
    await accounts.addPerson({
      name: 'Ana',
      email: 'ana@example.org',
      password: PASSWORD,
      admin: true,
    });
    expect(await warroom('user link --email ana@example.org')).toBe(0);
    await accounts.refresh();
    expect(
      (await accounts.redeemLink(out[0]?.split('#')[1] ?? '', { address: 'x', agent: '' })).ok,
    ).toBe(true);
    expect(await warroom('setup-link')).toBe(1);
    expect(err[0]).toMatch(/no first admin to set up/);
  });

  it('[CL2] a key is printed once, on standard output alone', async () => {
    expect(await warroom('key add --election us-general --source tips --scope signal:write')).toBe(
      0,
    );
    expect(out).toHaveLength(1);
    const [token = ''] = out;
    const accounts = await accountsThere();
    expect(accounts.intakeKey(token)?.election).toBe('us-general');
    const id = accounts.keys()[0]?.id ?? '';
    expect(await warroom('key list')).toBe(0);
    expect(out.join('\n')).toContain(id);
    expect(out.join('\n')).not.toContain(token.slice(-52));
    expect(await warroom(`key revoke ${id}`)).toBe(0);
    await accounts.refresh();
    expect(accounts.intakeKey(token)).toBeUndefined();
  });

  it('[CL3] changes are noted in the journal of a stopped server', async () => {
    await withJournal();
    await warroom('key add --election us-general --source tips');
    expect(err.filter((line) => line.includes('not noted'))).toEqual([]);
    expect(await warroom('verify')).toBe(0);
    expect(out[0]).toMatch(/^us-general: sound, 2 events/);
  });
});

describe('backup and restore', () => {
  it('[CL4] bring journals and accounts back, without sessions', async () => {
    await withJournal();
    const accounts = await accountsThere();
    const ana = await accounts.addPerson({
      name: 'Ana',
      email: 'ana@example.org',
      password: PASSWORD,
    });
    await accounts.signIn(
      { email: 'ana@example.org', password: PASSWORD },
      { address: 'x', agent: '' },
    );
    expect([await warroom('backup copy'), err]).toEqual([
      0,
      [expect.stringContaining('Backed up')],
    ]);
    expect(out).toEqual(['us-general: 1 events']);
    expect(await warroom('backup copy')).toBe(1);
    expect(err[0]).toMatch(/not empty/);
    expect(await warroom('verify --backup copy')).toBe(0);
    const other = join(dataDir, 'other');
    expect(await warroom('restore copy', { at: other })).toBe(0);
    const restored = await accountsThere(other);
    expect(restored.personByEmail('ana@example.org')?.id).toBe(ana.ok && ana.value.id);
    expect(restored.sessions(ana.ok ? ana.value.id : '')).toEqual([]);
    expect(await warroom('verify', { at: other })).toBe(0);
    expect(await warroom('restore copy', { at: other })).toBe(1);
    expect(err[0]).toMatch(/already there/);
    expect(await warroom(`verify --data other --election us-general`)).toBe(0);
  });

  it('[CL4] a journal that was tampered with fails verification', async () => {
    await withJournal();
    const { file } = journalFiles(dataDir, 'us-general');
    const bytes = readFileSync(file);
    const at = bytes.indexOf('incident.opened');
    bytes.write('incident.openee', at);
    writeFileSync(file, bytes);
    expect(await warroom('verify')).toBe(1);
    expect(out.join('\n')).toMatch(/us-general: /);
  });
});

describe('beside a running server', () => {
  async function running(): Promise<{ server: Server; rig: Awaited<ReturnType<typeof httpRig>> }> {
    const rig = await httpRig();
    const server = createServer(getRequestListener(rig.app.fetch) as never);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    closing.push(
      () => rig.close(),
      () => new Promise((resolve) => server.close(resolve)),
    );
    const { port } = server.address() as AddressInfo;
    await writeServerFile(dataDir, {
      url: `http://127.0.0.1:${port}`,
      token: LOCAL_TOKEN,
      publicUrl: 'https://room.example.org',
    });
    return { server, rig };
  }

  it('[CL5] finds it by a file that only its owner can read, and only while it answers', async () => {
    expect(await localServer(dataDir)).toBeUndefined();
    const { server } = await running();
    expect(statSync(join(dataDir, 'server.json')).mode & 0o777).toBe(0o600);
    expect((await localServer(dataDir))?.token).toBe(LOCAL_TOKEN);
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    expect(await localServer(dataDir)).toBeUndefined();
    removeServerFile(dataDir);
    mkdirSync(join(dataDir, 'x'));
    chmodSync(dataDir, 0o700);
    writeFileSync(join(dataDir, 'server.json'), '{"url":1}');
    expect(await localServer(dataDir)).toBeUndefined();
  });

  it('[CL3] prints links as people open them, and has changes noted by it', async () => {
    const { rig } = await running();
    const { port } = new URL((await localServer(dataDir))?.url ?? '');
    await writeServerFile(dataDir, {
      url: `http://127.0.0.1:${port}`,
      token: 'wrong-secret-of-this-test',
      publicUrl: 'https://room.example.org',
    });
    expect(await warroom('key add --election us-general --source tips')).toBe(0);
    expect(err.join()).toMatch(/not noted in the journal of us-general: the server answered 401/);
    expect(await rig.journal.readAggregate('accounts')).toEqual([]);
    await writeServerFile(dataDir, {
      url: `http://127.0.0.1:${port}`,
      token: LOCAL_TOKEN,
      publicUrl: 'https://room.example.org',
    });
    expect(await warroom('key add --election us-general --source tips')).toBe(0);
    expect(await rig.journal.readAggregate('accounts')).toMatchObject([
      { type: 'account.key-added', data: { source: 'tips' }, by: { kind: 'system', id: 'cli' } },
    ]);
    expect(await warroom('invite --email a@example.org --election us-general --role lead')).toBe(0);
    expect(out[0]).toMatch(/^https:\/\/room\.example\.org\/invite#/);
  });

  it('[CL3] restore refuses while it runs', async () => {
    await running();
    mkdirSync(join(dataDir, 'copy'));
    expect(await warroom('restore copy')).toBe(1);
    expect(err[0]).toMatch(/stop it first/);
  });
});
