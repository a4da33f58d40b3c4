import type { CompiledElection, PersonView } from '@warroom/shared';
import { openFeed } from '../feed/connection.ts';
import type { Feed } from '../feed/connection.ts';
import { ticker } from '../store/ticker.ts';
import type { Ticker } from '../store/ticker.ts';

/** All that a page beside the board works with: the line to the server, the election, the time. */
export interface DeskRoom {
  election: CompiledElection;
  /** The election's id. */
  id: string;
  me: string;
  feed: Feed;
  clock: Ticker;
  /** `/api/elections/<id>`. */
  base: string;
  close(): void;
}

export interface DeskRoomOptions {
  election: CompiledElection;
  me: string;
  build: string;
  /** Given by tests. */
  feed?: Feed;
}

/** Opens the line to an election for one page. */
export function openDeskRoom({ election, me, build, feed: given }: DeskRoomOptions): DeskRoom {
  const { id } = election.election;
  const feed = given ?? openFeed({ election: id, build });
  return {
    election,
    id,
    me,
    feed,
    clock: ticker({ serverNow: feed.serverNow }),
    base: `/api/elections/${encodeURIComponent(id)}`,
    close: () => feed.close(),
  };
}

/** A person's name as last heard; someone no longer on the list has left. */
export function personName(people: readonly PersonView[], id: string): string {
  return people.find((person) => person.id === id)?.name ?? 'Someone who left';
}
