import type { Actor } from '../actor.ts';
import type { Measured } from '../figures.ts';
import type { ClockName, IncidentState, Severity } from '../incident/incident.ts';
import type { SnoozeCondition } from '../incident/work.ts';
import type { SignalCounts } from '../rollup-counts.ts';
import type { Tlp } from '../tlp.ts';

/**
 * A shift brief: made from the journal while it is a draft, frozen when it is signed. What people typed
 * in it (`words`) may be erased, and moves into the frozen content at signing: then null.
 */
export interface Brief {
  id: string;
  version: number;
  /** 1 for the election's first; never reused. */
  number: number;
  /** The desk, or null for the whole room. */
  desk: string | null;
  from: number;
  until: number;
  madeBy: Actor;
  madeAt: number;
  state: 'draft' | 'signed' | 'accepted' | 'discarded';
  /** Who hands over and who is to take over. */
  outgoing: string;
  incoming: string | null;
  /** Who is to hold each incident from then on; null says that nobody does yet. */
  holders: Readonly<Record<string, string | null>>;
  /** The highest label of what went into it: it is for those cleared for that. Never RED. */
  label: Tlp;
  words: BriefWords | null;
  signedAt: number | null;
  /** The outgoing person, or a lead in their stead. */
  signedBy: string | null;
  acceptedAt: number | null;
  acceptedBy: string | null;
}

/** What people write into a brief. */
export interface BriefWords {
  /** The shift in three lines. */
  summary: string;
  /** A word to the successor. */
  word: string;
  /** Instead of the incident's own next step, by incident. */
  nextSteps: Readonly<Record<string, string>>;
}

/** What a line of a brief says of its incident; a reader who may not see that incident doesn't get it. */
interface OfIncident {
  incident: string;
  title: string;
  severity: Severity;
  tlp: Tlp;
}

/** An open incident as it is handed over. */
export interface BriefRow extends OfIncident {
  /** The incident's, for commands on it. */
  version: number;
  state: IncidentState;
  jurisdictions: readonly string[];
  /** Who holds it, and who is to; null for nobody. */
  from: string | null;
  to: string | null;
  nextStep: string;
  /** The limit that is due first, or passed longest; null when all are met. */
  due: { clock: ClockName; dueAt: number } | null;
}

export interface BriefBreach extends OfIncident {
  clock: ClockName;
  dueAt: number;
  /** Null while it is still not met. */
  metAt: number | null;
  owner: string | null;
}

export interface BriefSnooze extends OfIncident {
  until: number | null;
  condition: SnoozeCondition | null;
  /** Signals linked since it was snoozed that count for the condition. */
  linked: number;
  version: number;
  from: string | null;
  to: string | null;
}

export interface BriefNote extends OfIncident {
  at: number;
  what: 'opened' | 'resolved' | 'breached' | 'nobody-notified';
}

/** Something that must be settled before the outgoing person signs. */
export type BriefUnsettled =
  | { kind: 'no-holder'; incident: string; title: string; severity: Severity; tlp: Tlp }
  | { kind: 'incident-claim'; incident: string; title: string; severity: Severity; tlp: Tlp }
  | { kind: 'signal-claims'; signals: readonly string[] };

/** Polls that open or close, or a turn of the desk that begins. */
export type BriefExpected =
  | { kind: 'polls-close' | 'polls-open'; at: number; places: readonly string[] }
  | { kind: 'turn'; at: number; people: readonly string[] };

/** What a brief says: made anew at every reading of a draft, and kept as it was at signing. */
export interface BriefContent {
  madeAt: number;
  label: Tlp;
  summary: string;
  word: string;
  incidents: readonly BriefRow[];
  /** Open incidents beyond those listed. */
  more: number;
  comingBack: readonly BriefSnooze[];
  breaches: readonly BriefBreach[];
  happened: {
    opened: number;
    acknowledged: number;
    resolved: number;
    dismissed: number;
    merged: number;
    /** At most 40, oldest first. */
    notes: readonly BriefNote[];
  };
  figures: { acknowledge: Measured; resolve: Measured; opened: number; signals: SignalCounts };
  expected: readonly BriefExpected[];
  unsettled: readonly BriefUnsettled[];
  /** Why it was signed for someone else, or with things unsettled. */
  reason?: string;
}

/** A brief as a list shows it. */
export type BriefListed = Omit<Brief, 'words' | 'holders' | 'madeBy'>;

/** `GET …/briefs/:id`. `content` is null once it was erased. */
export interface BriefView extends BriefListed {
  isLive: boolean;
  content: BriefContent | null;
  /** Live only, for staff: what changed last, newest first. */
  changed: readonly BriefChange[];
}

/** One change of an incident, in the words of the journal: `data` as of its event. */
export interface BriefChange {
  incident: string;
  at: number;
  by: Actor | null;
  type: string;
  data: Record<string, unknown>;
}

/** The journal's aggregate of a brief. */
export function briefAggregate(id: string): string {
  return `brief:${id}`;
}
