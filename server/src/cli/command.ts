import { parseArgs, type ParseArgsConfig } from 'node:util';

/** What a command may touch; tests hand in their own. */
export interface CommandIo {
  /** A line on standard output: the answer. */
  out(line: string): void;
  /** A line on standard error: what happens, what went wrong. */
  err(line: string): void;
  /** Writes a line over the one before; missing where nobody watches. */
  overwrite?: ((line: string) => void) | undefined;
  dataDir: string;
  /** File names count from here. */
  cwd: string;
  /** Shipped election files. */
  electionsDir: string;
  /** The address people use, where the environment names one. */
  publicUrl: string | undefined;
  /** The shared store as the environment's STORE names it; undefined: everything is in the data directory. */
  store?: string | undefined;
  /** The environment, for EVIDENCE_STORE and what goes with it; undefined: files are in the data directory. */
  evidenceEnv?: Readonly<Record<string, string | undefined>> | undefined;
  now(): number;
  /** A secret typed without being shown, or all of standard input where there is no terminal. */
  readSecret(prompt: string): Promise<string>;
  /** Whether a person sits at a terminal. */
  interactive: boolean;
}

/** One subcommand; a file in `commands/` exports it as `command`. */
export interface Command {
  /** As typed: `key add`. */
  name: string;
  /** One line for the list of commands. */
  summary: string;
  /** Everything --help says. */
  help: string;
  /** Answers the exit code: 0 ok, 1 failure. Throws UsageError and CommandFailure. */
  run(args: string[], io: CommandIo): Promise<number>;
}

/** Called in a way it can't be (exit code 2). */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Could not be done; the message is one sentence for a person (exit code 1). */
export class CommandFailure extends Error {
  override readonly name = 'CommandFailure';
}

type Options = NonNullable<ParseArgsConfig['options']>;

/** Parses a command's arguments. Throws UsageError that names what is unknown. */
export function parsed<O extends Options>(args: string[], options: O, positionals = 0) {
  let result;
  try {
    result = parseArgs({ args, options, allowPositionals: positionals > 0, strict: true });
  } catch (error) {
    throw new UsageError(
      error instanceof Error ? error.message.replace(/\. To specify.*$/s, '.') : String(error),
    );
  }
  if (result.positionals.length > positionals)
    throw new UsageError(`"${result.positionals[positionals]}" is one argument too many.`);
  return result;
}

/** The value of an option that must be given. */
export function needed(value: string | undefined, option: string, example: string): string {
  if (value === undefined || value.trim() === '')
    throw new UsageError(`${option} is missing; for example: ${option} ${example}`);
  return value.trim();
}

/** One of a few words. */
export function oneOf<T extends string>(value: string, allowed: readonly T[], option: string): T {
  const found = allowed.find((word) => word === value);
  if (found === undefined)
    throw new UsageError(`${option} is "${value}"; it must be one of ${allowed.join(', ')}.`);
  return found;
}

/** Rows as aligned text with a header. */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const widths = header.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => [...(row[column] ?? '')].length)),
  );
  return [header, ...rows].map((row) =>
    row
      .map(
        (cell, column) => cell + ' '.repeat(Math.max(0, (widths[column] ?? 0) - [...cell].length)),
      )
      .join('  ')
      .trimEnd(),
  );
}

/** A time as people at a terminal read it, or a dash. */
export function shownTime(at: number | null): string {
  return at === null ? '–' : `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
