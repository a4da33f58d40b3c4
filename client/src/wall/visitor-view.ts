import { scrub } from '@warroom/shared';
import type { IncidentView, SignalView } from '@warroom/shared';
import { withoutTexts } from './wall-feed.ts';
import type { WallData } from './wall-data.ts';

/** Parts of names shorter than this are too often words as well. */
const LEAST_LETTERS = 4;

/**
 * The picture as visitors may film it, made on this screen: for the moments, or hours without network, until
 * the server sends the narrower one. It leaves out at least what the server does: names, handles, addresses,
 * partners; and announcements and views altogether, as only the server knows which are for visitors.
 */
export function visitorView(data: WallData, people: readonly { name: string }[]): WallData {
  const names = hiddenNames(people);
  const incidents = data.incidents.map((incident) => visitorIncident(incident, names));
  const news = data.news;
  return {
    ...data,
    identity: { ...data.identity, redaction: 'visitor' },
    incidents,
    news: news && incidents.filter(({ id }) => news.some((one) => one.id === id)),
    signals: data.signals.map((signal) => visitorSignal(signal, names)),
    ticker: data.ticker ? { ...data.ticker, title: scrub(data.ticker.title, names) } : null,
    program: withoutTexts(data.program),
    onCall: null,
    sources: data.sources.map((source) => ({ ...source, name: source.kind, title: source.kind })),
    names: new Map(),
  };
}

/** Full names first, then their parts, the longest first: so that none leaves a rest. */
function hiddenNames(people: readonly { name: string }[]): string[] {
  const parts = people.flatMap(({ name }) =>
    name.split(/\s+/).filter((part) => part.length >= LEAST_LETTERS),
  );
  return [...new Set([...people.map(({ name }) => name), ...parts])].toSorted(
    (a, b) => b.length - a.length,
  );
}

function visitorIncident(incident: IncidentView, names: readonly string[]): IncidentView {
  return {
    ...incident,
    title: scrub(incident.title, names),
    nextStep: scrub(incident.nextStep, names),
    changedBy: null,
    named: [],
    tags: [],
    owned: incident.owned || incident.assignee !== null,
    assignee: null,
    claim: null,
    acknowledgedBy: null,
    dismissal: null,
    dismissalRequest: null,
    sources: [],
    watchers: [],
    undo: null,
  };
}

function visitorSignal(signal: SignalView, names: readonly string[]): SignalView {
  return {
    ...signal,
    source: signal.channel,
    text: scrub(signal.text, names),
    url: null,
    author: null,
    claim: null,
  };
}
