import type { Redaction, Role } from '../access.ts';
import type { IncidentView } from '../incident/project.ts';
import type { TimelineEntry } from '../incident/timeline.ts';
import type { MetricsView } from '../metrics.ts';
import type { Refusal } from '../refusal.ts';
import type { SignalView } from '../signal/project.ts';
import type { Gap, OnCall } from '../roster/roster.ts';
import type { Stamps } from '../section.ts';
import type { Tlp } from '../tlp.ts';

/** Streams whose age is judged one by one, from the server's `asOf`, never from the connection. */
export type StreamName = 'incidents' | 'signals' | 'metrics';

/** How a source stands: `silentAfterMs` null means that no rhythm is expected of it. */
export interface SourceView {
  name: string;
  title: string;
  kind: string;
  count: number;
  lastAt: number | null;
  silentAfterMs: number | null;
}

/** A person as colleagues see them. */
export interface PersonView {
  id: string;
  name: string;
  role: Role;
}

/** First message on every connection. */
export interface Hello {
  wire: number;
  build: string;
  epoch: string;
  now: number;
  election: string;
  clearance: Tlp;
  redaction: Redaction;
  heartbeatMs: number;
  subject:
    | { kind: 'person'; id: string; role: Role; name: string }
    | { kind: 'display'; id: string; name: string };
  people: PersonView[];
  sources: SourceView[];
  stamps: Stamps;
}

/** What changed for this audience between two cursors. Cursors are opaque. */
export interface Delta {
  from: string;
  to: string;
  asOf: number;
  upserts: IncidentView[];
  removals: string[];
}

/** A whole picture; open incidents only, the rest is paged. */
export interface FeedSnapshot {
  epoch: string;
  cursor: string;
  asOf: number;
  incidents: IncidentView[];
}

/** The signal queue's pulse, at most twice a second: counts, the newest, and what left or changed. */
export interface SignalsMessage {
  asOf: number;
  undecided: number;
  oldestAt: number | null;
  /** Newest first, at most 50; `skipped` says how many more came since the last message. */
  newest: SignalView[];
  skipped: number;
  /** Signals changed in place (claimed, released, source resolved). */
  changed: SignalView[];
  /** Ids that were decided (linked, dismissed), with how. */
  gone: { id: string; how: 'linked' | 'dismissed'; incident: string | null; by: string | null }[];
  /** True when too much happened to be told one by one: fetch the page again. */
  reload: boolean;
}

export interface Heartbeat {
  now: number;
  build: string;
  asOf: Record<StreamName, number>;
  /** Set while the server can't take writes, with the reason. */
  readOnly: string | null;
  /** Set while what is acknowledged could still be lost, as an operator insisted; with the reason. */
  unsafe: string | null;
}

/** Sent to those who watch an incident: what was appended to its timeline. */
export interface TimelineMessage {
  incident: string;
  entries: TimelineEntry[];
}

/** Who looks at an incident, and who writes a note. */
export interface PresenceMessage {
  incident: string;
  viewing: string[];
  editing: string[];
}

/** Who is on which incident, by incident: the people, and who of them writes a note. */
export interface PresentMessage {
  incidents: Record<string, { viewing: string[]; editing: string[] }>;
}

/** Who is on call at each desk; `next` gap that was found, soonest first. Names left out where an audience may not read them. */
export interface OnCallMessage {
  asOf: number;
  desks: OnCall[];
  gaps: Gap[];
}

/** Orders to a display, from the admin page. */
export type DisplayOrder =
  | { kind: 'identify'; name: string; until: number }
  | { kind: 'reload' }
  | { kind: 'settings'; redaction: Redaction; clearance: Tlp }
  | { kind: 'revoked' };

/** Answer to a command, the same over HTTP and the socket. */
export type CommandResult =
  | {
      kind: 'done';
      commandId: string;
      repeated: boolean;
      incident: IncidentView | null;
      opened: string | null;
      signal: string | null;
      /** `signal.claim-next`: the ids that were handed out, oldest first. */
      signals?: string[];
      /** The id of what was made or changed in a section: a view, a brief. */
      made?: string;
    }
  | {
      kind: 'refused';
      commandId: string | null;
      refusal: Refusal;
      current: IncidentView | null;
      between: TimelineEntry[];
    };

/** Answer to `sync`. */
export type SyncResult =
  | { kind: 'delta'; delta: Delta }
  | { kind: 'snapshot'; url: string }
  | { kind: 'refused'; refusal: Refusal };

/** Messages that the server pushes, by event name. */
export interface Down {
  hello: (message: Hello) => void;
  delta: (message: Delta) => void;
  heartbeat: (message: Heartbeat) => void;
  signals: (message: SignalsMessage) => void;
  metrics: (message: MetricsView) => void;
  sources: (message: SourceView[]) => void;
  people: (message: PersonView[]) => void;
  timeline: (message: TimelineMessage) => void;
  presence: (message: PresenceMessage) => void;
  /** Who is on which incident, for the rows: all of it, at most once a second. */
  present: (message: PresentMessage) => void;
  /** Sections that changed: whoever shows one reads it again over HTTP. */
  stamps: (message: Stamps) => void;
  /** Who is on call now, told anew when it changes. */
  'on-call': (message: OnCallMessage) => void;
  display: (message: DisplayOrder) => void;
  /** The server goes down for a restart: come back after a random delay of at most `withinMs`. */
  drain: (message: { withinMs: number }) => void;
  /** The session or display was revoked or the input broke a rule; the connection closes after it. */
  bye: (message: Refusal) => void;
}
