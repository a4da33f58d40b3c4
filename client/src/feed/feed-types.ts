import type {
  Command,
  CommandResult,
  Down,
  FeedSnapshot,
  Hello,
  PresenceRequest,
  Refusal,
  StreamName,
  Up,
} from '@warroom/shared';
import type { DownValue } from './feed-socket.ts';

/** What is pushed besides incidents. */
export interface Watched {
  signals: boolean;
  metrics: boolean;
  incident: string | null;
}

/**
 * How the connection stands. `live`: connected and in step. `ended`: the server said goodbye for good
 * (`bye` says why); nothing more will come. How old the data is, is judged by `asOf`, not by this.
 */
export interface FeedStatus {
  phase: 'connecting' | 'live' | 'offline' | 'ended';
  /** Server time (epoch ms) at which this phase began, by the best clock there was. */
  since: number;
  /** Attempts to connect since it was last live. */
  attempts: number;
  hello: Hello | null;
  bye: Refusal | null;
  /** The build that the server runs, when it is not ours: reload when it suits. */
  newBuild: string | null;
  /** Why the server takes no writes, or null. */
  readOnly: string | null;
  /** Since when, server time; as far back as the picture is known to stand still. */
  readOnlySince: number | null;
  /** Why what is acknowledged may still be lost, or null. */
  unsafe: string | null;
  heartbeatMs: number;
  /** Per stream, until when the server knew its picture to be whole; epoch ms. */
  asOf: Record<StreamName, number | null>;
  /** Commands without an answer yet. */
  pending: number;
}

/** What a feed tells; deltas come strictly in order, each starting where the last ended. */
export type FeedEvents = {
  [N in Exclude<keyof Down, 'bye' | 'drain' | 'heartbeat'>]: DownValue<N>;
} & { snapshot: FeedSnapshot; status: FeedStatus };

/** A live line to one election. */
export interface Feed {
  readonly election: string;
  status(): FeedStatus;
  on<N extends keyof FeedEvents>(name: N, listener: (value: FeedEvents[N]) => void): () => void;
  /** Replaces what is watched; kept across reconnections. */
  watch(watched: Partial<Watched>): void;
  /** Says what this person looks at; repeated every 10 s until changed. */
  presence(request: PresenceRequest): void;
  /** A display's report of itself; lost when offline. */
  report(report: Parameters<Up['report']>[0]): void;
  /** Resolves with the server's answer; survives reconnections by asking again under the same commandId. */
  command(command: Command): Promise<CommandResult>;
  /** The server's time now, epoch ms; the local clock until the server was heard. */
  serverNow(): number;
  /** Server time minus local time, ms. */
  offsetMs(): number;
  close(): void;
}
