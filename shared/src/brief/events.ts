import type { Tlp } from '../tlp.ts';
import type { BriefContent } from './brief.ts';

/** What happens to shift briefs: `personal` holds what people typed, and can be erased. */
export type BriefEvent =
  | {
      type: 'brief.made';
      data: {
        desk: string | null;
        from: number;
        until: number;
        outgoing: string;
        incoming: string | null;
        label: Tlp;
      };
    }
  | {
      type: 'brief.edited';
      data: {
        incoming?: string | null;
        holders?: Record<string, string | null>;
        label: Tlp;
      };
      personal?: { summary?: string; word?: string; nextSteps?: Record<string, string> };
    }
  | {
      type: 'brief.signed';
      data: { inStead: boolean; label: Tlp; incidents: string[]; unsettled: number };
      /** The brief as it was signed. */
      personal: { content: BriefContent };
    }
  | { type: 'brief.accepted'; data: Record<string, never> }
  | { type: 'brief.discarded'; data: Record<string, never> };
