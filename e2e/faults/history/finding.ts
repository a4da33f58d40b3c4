/** One thing that must never be. */
export interface Finding {
  kind:
    | 'gap' // seq is not 1, 2, 3 …
    | 'chain' // an event doesn't follow from the one before
    | 'version' // an aggregate's versions are not 1, 2, 3 …
    | 'two-holders' // claimed by one while another's claim ran
    | 'lost' // acknowledged, and not there
    | 'doubled'
    | 'torn' // a part of what belongs together
    | 'resurrected' // refused, and there
    | 'unasked' // there, and nobody asked for it
    | 'stale-write' // took effect on another version than the one it was decided on
    | 'wrong-answer' // acknowledged otherwise than it is there
    | 'order' // acknowledged before another was begun, and yet after it
    | 'wrong-refusal' // refused for a reason that can't have been so
    | 'copies-differ'
    | 'board-differs';
  message: string;
}

/** At most this many are told of one kind: a lost journal would be thousands of lines. */
const MOST = 5;

/** Findings for a person: the first few of each kind, and how many more there are. */
export function described(findings: readonly Finding[]): string {
  const kinds = [...new Set(findings.map(({ kind }) => kind))];
  return kinds
    .flatMap((kind) => {
      const all = findings.filter((finding) => finding.kind === kind);
      const more = all.length > MOST ? [`  and ${all.length - MOST} more`] : [];
      return [
        `${kind} (${all.length}):`,
        ...all.slice(0, MOST).map(({ message }) => `  ${message}`),
        ...more,
      ];
    })
    .join('\n');
}
