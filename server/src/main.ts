import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { accountsFile, sqliteAccounts } from './accounts/open-accounts.ts';
import { startApp } from './app.ts';
import { removeServerFile, writeServerFile } from './cli/local-server.ts';
import { HELP, readConfig } from './config.ts';
import type { Config } from './config.ts';
import { openRooms, roomDir } from './desk/open-rooms.ts';
import { castOf, drillsOf } from './drill/drills.ts';
import { loadElections } from './election/load.ts';
import { JournalFileError } from './journal/journal-file.ts';
import { serverLog } from './ops/log.ts';
import { gracefulShutdown } from './ops/shutdown.ts';
import { keptSecret } from './secrets.ts';

/** The one place that reads the environment, composes the server, prints to people and ends the process. */
const ELECTIONS_DIR = join(import.meta.dirname, '../elections');
const CLIENT_DIR = join(import.meta.dirname, '../../client/dist');

const say = (line: string): void => void process.stdout.write(`${line}\n`);

function fail(sentence: string, code = 1): never {
  process.stderr.write(`${sentence}\n`);
  process.exit(code);
}

const read = readConfig(
  process.argv.slice(2),
  process.env,
  process.env['INIT_CWD'] ?? process.cwd(),
);
if ('help' in read) {
  say(HELP);
  process.exit(0);
}
if ('problem' in read) fail(read.problem, 2);
await serve(read.config).catch((error: unknown) => fail(inWords(error, read.config)));

async function serve(config: Config): Promise<void> {
  const now = Date.now;
  const log = serverLog({ level: config.logLevel, build: __BUILD_ID__ });
  const notice = (message: string, cause?: unknown): void =>
    log.warn(cause === undefined ? {} : { err: cause }, message);
  const files = loadElections(ELECTIONS_DIR, join(config.dataDir, 'elections'));
  if (!files.ok) fail(files.message);
  mkdirSync(config.dataDir, { recursive: true, mode: 0o700 });

  let drillNames: (election: string) => { id: string; name: string }[] = () => [];
  const accounts = await sqliteAccounts({
    file: accountsFile(config.dataDir),
    now,
    elections: () => known(),
    notice,
  });
  const rooms = await openRooms({
    dataDir: config.dataDir,
    elections: files.elections,
    now,
    staff: (election) => [...accounts.staff(election), ...drillNames(election)],
    people: (election) => [...accounts.people(election), ...drillNames(election)],
    notice,
    die: (error) =>
      fail(
        `The journal could not be written for certain, so the server stops: ${error.message} Start it again; nothing acknowledged is lost.`,
        74,
      ),
  });
  drillNames = (election) => castOf(rooms, election);
  function known(): { id: string; drillOf?: string | undefined }[] {
    return rooms.all().map((room) => ({ id: room.id, drillOf: room.election.election.drillOf }));
  }

  const drills = drillsOf({
    rooms,
    accounts,
    dirOf: (election) => roomDir(config.dataDir, election),
    now,
    notice,
  });
  const localToken = randomBytes(32).toString('base64url');
  const app = await startApp({
    config,
    rooms,
    accounts,
    drills,
    build: __BUILD_ID__,
    now,
    clientDir: CLIENT_DIR,
    cursorSecret: keptSecret(config.dataDir, 'cursors'),
    localToken,
    log,
  });
  await writeServerFile(config.dataDir, {
    url: app.localUrl,
    token: localToken,
    ...(config.publicUrl === undefined ? {} : { publicUrl: config.publicUrl }),
  });
  const goDown = gracefulShutdown({
    steps: [
      { name: 'stop drills', withinMs: 1_000, run: () => drills.stop() },
      ...app.closing,
      { name: 'close journals', withinMs: 20_000, run: () => rooms.close() },
      { name: 'close accounts', withinMs: 5_000, run: () => accounts.close() },
      {
        name: 'forget the address',
        withinMs: 1_000,
        run: () => removeServerFile(config.dataDir),
      },
    ],
    log,
    exit: (code) => process.exit(code),
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.on(signal, () => void goDown(signal));
  drills.resume();

  say(`\nElection War Room ${__BUILD_ID__}`);
  say(`Listening on ${app.url}`);
  const setup = await accounts.setupToken();
  if (setup !== undefined) say(`\nSet up (the first admin, once): ${app.url}/setup#${setup}`);
  if (config.drill) {
    const links = await drills.links(await drills.start());
    say('\nEXERCISE running: an election day in about ten minutes. Each link works once.');
    say(`  Lead      ${app.url}${links.lead}`);
    say(`  Triager   ${app.url}${links.triager}`);
    say(`  Wall      ${app.url}${links.wall}`);
  }
  say('\nCtrl-C stops it; nothing acknowledged is lost.\n');
}

/** A failure to start, in one sentence. */
function inWords(error: unknown, config: Config): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE')
    return `Port ${config.port} is taken; stop what uses it, or choose another with PORT=8081 npm start.`;
  if (code === 'EACCES')
    return `This may not be done here: ${(error as Error).message}. Choose a port above 1023, or a data directory that is yours.`;
  if (code === 'ENOSPC') return 'The disk is full; make room and start again. Nothing was damaged.';
  if (error instanceof JournalFileError) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
