import type { DismissReason, Severity } from '../incident/incident.ts';
import type { Tlp } from '../tlp.ts';
import type { Channel, Signal } from './signal.ts';

/** The personal part of a received signal: erasable. `raw` is what the source sent, as JSON text. */
export interface SignalText {
  text: string;
  url?: string;
  author?: string;
  externalId?: string;
  raw?: string;
}

/** What happens to signals. */
export type SignalEvent =
  | {
      type: 'signal.received';
      data: {
        source: string;
        channel: Channel;
        observedAt: number;
        language: string | null;
        jurisdiction: string | null;
        category: string | null;
        severity: Severity | null;
        tlp: Tlp;
        drill: boolean;
      };
      personal: SignalText;
    }
  | { type: 'signal.linked'; data: { incident: string } }
  /** Carries the signal as it was: decided signals are not kept in memory, and this brings one back. */
  | { type: 'signal.unlinked'; data: { incident: string; signal: Signal } }
  | { type: 'signal.dismissed'; data: { reason: DismissReason }; personal?: { text: string } }
  | { type: 'signal.restored'; data: { signal: Signal } }
  | { type: 'signal.claimed'; data: { until: number } }
  | { type: 'signal.released'; data: Record<string, never> }
  | { type: 'signal.source-resolved'; data: Record<string, never> };
export type SignalEventType = SignalEvent['type'];
