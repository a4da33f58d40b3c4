import { isOpen, sees } from '@warroom/shared';
import type { Audience, Incident, MergeSuggestion, SignalView, Situation } from '@warroom/shared';
import type { Alike } from '../library/alike.ts';
import { linksIn, wordsIn } from './telling-words.ts';

const MAX_SUGGESTIONS = 5;
/** Incidents whose signals are compared: by what they say, and by what they are. */
const BY_WORDS = 20;
const BY_NATURE = 12;
/** Incidents read before others get their turn. */
const IN_ONE_TURN = 6;
/** Signals of an incident that are read, the newest. */
const MAX_SIGNALS = 8;
const HOUR_MS = 3_600_000;
/** Whatever adds up to less is no reason to bother anyone. */
const LEAST = 0.35;

interface SuggestionSources {
  situation: Situation;
  /** As the audience may see them. */
  signals(ids: readonly string[], audience: Audience): Promise<SignalView[]>;
  alike(words: readonly string[]): Alike;
  /** Lets others have their turn. */
  turn(): Promise<void>;
}

/**
 * Open incidents that may be the same as this open one, with the reasons in words, best first. Bounded
 * work: all open incidents are looked at by their fields, the signals of at most 52 are read. Nothing is
 * compared, counted or named that the audience may not see.
 */
export async function suggestionsFor(
  sources: SuggestionSources,
  id: string,
  audience: Audience,
): Promise<MergeSuggestion[]> {
  const { situation } = sources;
  const incident = situation.incidents.get(id)?.incident;
  if (!incident || !isOpen(incident.state) || !sees(audience, incident)) return [];
  if (audience.redaction !== 'none') return [];
  const can = (other: Incident | undefined): other is Incident =>
    other !== undefined &&
    other.id !== id &&
    isOpen(other.state) &&
    other.drill === incident.drill &&
    sees(audience, other);

  const own = await said(incident);
  await sources.turn();
  const { rare, total, incidents } = sources.alike([...own.words]);
  await sources.turn();
  const nature = byNature(incident, situation, can);
  const candidates = new Map<string, Incident>();
  for (const other of incidents.slice(0, BY_WORDS * 4)) {
    const found = situation.incidents.get(other)?.incident;
    if (can(found) && candidates.size < BY_WORDS) candidates.set(other, found);
  }
  // What shares a signal says so by itself.
  for (const other of own.incidents) {
    const found = situation.incidents.get(other)?.incident;
    if (can(found)) candidates.set(other, found);
    if (candidates.size >= 2 * BY_WORDS) break;
  }
  for (const other of nature) candidates.set(other.id, other);

  const suggestions: MergeSuggestion[] = [];
  let read = 0;
  for (const other of candidates.values()) {
    if ((read += 1) % IN_ONE_TURN === 0) await sources.turn();
    const { score, why } = compare(incident, own, other, await said(other), { rare, total });
    if (score >= LEAST && why.length > 0)
      suggestions.push({
        incident: other.id,
        title: other.title ?? '',
        state: other.state,
        severity: other.severity,
        score: Math.round(score * 100) / 100,
        why,
      });
  }
  return suggestions
    .toSorted((a, b) => b.score - a.score || (a.incident < b.incident ? 1 : -1))
    .slice(0, MAX_SUGGESTIONS);

  async function said(one: Incident): Promise<Said> {
    const views = await sources.signals(one.recentSignals.slice(0, MAX_SIGNALS), audience);
    const texts = [one.title ?? '', ...views.map(({ text, erased }) => (erased ? '' : text))];
    return {
      words: wordsIn(texts),
      links: new Set(views.flatMap(({ url, text }) => linksIn(`${url ?? ''} ${text}`))),
      signals: new Set(views.map((view) => view.id)),
      incidents: new Set(views.flatMap((view) => view.incidents)),
    };
  }
}

/** What an incident's title and newest signals say. */
interface Said {
  /** In order of use, the most used first. */
  words: Set<string>;
  links: Set<string>;
  signals: Set<string>;
  incidents: Set<string>;
}

/** How near two incidents are by their fields, 0 to 1, and each part of it. */
function fields(a: Incident, b: Incident) {
  const place = a.jurisdictions.some((one) => b.jurisdictions.includes(one));
  const category = a.category !== null && a.category === b.category;
  const heading = headingOf(a.category);
  const source = a.sources.some((one) => b.sources.includes(one));
  const apartMs = Math.abs(a.openedAt - b.openedAt);
  const near = 2 ** (-apartMs / (3 * HOUR_MS));
  const shares = [
    place ? 0.25 : 0,
    category ? 0.2 : heading !== '' && headingOf(b.category) === heading ? 0.05 : 0,
    source ? 0.05 : 0,
    0.1 * near,
  ];
  return { place, category, apartMs, score: together(shares) };
}

/** `INFO` of `INFO.procedure`; empty for none. */
function headingOf(category: string | null): string {
  if (category === null) return '';
  const dot = category.indexOf('.');
  return dot === -1 ? category : category.slice(0, dot);
}

/** The open incidents nearest by their fields: one pass, a short list kept sorted. */
function byNature(
  incident: Incident,
  situation: Situation,
  can: (other: Incident | undefined) => other is Incident,
): Incident[] {
  const best: { other: Incident; score: number }[] = [];
  for (const { incident: other } of situation.incidents.values()) {
    if (!can(other)) continue;
    const { score } = fields(incident, other);
    if (best.length === BY_NATURE && score <= (best.at(-1)?.score ?? 0)) continue;
    const at = best.findIndex((one) => one.score < score);
    best.splice(at === -1 ? best.length : at, 0, { other, score });
    best.length = Math.min(best.length, BY_NATURE);
  }
  return best.map(({ other }) => other);
}

function compare(
  a: Incident,
  aSaid: Said,
  b: Incident,
  bSaid: Said,
  { rare, total }: Pick<Alike, 'rare' | 'total'>,
): { score: number; why: string[] } {
  const weigh = (words: Iterable<string>): number => {
    let sum = 0;
    for (const word of words) sum += Math.log(1 + total / (rare.get(word) ?? total));
    return sum;
  };
  const telling = [...aSaid.words].filter((word) => rare.has(word));
  const shared = telling.filter((word) => bSaid.words.has(word));
  const words = telling.length === 0 ? 0 : weigh(shared) / weigh(telling);
  const signals = common(aSaid.signals, bSaid.signals);
  const links = common(aSaid.links, bSaid.links);
  const { place, category, apartMs, score } = fields(a, b);

  const why: string[] = [];
  if (signals.length > 0)
    why.push(`${signals.length} ${signals.length === 1 ? 'signal' : 'signals'} in common`);
  if (links[0] !== undefined) why.push(`both point to ${short(links[0])}`);
  if (shared.length > 0)
    why.push(
      `shares ${shared
        .slice(0, 3)
        .map((word) => `“${word}”`)
        .join(', ')}`,
    );
  if (place || category)
    why.push(
      place && category ? 'same place and category' : place ? 'same place' : 'same category',
    );
  if (apartMs < HOUR_MS && why.length > 0) why.push(`opened ${apart(apartMs)}`);
  // One word that both use by chance is no likeness.
  const alike = shared.length > 1 ? Math.sqrt(words) : words;
  return {
    score: together([
      score,
      0.8 * Math.min(1, signals.length / 2),
      links.length > 0 ? 0.6 : 0,
      0.75 * alike,
    ]),
    why,
  };
}

/** Reasons that have nothing to do with each other: each takes its part of what the others left open. */
function together(shares: readonly number[]): number {
  return 1 - shares.reduce((open, share) => open * (1 - share), 1);
}

function common(a: ReadonlySet<string>, b: ReadonlySet<string>): string[] {
  return [...a].filter((one) => b.has(one));
}

function apart(ms: number): string {
  const minutes = Math.round(ms / 60_000);
  return minutes < 1 ? 'at the same moment' : `${minutes} min apart`;
}

function short(link: string): string {
  return link.length > 60 ? `${link.slice(0, 59)}…` : link;
}
