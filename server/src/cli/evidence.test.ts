import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openEmbeddedRoom } from '../desk/open-rooms.ts';
import { loadElections } from '../election/load.ts';
import { inPieces } from '../evidence/contract.ts';
import { fileEvidence, spoolDir } from '../evidence/file-store.ts';
import { spoolIn } from '../evidence/spool.ts';
import { s3Server } from '../evidence/testing/s3-server.ts';
import { runCommandLine } from './run.ts';

const electionsDir = join(import.meta.dirname, '../../elections');
const now = (): number => 1_800_000_000_000;
let dataDir: string;
let out: string[];
let err: string[];

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'cli-evidence-'));
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

function warroom(
  line: string,
  { at = dataDir, env = {} }: { at?: string; env?: Record<string, string> } = {},
): Promise<number> {
  out = [];
  err = [];
  return runCommandLine(line.split(' '), {
    out: (text) => out.push(text),
    err: (text) => err.push(text),
    dataDir: at,
    cwd: dataDir,
    electionsDir,
    publicUrl: undefined,
    evidenceEnv: env,
    now,
    readSecret: async () => '',
    interactive: false,
  });
}

/** A stopped server's data directory whose journal refers to these texts; one more was removed again. */
async function withFiles(...texts: string[]): Promise<string[]> {
  const files = loadElections(electionsDir);
  const election = files.ok ? files.elections.find(({ id }) => id === 'us-general') : undefined;
  if (!election) throw new Error('us-general is missing');
  const hashes: string[] = [];
  const spool = spoolIn({ dir: spoolDir(dataDir) });
  const room = await openEmbeddedRoom(election, {
    dataDir,
    now,
    staff: () => [],
    people: () => [],
    notice: () => undefined,
    upload: (_election, sha256) => ({
      sha256,
      size: 1,
      mime: 'text/plain',
      name: 'a.txt',
      hasPreview: false,
    }),
    die: (error) => {
      throw error;
    },
  });
  const who = {
    subject: { kind: 'person', id: 'ana', role: 'lead', clearance: 'AMBER', organisation: null },
    via: 'board',
  } as const;
  await room.command({ type: 'incident.open', commandId: 'o', title: 'A flyer' }, who);
  const [incident = ''] = room.situation.incidents.keys();
  const ask = async (input: object): Promise<void> => {
    const result = await room.command({ incident, ...input }, who);
    if (result.kind === 'refused') throw new Error(result.refusal.message);
  };
  for (const text of [...texts, 'taken off again']) {
    const taken = await spool.take(inPieces(Buffer.from(text)), 100);
    if (taken.kind !== 'taken') throw new Error(taken.kind);
    await fileEvidence({ dataDir }).keep('us-general', taken.file);
    const { sha256 } = taken.file;
    hashes.push(sha256);
    const evidence = { kind: 'file', upload: sha256 };
    await ask({ type: 'incident.evidence-add', commandId: sha256, evidence });
  }
  const last = room.situation.incidents.get(incident)?.incident.evidence.at(-1);
  await ask({
    type: 'incident.evidence-remove',
    commandId: 'off',
    evidence: last?.id,
    reason: 'names a voter',
  });
  await room.close();
  rmSync(spool.dir, { recursive: true, force: true });
  return hashes;
}

const place = (folder: string, sha256: string): string =>
  join(folder, 'evidence', 'us-general', sha256.slice(0, 2), sha256);

describe('evidence on the command line', () => {
  it('[EV24] "evidence check" names every file that is missing or changed', async () => {
    const [first = '', second = ''] = await withFiles('one', 'two', 'three');
    expect(await warroom('evidence check')).toBe(0);
    expect(out).toEqual(['us-general: 3 evidence files, all sound']);
    writeFileSync(place(dataDir, first), 'ONE');
    rmSync(place(dataDir, second));
    expect(await warroom('evidence check --election us-general')).toBe(1);
    expect(out).toEqual([
      expect.stringMatching(new RegExp(`file ${first} of US28-0001 .* is not what was kept`)),
      expect.stringMatching(new RegExp(`file ${second} of US28-0001 is missing`)),
      'us-general: 2 of 3 evidence files are not there or not sound',
    ]);
    expect(await warroom('evidence check --election nowhere')).toBe(1);
    expect(err[0]).toContain('no journal of "nowhere"');
  });

  it('[EV25] a backup holds what is referred to, hashed, and "restore" puts it back', async () => {
    const [first = '', removed = ''] = await withFiles('one');
    expect(await warroom('backup copy')).toBe(0);
    expect(out).toEqual(['us-general: 4 events', 'us-general: 1 evidence file, 0.0 MB']);
    const copy = join(dataDir, 'copy');
    expect(existsSync(place(copy, first))).toBe(true);
    expect(existsSync(place(copy, removed))).toBe(false);
    expect(readdirSync(join(copy, 'evidence'))).toEqual(['us-general']);
    expect(await warroom('evidence check --backup copy')).toBe(0);
    const other = join(dataDir, 'other');
    expect(await warroom('restore copy', { at: other })).toBe(0);
    expect(await warroom('evidence check', { at: other })).toBe(0);
    expect(out).toEqual(['us-general: 1 evidence file, all sound']);
  });

  it('[EV25] a backup that lacks a file is made all the same, and says so', async () => {
    const [first = ''] = await withFiles('one', 'two');
    rmSync(place(dataDir, first));
    expect(await warroom('backup copy')).toBe(1);
    expect(err[0]).toContain(`file ${first} of US28-0001 is missing`);
    expect(err[1]).toContain('but for the evidence files named above');
    expect(await warroom('verify --backup copy')).toBe(0);
  });

  it('[EV26] "evidence copy" brings files to an S3 store, and a backup says that they are apart', async () => {
    const hashes = await withFiles('one', 'two');
    const server = await s3Server();
    try {
      const env = {
        EVIDENCE_STORE: 's3://evidence/moved',
        S3_ENDPOINT: server.place.endpoint,
        S3_ACCESS_KEY_ID: server.place.accessKeyId,
        S3_SECRET_ACCESS_KEY: server.place.secretAccessKey,
      };
      expect(await warroom('evidence check', { env })).toBe(1);
      expect(await warroom('evidence copy', { env })).toBe(0);
      expect(out).toEqual(['us-general: 2 evidence files, 0.0 MB']);
      for (const sha256 of hashes) rmSync(place(dataDir, sha256), { force: true });
      expect(await warroom('evidence check', { env })).toBe(0);
      expect(await warroom('backup copy', { env })).toBe(0);
      expect(err[0]).toContain('Evidence files are apart, in s3://evidence/moved/');
      const wrong = { ...env, S3_SECRET_ACCESS_KEY: 'no' };
      expect(await warroom('evidence copy', { env: wrong })).toBe(1);
      expect(err[0]).toContain('S3_SECRET_ACCESS_KEY does not belong');
    } finally {
      await server.close();
    }
    expect(await warroom('evidence copy')).toBe(1);
    expect(err[0]).toContain('set EVIDENCE_STORE=s3://BUCKET');
  });
});
