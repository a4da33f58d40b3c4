import { z } from 'zod';
import { IncidentCommand } from '../incident/commands.ts';
import { MessageCommand } from '../message/commands.ts';
import { SignalCommand } from '../signal/commands.ts';
import { BriefCommand } from '../brief/commands.ts';
import { CareCommand } from '../care/commands.ts';
import { RulesCommand } from '../notify/commands.ts';
import { RosterCommand } from '../roster/commands.ts';
import { ViewCommand } from '../view/commands.ts';
import { WallCommand } from '../wall/commands.ts';
import { Id, IncidentId } from '../text.ts';
import type { CommandResult, SyncResult } from './down.ts';
import type { Refusal } from '../refusal.ts';

/** Any command: the same over HTTP, the socket, the command line and automation. */
export const Command = z.union([
  IncidentCommand,
  SignalCommand,
  MessageCommand,
  RosterCommand,
  ViewCommand,
  BriefCommand,
  RulesCommand,
  CareCommand,
  WallCommand,
]);
export type Command = z.infer<typeof Command>;

/** Names of all command types, for a clear answer to an unknown one. */
export const COMMAND_TYPES: readonly string[] = [
  ...IncidentCommand.options,
  ...SignalCommand.options,
  ...MessageCommand.options,
  ...RosterCommand.options,
  ...ViewCommand.options,
  ...BriefCommand.options,
  ...RulesCommand.options,
  ...CareCommand.options,
  ...WallCommand.options,
].map((option) => option.shape.type.value);

/**
 * What a client sends when it connects. The election is named; who it is comes from the cookies. A browser
 * may be signed in and paired at once: `as` says which is meant, without it the person comes first.
 */
export const Handshake = z.strictObject({
  wire: z.int(),
  build: z.string().max(64),
  election: Id,
  as: z.enum(['person', 'display']).optional(),
});
export type Handshake = z.infer<typeof Handshake>;

export const SyncRequest = z.strictObject({ cursor: z.string().max(200).nullable() });
export type SyncRequest = z.infer<typeof SyncRequest>;

/** What a client wants pushed besides incidents; replaces what it wanted before. */
export const WatchRequest = z.strictObject({
  signals: z.boolean().default(false),
  metrics: z.boolean().default(false),
  incident: IncidentId.nullable().default(null),
});
export type WatchRequest = z.infer<typeof WatchRequest>;

export const PresenceRequest = z.strictObject({
  incident: IncidentId.nullable(),
  editing: z.boolean().default(false),
});
export type PresenceRequest = z.infer<typeof PresenceRequest>;

/** A display's report of itself, every 10 s. */
export const DisplayReport = z.strictObject({
  build: z.string().max(64),
  scene: z.string().max(40),
  asOf: z.number().nullable(),
  offsetMs: z.number(),
  memoryMb: z.number().nullable(),
  wakeLock: z.enum(['held', 'lost', 'unavailable']),
  /** Whether it can sound for criticals: `blocked` where the browser lets no sound out. Older displays don't say. */
  audio: z.enum(['off', 'ready', 'blocked', 'playing']).optional(),
  width: z.int().min(0).max(20_000),
  height: z.int().min(0).max(20_000),
  dpr: z.number().min(0).max(16),
});
export type DisplayReport = z.infer<typeof DisplayReport>;

type Ack<T> = (answer: T) => void;
export type Answer = { kind: 'ok' } | { kind: 'refused'; refusal: Refusal };

/** Messages that a client sends, by event name; each is answered through its acknowledgement. */
export interface Up {
  sync: (request: SyncRequest, ack: Ack<SyncResult>) => void;
  command: (command: Command, ack: Ack<CommandResult>) => void;
  watch: (request: WatchRequest, ack: Ack<Answer>) => void;
  presence: (request: PresenceRequest, ack: Ack<Answer>) => void;
  report: (report: DisplayReport, ack: Ack<Answer>) => void;
  /** For the clock's offset: answered with the server's time, epoch ms. */
  time: (request: null, ack: Ack<{ now: number }>) => void;
}
