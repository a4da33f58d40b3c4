/**
 * A file that can't be read on from some line; its message says what is wrong and what would be right.
 * Thrown, because it can happen in the middle of a stream; caught once, where the import was begun.
 */
export class UnreadableFile extends Error {
  /** Counted from 1; undefined where it is the file as a whole. */
  readonly line: number | undefined;
  constructor(message: string, line?: number) {
    super(line === undefined ? message : `Line ${line}: ${message}`);
    this.name = 'UnreadableFile';
    this.line = line;
  }
}
