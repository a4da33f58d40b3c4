import type {
  Audience,
  BriefContent,
  CommandResult,
  IncidentMore,
  IncidentView,
  MergeSuggestion,
  Rules,
  Signal,
  SignalInput,
  SignalView,
  Situation,
  SourceView,
  Subject,
  TimelineEntry,
  Touched,
  Via,
} from '@warroom/shared';
import type { CompiledElection } from '@warroom/shared';
import type { StoredEvent, UnitResult } from '../journal/journal.ts';
import type { Finder } from './find.ts';
import type { MessageLog, MessageLogQuery } from './message-log.ts';
import type { KeyedWrites } from './record.ts';
import type { IncidentQuery, Page, SignalQuery } from '../library/query.ts';

/** A signal from a connector, already checked against `SignalInput`. */
export interface ReceivedSignal {
  input: SignalInput;
  source: string;
  /** When two have the same key (source and external id, normally), the later is a duplicate. Undefined: never one. */
  dedupeKey?: string | undefined;
  via: Via;
}

/** What became of one received signal; `id` is the signal's, the first one's for a duplicate. */
export type Received =
  | { kind: 'accepted'; id: string; seq: number }
  | { kind: 'duplicate'; id: string | null };

/** What a batch of events, just folded, touched. Delivered after they are durable, in order. */
export interface RoomChange {
  events: readonly StoredEvent[];
  touched: readonly Touched[];
}

/** One election at work on this node: the only way to its journal, situation and library. */
export interface Room {
  readonly id: string;
  readonly epoch: string;
  readonly election: CompiledElection;
  readonly rules: Rules;
  readonly situation: Situation;
  /**
   * Runs one command: parses it, checks who may, decides, writes, answers when durable. Never throws for
   * bad input: that is a refusal. `input` is what came over the wire.
   */
  command(input: unknown, who: { subject: Subject; via: Via }): Promise<CommandResult>;
  /** Takes in signals; resolves when all are durable and folded. Throws JournalUnavailable when it can't. */
  receive(batch: readonly ReceivedSignal[]): Promise<Received[]>;
  /** A source says that what it raised under this dedupe key is over. False when no such signal is known. */
  sourceResolved(dedupeKey: string, source: string): Promise<boolean>;
  onChange(listener: (change: RoomChange) => void): () => void;
  timeline(incident: string, audience: Audience, afterVersion?: number): Promise<TimelineEntry[]>;
  incident(id: string, audience: Audience): IncidentView | undefined;
  /** Tasks, links, evidence and watchers of an incident, for people. */
  more(id: string, audience: Audience): IncidentMore | undefined;
  /** Open incidents that may be the same as this open one, and why; best first. */
  suggestions(id: string, audience: Audience): Promise<MergeSuggestion[]>;
  signal(id: string, audience: Audience): Promise<SignalView | undefined>;
  /** Texts of signals still in memory (the newest) or from the library, projected. */
  signals(ids: readonly string[], audience: Audience): Promise<SignalView[]>;
  signalPage(query: SignalQuery, audience: Audience): Promise<Page<SignalView>>;
  incidentPage(query: IncidentQuery, audience: Audience): Promise<Page<IncidentView>>;
  /** Searching over all of it. */
  readonly find: Finder;
  /** What became of messages, neither telling nor counting those about incidents that the audience may not know of. */
  messages?(query: MessageLogQuery, audience: Audience): Promise<MessageLog>;
  /** The event's signal with its text, straight from the event (for the live queue). */
  signalOf(event: StoredEvent, audience: Audience): SignalView | undefined;
  sources(): SourceView[];
  /** Until when this node's picture is known to be whole, epoch ms. */
  asOf(): number;
  /** Null, or why writes are refused just now. */
  readOnly(): string | null;
  /** Null, or in what respect an acknowledgement is weaker than durable, where an operator insisted. */
  unsafe?(): string | null;
  /**
   * Resolves when whatever anyone was acknowledged on any node before this call is in the situation here.
   * Throws JournalUnavailable when that can't be known now.
   */
  caughtUp?(): Promise<void>;
  /** How far this node's own copy of a shared journal is, and what is wrong with it if anything. */
  copy?(): { seq: number; behind: number; fault: string | null } | undefined;
  loadSignal(id: string): Promise<Signal | undefined>;
  /** A shift brief as it was signed; null before, and once it was erased. Not filtered for anyone. */
  signedBrief(id: string): Promise<BriefContent | null>;
  /**
   * Writes what the server does by itself: `system` names the part of it (`clockwork`, `outbox`). Results in
   * order; what others changed first is a conflict, what was written before under the key is `repeated`.
   */
  record(system: string, units: readonly KeyedWrites[]): Promise<UnitResult[]>;
  /** What was recorded about walls and displays since then (epoch ms), in order. Not filtered for anyone. */
  wallRecords?(since: number): Promise<StoredEvent[]>;
  /** Notes in the journal what was changed in accounts (roles, keys, displays). */
  note(
    type: `account.${string}`,
    data: Record<string, string | number | boolean | null>,
    by: Subject,
    /** Kept apart, so that it can be erased. */
    personal?: { reason: string },
  ): Promise<void>;
  close(): Promise<void>;
}

/** The elections of this server. */
export interface Rooms {
  get(id: string): Room | undefined;
  all(): Room[];
  /** Opens a drill: a new election marked EXERCISE, with its scenario running. */
  startDrill(): Promise<Room>;
  onOpened(listener: (room: Room) => void): () => void;
  /** Opens what other nodes have begun meanwhile (a drill): for an election that isn't known here. */
  refresh?(): Promise<void>;
}
