import { resolve } from 'node:path';
import { AccountFileError } from '../accounts/sqlite-store.ts';
import { EvidenceUnavailable } from '../evidence/evidence-store.ts';
import { JournalFileError } from '../journal/journal-file.ts';
import { CommandFailure, UsageError, type Command, type CommandIo } from './command.ts';

const found = import.meta.glob<{ command: Command }>('./commands/*.ts', { eager: true });

/** All subcommands, one file each, by name. */
export const COMMANDS: readonly Command[] = Object.values(found)
  .map(({ command }) => command)
  .toSorted((a, b) => a.name.localeCompare(b.name));

/**
 * Runs one command line. Exit codes: 0 done, 1 not done, 2 called wrongly. Whatever goes wrong is
 * one sentence on standard error.
 */
export async function runCommandLine(
  given: readonly string[],
  inherited: CommandIo,
): Promise<number> {
  const { args, dataDir } = withoutDataDir(given);
  const io =
    dataDir === undefined ? inherited : { ...inherited, dataDir: resolve(inherited.cwd, dataDir) };
  const words = args.filter((arg) => !arg.startsWith('-'));
  const command = COMMANDS.findLast(({ name }) => `${words.join(' ')} `.startsWith(`${name} `));
  if (!command) return overview(args, words, io);
  const rest = withoutName(args, command.name);
  if (rest.includes('--help') || rest.includes('-h')) {
    io.out(command.help.trim());
    return 0;
  }
  try {
    return await command.run(rest, io);
  } catch (error) {
    if (error instanceof UsageError) {
      io.err(`${error.message} See "warroom ${command.name} --help".`);
      return 2;
    }
    io.err(sentence(error));
    return 1;
  }
}

function overview(args: readonly string[], words: readonly string[], io: CommandIo): number {
  const asked =
    args.length === 0 || args.includes('--help') || args.includes('-h') || words[0] === 'help';
  const group = COMMANDS.filter(({ name }) => name.startsWith(`${words[0] ?? ''} `));
  const shown = group.length > 0 ? group : COMMANDS;
  const lines = [
    'Usage: npm run warroom -- COMMAND [OPTIONS]',
    '',
    ...shown.map(({ name, summary }) => `  ${name.padEnd(18)}${summary}`),
    '',
    'Each has --help. Data lies in DATA_DIR (default ./data); --data DIR names another.',
  ];
  if (asked || (group.length > 0 && words.length === 1)) {
    for (const line of lines) io.out(line);
    return 0;
  }
  io.err(
    `There is no command "${words.slice(0, 2).join(' ')}". Run with --help for those there are.`,
  );
  return 2;
}

/** `--data DIR`, which every command takes, apart from the rest. */
function withoutDataDir(given: readonly string[]): { args: string[]; dataDir: string | undefined } {
  const at = given.findIndex((arg) => arg === '--data' || arg.startsWith('--data='));
  const arg = given[at];
  if (arg === undefined) return { args: [...given], dataDir: undefined };
  const joined = arg.startsWith('--data=');
  return {
    args: given.filter((_, index) => index !== at && (joined || index !== at + 1)),
    dataDir: joined ? arg.slice('--data='.length) : given[at + 1],
  };
}

/** The arguments after the command's own words, wherever options stand among them. */
function withoutName(args: readonly string[], name: string): string[] {
  const words = name.split(' ');
  return args.filter((arg) => {
    if (arg !== words[0]) return true;
    words.shift();
    return false;
  });
}

function sentence(error: unknown): string {
  if (
    error instanceof CommandFailure ||
    error instanceof AccountFileError ||
    error instanceof JournalFileError ||
    error instanceof EvidenceUnavailable
  )
    return error.message;
  return `It failed: ${error instanceof Error ? error.message : String(error)}`;
}
