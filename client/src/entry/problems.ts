import type { ApiError } from '../api.ts';

/** The server could not be asked who is signed in, so no page can be drawn. */
export class Unreachable extends Error {
  readonly kind: ApiError['kind'];
  constructor(error: ApiError) {
    super(error.message);
    this.name = 'Unreachable';
    this.kind = error.kind;
  }
}

/** The election in the address isn't one the person takes part in. */
export class NoElection extends Error {
  readonly election: string;
  constructor(election: string) {
    super(`no election ${election}`);
    this.name = 'NoElection';
    this.election = election;
  }
}

/** Whether a part of the page could not be loaded, as happens when a new version replaced its files. */
export function isMissingPart(error: unknown): boolean {
  return (
    error instanceof Error &&
    /dynamically imported module|importing a module script failed|preload css/i.test(error.message)
  );
}
