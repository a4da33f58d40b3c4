import type { SectionFold } from '../sections.ts';
import type { SectionOccurred, Sections } from '../section.ts';
import { TLP_ORDER, tlpRank } from '../tlp.ts';
import type { Tlp } from '../tlp.ts';
import type { Brief } from './brief.ts';
import type { BriefEvent } from './events.ts';

type Occurred = BriefEvent & Omit<SectionOccurred, 'type' | 'data' | 'personal'>;

/** Shift briefs before the first event, and what each event makes of them. */
export const briefSection: SectionFold<Sections['brief']> = {
  empty: () => ({}),
  evolve(state, id, given) {
    const event = given as unknown as Occurred;
    const before = state[id];
    if (event.type === 'brief.made') {
      if (before) return state;
      return { ...state, [id]: madeOf(id, Object.keys(state).length + 1, event) };
    }
    const after = before && evolveBrief(before, event, given.personal === null);
    return after ? { ...state, [id]: { ...after, version: event.version } } : state;
  },
};

function madeOf(
  id: string,
  number: number,
  { data, at, by, version }: Extract<Occurred, { type: 'brief.made' }>,
): Brief {
  return {
    id,
    version,
    number,
    desk: data.desk,
    from: data.from,
    until: data.until,
    madeBy: by,
    madeAt: at,
    state: 'draft',
    outgoing: data.outgoing,
    incoming: data.incoming,
    holders: {},
    label: data.label,
    words: { summary: '', word: '', nextSteps: {} },
    signedAt: null,
    signedBy: null,
    acceptedAt: null,
    acceptedBy: null,
  };
}

function evolveBrief(brief: Brief, event: Occurred, isErased: boolean): Brief | undefined {
  switch (event.type) {
    case 'brief.edited': {
      const { data, personal } = event;
      const words = brief.words ?? { summary: '', word: '', nextSteps: {} };
      return {
        ...brief,
        label: higher(brief.label, data.label),
        ...(data.incoming === undefined ? {} : { incoming: data.incoming }),
        ...(data.holders === undefined ? {} : { holders: { ...brief.holders, ...data.holders } }),
        words: isErased
          ? brief.words
          : {
              summary: personal?.summary ?? words.summary,
              word: personal?.word ?? words.word,
              nextSteps: withoutEmpty({ ...words.nextSteps, ...personal?.nextSteps }),
            },
      };
    }
    case 'brief.signed':
      // The content lies in the journal: memory holds what lists need.
      return {
        ...brief,
        state: 'signed',
        label: higher(brief.label, event.data.label),
        words: null,
        holders: {},
        signedAt: event.at,
        signedBy: event.by.id,
      };
    case 'brief.accepted':
      return { ...brief, state: 'accepted', acceptedAt: event.at, acceptedBy: event.by.id };
    case 'brief.discarded':
      return { ...brief, state: 'discarded', words: null, holders: {} };
    default:
      // A newer server may have written what this one doesn't know.
      return undefined;
  }
}

function withoutEmpty(texts: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(texts).filter(([, text]) => text !== ''));
}

function higher(a: Tlp, b: Tlp): Tlp {
  return TLP_ORDER[Math.max(tlpRank(a), tlpRank(b))] ?? b;
}
