import { sees } from '../access.ts';
import type { Audience, Subject } from '../access.ts';
import { ERASED } from '../incident/project.ts';
import type { Situation } from '../situation.ts';
import { covers } from '../tlp.ts';
import type { Tlp } from '../tlp.ts';
import type { Brief, BriefContent, BriefListed, BriefUnsettled } from './brief.ts';

/** As whom a subject reads and signs briefs: never as someone cleared for RED. */
export function briefAudience(subject: Subject): Audience {
  const clearance =
    subject.kind === 'person' && subject.clearance !== 'RED'
      ? subject.clearance
      : subject.kind === 'person'
        ? 'AMBER+STRICT'
        : 'CLEAR';
  return {
    clearance,
    organisation: subject.kind === 'person' ? subject.organisation : null,
    redaction: 'none',
    person: null,
  };
}

/** Whether a brief is for someone with this clearance: who isn't cleared for its label doesn't hear of it. */
export function mayReadBrief(brief: Brief, clearance: Tlp): boolean {
  return brief.state !== 'discarded' && covers(clearance, brief.label);
}

/** A brief as a list shows it. */
export function listedBrief(brief: Brief): BriefListed {
  const { words: _words, holders: _holders, madeBy: _madeBy, ...listed } = brief;
  return listed;
}

/**
 * What was frozen, as a reader may see it now: without incidents that they may not see by the label of
 * then or of now, without texts that were erased since.
 */
export function readFrozen(
  content: BriefContent,
  situation: Situation,
  audience: Audience,
): BriefContent {
  type Line = { incident: string; title: string; tlp: Tlp };
  const visible = (line: Line): boolean => {
    const now = situation.incidents.get(line.incident)?.incident;
    return now !== undefined && now.tlp !== 'RED' && sees(audience, now) && sees(audience, line);
  };
  const shown = <L extends Line>(lines: readonly L[]): L[] =>
    lines.filter(visible).map((line) => {
      const now = situation.incidents.get(line.incident)?.incident;
      return now?.title === null ? { ...line, title: ERASED } : line;
    });
  return {
    ...content,
    incidents: shown(content.incidents).map((row) => {
      const now = situation.incidents.get(row.incident)?.incident;
      return now?.title === null ? { ...row, nextStep: ERASED } : row;
    }),
    comingBack: shown(content.comingBack),
    breaches: shown(content.breaches),
    happened: { ...content.happened, notes: shown(content.happened.notes) },
    unsettled: content.unsettled.flatMap((one): BriefUnsettled[] =>
      one.kind === 'signal-claims' ? [one] : shown([one]),
    ),
  };
}
