import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { PersonView } from '@warroom/shared';
import { startApp } from './app.ts';
import { automationOf } from './automation.ts';
import { removeServerFile, writeServerFile } from './cli/local-server.ts';
import { HELP, readConfig } from './config.ts';
import type { Config } from './config.ts';
import { openRooms } from './desk/open-rooms.ts';
import { castOf, drillsOf } from './drill/drills.ts';
import { loadElections } from './election/load.ts';
import { EvidenceUnavailable } from './evidence/evidence-store.ts';
import { evidenceOf } from './evidence/open-evidence.ts';
import { JournalFileError } from './journal/journal-file.ts';
import { JournalUnavailable } from './journal/journal.ts';
import { serverLog } from './ops/log.ts';
import type { OutboxFigures } from './ops/outbox-metrics.ts';
import { gracefulShutdown } from './ops/shutdown.ts';
import { readAllowList } from './outbox/guard-address.ts';
import { secretsOf } from './outbox/secrets.ts';
import { RedisUnavailable } from './redis/redis-link.ts';
import { sharedStores } from './shared-stores.ts';
import { embeddedStores } from './stores.ts';
import { tellingOf } from './telling.ts';

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
  const allow = readAllowList(config.outboxAllow.join(','));
  if ('problem' in allow) fail(allow.problem, 2);
  mkdirSync(config.dataDir, { recursive: true, mode: 0o700 });

  let drillNames: (election: string) => PersonView[] = () => [];
  const die = (error: Error): never =>
    fail(
      `The journal could not be written for certain, so the server stops: ${error.message} Start it again; nothing acknowledged is lost.`,
      74,
    );
  const listening = { url: '' };
  const stranded = (reason: string): never => fail(`This node stops: ${reason}`, 75);
  const base = { dataDir: config.dataDir, now, notice, die, elections: () => known() };
  const stores = config.store
    ? await sharedStores({
        ...base,
        ...config.store,
        build: __BUILD_ID__,
        stranded,
        url: () => config.store?.nodeUrl ?? listening.url,
      })
    : await embeddedStores(base);
  const { accounts, cluster } = stores;
  const evidence = await evidenceOf({
    dataDir: config.dataDir,
    place: config.evidence,
    cluster,
    now,
    notice,
    alarm: (message, cause) => log.error(cause === undefined ? {} : { err: cause }, message),
  });
  const telling = await tellingOf({ config, cluster, accounts });
  const rooms = await openRooms({
    dataDir: config.dataDir,
    elections: files.elections,
    drills: stores.drills,
    openJournal: stores.openJournal,
    now,
    staff: (election) => [...accounts.staff(election), ...drillNames(election)],
    people: (election) => [...accounts.people(election), ...drillNames(election)],
    notice,
    subjectOf: telling.subjectOf,
    wayKinds: telling.wayKinds,
    upload: (election, token, person) => evidence.tokens.read(election, person, token),
  });
  evidence.sweepIn(rooms);
  drillNames = (election) => castOf(rooms, election);
  function known(): { id: string; drillOf?: string | undefined }[] {
    return rooms.all().map((room) => ({ id: room.id, drillOf: room.election.election.drillOf }));
  }

  const drills = drillsOf({ rooms, accounts, shelf: stores.drills, cluster, now, notice });
  let outboxes: () => Iterable<OutboxFigures> = () => [];
  const localToken = randomBytes(32).toString('base64url');
  const app = await startApp({
    config,
    cluster,
    rooms,
    accounts,
    drills,
    evidence: evidence.desk,
    build: __BUILD_ID__,
    now,
    clientDir: CLIENT_DIR,
    cursorSecret: await cluster.secret('cursors'),
    calendarSecret: await cluster.secret('calendars'),
    localToken,
    telling,
    outboxes: () => outboxes(),
    log,
  });
  listening.url = app.localUrl;
  const automation = automationOf({
    rooms,
    cluster,
    allow: allow.allow,
    secretOf: secretsOf({ env: process.env, dir: join(config.dataDir, 'secrets') }),
    mail: telling.mail,
    vapid: telling.vapid,
    people: telling.people,
    displays: (election) => accounts.displays(election),
    publicUrl: config.publicUrl,
    now,
    notice,
  });
  outboxes = automation.outboxes;
  await writeServerFile(config.dataDir, {
    url: app.localUrl,
    token: localToken,
    ...(config.publicUrl === undefined ? {} : { publicUrl: config.publicUrl }),
  });
  const goDown = gracefulShutdown({
    steps: [
      { name: 'stop drills', withinMs: 1_000, run: () => drills.stop() },
      ...app.closing,
      { name: 'stop clocks and messages', withinMs: 5_000, run: () => automation.stop() },
      { name: 'stop sweeping evidence', withinMs: 1_000, run: () => evidence.stop() },
      { name: 'close journals', withinMs: 20_000, run: () => rooms.close() },
      { name: 'close accounts', withinMs: 5_000, run: () => accounts.close() },
      { name: 'let go of the store', withinMs: 3_000, run: () => stores.close() },
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
  // Of several nodes the first prints a link; one that the next printed would end it.
  const setup = await accounts.setupToken({ keepEarlier: cluster.shared });
  if (setup === undefined && accounts.needsSetup())
    say(
      '\nSet up: by the link that was printed first, or a fresh one: npm run warroom -- setup-link',
    );
  if (setup !== undefined) say(`\nSet up (the first admin, once): ${app.url}/setup#${setup}`);
  if (config.drill) {
    const links = await drills.links(await drills.start());
    say('\nEXERCISE running: an election day in about ten minutes. Each link works once.');
    say(`  Lead      ${app.url}${links.lead}`);
    say(`  Triager   ${app.url}${links.triager}`);
    say(`  Wall      ${app.url}${links.wall}`);
  }
  const isUnsafe = rooms.all().some((room) => room.unsafe?.() != null);
  say(
    isUnsafe
      ? '\nNOT DURABLE: Redis may lose what it acknowledges (see /readyz).\nCtrl-C stops it.\n'
      : '\nCtrl-C stops it; nothing acknowledged is lost.\n',
  );
}

/** A failure to start, in one sentence. */
function inWords(error: unknown, config: Config): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE')
    return `Port ${config.port} is taken; stop what uses it, or choose another with PORT=8081 npm start.`;
  if (code === 'EACCES')
    return `This may not be done here: ${(error as Error).message}. Choose a port above 1023, or a data directory that is yours.`;
  if (code === 'ENOSPC') return 'The disk is full; make room and start again. Nothing was damaged.';
  if (
    error instanceof JournalFileError ||
    error instanceof JournalUnavailable ||
    error instanceof RedisUnavailable ||
    error instanceof EvidenceUnavailable
  )
    return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
