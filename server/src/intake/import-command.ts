import { createReadStream, existsSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { compileElection } from '@warroom/shared';
import type { Election, ImportPlan } from '@warroom/shared';
import type { Room } from '../desk/room.ts';
import { JournalUnavailable } from '../journal/journal.ts';
import { mapProblem, suggestMap } from './import/column-map.ts';
import { IMPORT_HELP, importOptions } from './import/command-options.ts';
import type { ImportOptions } from './import/command-options.ts';
import { httpSink, ImportRefused } from './import/http-sink.ts';
import type { LocalServer } from './import/http-sink.ts';
import { openRows } from './import/open-rows.ts';
import { rejectedFile } from './import/rejected-file.ts';
import { emptyReport } from './import/report.ts';
import { reportText } from './import/report-text.ts';
import { runImport } from './import/run-import.ts';
import type { ImportClock } from './import/run-import.ts';
import { roomSink } from './import/sink.ts';
import type { Sink } from './import/sink.ts';
import { importKey, stateFile } from './import/state-file.ts';
import { rowMapper } from './import/to-signal.ts';
import { UnreadableFile } from './import/unreadable.ts';

/** What the command line hands in. */
export interface ImportCommandParts {
  dataDir: string;
  /** Elections of files and drills, by id; `all` for the sentence that names them. */
  elections: readonly Election[];
  /** The server that runs on this data directory, if one does. */
  localServer(): Promise<LocalServer | undefined>;
  /** Opens the election itself, when no server runs. */
  openRoom(election: Election): Promise<Room>;
  /** To standard output and standard error; `progress` overwrites its line, and is left out where there is no terminal. */
  out(text: string): void;
  err(text: string): void;
  progress?: ((line: string) => void) | undefined;
  clock: ImportClock;
  /** Ctrl-C: what was acknowledged stays. */
  stop: AbortSignal;
  fetch?: typeof fetch;
}

/** `warroom import`. Answers the exit code: 0 done, 1 failed, 2 asked wrongly, 130 stopped. */
export async function importCommand(
  args: readonly string[],
  parts: ImportCommandParts,
): Promise<number> {
  const read = importOptions(args);
  if ('help' in read) {
    parts.out(IMPORT_HELP);
    return 0;
  }
  const problem = 'problem' in read ? read.problem : problemWith(read.options, parts);
  if (problem !== undefined || 'problem' in read) {
    parts.err(`${problem ?? ''}\n`);
    return 2;
  }
  try {
    return await importFile(read.options, parts);
  } catch (error) {
    if (
      error instanceof UnreadableFile ||
      error instanceof ImportRefused ||
      error instanceof JournalUnavailable
    ) {
      parts.err(`${basename(read.options.file)}: ${error.message}\n`);
      return 1;
    }
    throw error;
  }
}

function problemWith(
  { file, election, rejected }: ImportOptions,
  parts: ImportCommandParts,
): string | undefined {
  if (!existsSync(file)) return `There is no file ${file}.`;
  if (!statSync(file).isFile()) return `${file} is no file; name one CSV or NDJSON file.`;
  if (rejected !== undefined && existsSync(rejected) && statSync(rejected).isDirectory())
    return `--rejected ${rejected} is a folder; name a file.`;
  if (parts.elections.some(({ id }) => id === election)) return undefined;
  return `There is no election "${election}". There is ${parts.elections.map(({ id }) => id).join(', ')}.`;
}

async function importFile(options: ImportOptions, parts: ImportCommandParts): Promise<number> {
  const { file } = options;
  const election = parts.elections.find(({ id }) => id === options.election);
  if (!election) throw new ImportRefused(`There is no election "${options.election}".`);
  const opened = await openRows(createReadStream(file), options.plan);
  const plan: ImportPlan = { ...options.plan, map: options.plan.map ?? suggestMap(opened.columns) };
  const wrong = mapProblem(plan.map, opened.columns);
  if (wrong) {
    parts.err(`${wrong.message}\n`);
    return 2;
  }
  const zone = plan.zone ?? election.zone;
  const target = await targetOf(options, election, plan, parts);
  const { replay: _pace, ...identity } = plan;
  const state = stateFile(
    join(parts.dataDir, 'imports'),
    await importKey(file, { ...identity, zone, election: election.id }),
  );
  const earlier = options.restart || options.dryRun ? undefined : await state.load();
  if (earlier)
    parts.err(
      `Goes on after row ${earlier.report.rows.toLocaleString('en-US')}, where it was broken off (--restart begins anew).\n`,
    );
  const sameFile =
    earlier?.rejectedFile === (options.rejected ?? null) &&
    options.rejected !== undefined &&
    existsSync(options.rejected);
  const rejected =
    options.rejected === undefined
      ? undefined
      : await rejectedFile(
          options.rejected,
          opened.format === 'csv' ? opened.columns : ['json'],
          sameFile ? earlier.rejectedBytes : undefined,
        );
  try {
    const { report, stopped } = await runImport({
      rows: opened.rows,
      mapper: rowMapper(
        { map: plan.map, zone, dates: plan.dates, channel: plan.channel },
        compileElection(election),
      ),
      sink: target.sink,
      clock: parts.clock,
      stop: parts.stop,
      replay: options.dryRun ? undefined : plan.replay,
      resume: earlier
        ? { rows: earlier.report.rows, report: earlier.report }
        : { rows: 0, report: emptyReport() },
      onRejected: (row, reasons) => rejected?.write(row, reasons),
      async onProgress(so) {
        const rejectedBytes = (await rejected?.flush()) ?? 0;
        if (!options.dryRun)
          await state.save({ rejectedFile: options.rejected ?? null, rejectedBytes, report: so });
        parts.progress?.(
          `${so.rows.toLocaleString('en-US')} rows: ${so.accepted.toLocaleString('en-US')} accepted, ${so.duplicates.toLocaleString('en-US')} duplicates, ${so.rejected.toLocaleString('en-US')} rejected`,
        );
      },
    });
    if (!stopped && !options.dryRun) await state.remove();
    parts.out(
      reportText(report, {
        file: basename(file),
        election: election.id,
        plan,
        zone,
        opened,
        dryRun: options.dryRun,
        guessedMap: options.plan.map === undefined,
        rejectedFile: options.rejected,
      }),
    );
    if (!stopped) return 0;
    parts.err('Stopped. Run the same command again to go on.\n');
    return 130;
  } finally {
    await rejected?.close();
    await target.close();
  }
}

/** The running server, or the room itself where none runs. */
async function targetOf(
  options: ImportOptions,
  election: Election,
  plan: ImportPlan,
  parts: ImportCommandParts,
): Promise<{ sink: Sink; close(): Promise<void> }> {
  if (await parts.localServer()) {
    const sink = httpSink({
      find: () => parts.localServer(),
      fetch: parts.fetch ?? fetch,
      clock: parts.clock,
      stop: parts.stop,
      election: election.id,
      source: plan.source,
      dryRun: options.dryRun,
    });
    return { sink, close: () => Promise.resolve() };
  }
  const room = await parts.openRoom(election);
  return { sink: roomSink(room, plan.source, options.dryRun), close: () => room.close() };
}
