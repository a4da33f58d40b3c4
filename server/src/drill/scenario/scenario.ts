import type {
  Channel,
  DismissReason,
  IncidentChanges,
  Occurrence,
  Severity,
  Veracity,
} from '@warroom/shared';

/** A signal of the written drill. Times count in ms from the drill's start. */
export interface ScenarioSignal {
  atMs: number;
  /** A source of the election `us-general`, which the drill's election keeps. */
  source: string;
  externalId: string;
  text: string;
  author?: string;
  url?: string;
  /** BCP 47. */
  language: string;
  channel: Channel;
  /** A jurisdiction id of `us-general`, such as `US-AZ`. */
  jurisdiction?: string;
  category?: string;
  severity?: Severity;
  /** How long before it reached the source it was seen; `observedAt` is arrival less this. */
  observedOffsetMs?: number;
  /** External id of the earlier alert that its source now calls over; this signal only tells that. */
  resolves?: string;
}

/** The invented staff of the drill. They need accounts, so that incidents can be theirs. */
export type CastId =
  | 'exercise-controller'
  | 'exercise-imani'
  | 'exercise-bo'
  | 'exercise-noor'
  | 'exercise-lev';

export interface CastMember {
  id: CastId;
  name: string;
  role: 'lead' | 'triager';
}

/**
 * What the cast does. Types and fields are those of the commands of the same name, without
 * `commandId` and `expectedVersion`; `incident` is the scenario's own key until the incident has its
 * number, and signals are named by external id.
 */
export type ScenarioDeed =
  | {
      type: 'incident.open';
      title: string;
      signals: string[];
      severity: Severity;
      category: string;
      jurisdictions: string[];
      occurrence?: Occurrence;
      veracity?: Veracity;
      tlp?: 'GREEN' | 'AMBER';
      note?: string;
    }
  | { type: 'incident.link'; signals: string[] }
  | { type: 'incident.acknowledge' }
  | { type: 'incident.assign'; assignee: CastId }
  | { type: 'incident.change'; changes: IncidentChanges; reason?: string }
  | { type: 'incident.tag'; add: string[] }
  | { type: 'incident.note'; text: string }
  | { type: 'incident.confirm' }
  | { type: 'incident.mitigate'; text: string }
  | { type: 'incident.resolve'; outcome: string; text: string }
  | { type: 'incident.close'; review: 'done' }
  | { type: 'incident.dismiss'; reason: DismissReason; text?: string }
  | { type: 'incident.merge'; into: string };

/** A deed on an incident, or the dismissal of signals. */
export type ScenarioAction = { atMs: number; by: CastId } & (
  | ({ incident: string } & ScenarioDeed)
  | { type: 'signal.dismiss'; signals: string[]; reason: DismissReason }
);

/** A whole drill; signals and actions are each in order of time. */
export interface Scenario {
  id: string;
  title: string;
  durationMs: number;
  cast: readonly CastMember[];
  /** Who of the cast is on call at which desk, from the start on. */
  onCall: readonly { desk: string; person: CastId }[];
  signals: readonly ScenarioSignal[];
  actions: readonly ScenarioAction[];
  /** The source that stops speaking, and the time of its last signal. */
  silent: { source: string; lastAtMs: number };
}
