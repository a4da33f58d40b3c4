import type { DismissReason, IncidentChanges, SnoozeCondition } from '@warroom/shared';
import type { BulkResults } from '../../store/desk.ts';

/** What is to be done with each of the chosen, with all that it needs. */
export type BulkDeed =
  | { do: 'claim' }
  | { do: 'release' }
  | { do: 'dismiss'; reason: DismissReason; text: string }
  /** Signals to one incident, or to several. */
  | { do: 'link'; incidents: readonly string[] }
  | { do: 'acknowledge' }
  | { do: 'assign'; assignee: string | null }
  | { do: 'change'; changes: IncidentChanges }
  | { do: 'tag'; add: readonly string[]; remove: readonly string[] }
  | { do: 'snooze'; until: number | null; condition: SnoozeCondition | null; reason: string }
  | { do: 'wake' }
  | { do: 'watch' }
  | { do: 'merge'; into: string }
  | { do: 'resolve'; outcome: string; text: string };

/** A deed on many: asked for and shown, under way, or answered with something left to do. */
export type Staged =
  | { stage: 'asked'; deed: BulkDeed }
  | { stage: 'running'; deed: BulkDeed; ids: readonly string[]; done: number; of: number }
  | {
      stage: 'answered';
      deed: BulkDeed;
      kind: 'signal' | 'incident';
      ids: readonly string[];
      results: BulkResults;
      /** What is undone together. */
      group: string;
      words: string;
    };

/** Whether two deeds are the same: asked for twice, it is meant. */
export function sameDeed(a: BulkDeed, b: BulkDeed): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
