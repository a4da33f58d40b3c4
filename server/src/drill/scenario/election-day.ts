import { attacksOnSites } from './cyber.ts';
import { noise } from './noise.ts';
import { troubleAtPollingPlaces } from './polling-places.ts';
import { rumourOfClosingTimes } from './rumour-closing-times.ts';
import { threatsAndForgeries } from './safety-and-media.ts';
import type { Scenario } from './scenario.ts';
import { ms } from './script.ts';

/**
 * The shipped drill: the late afternoon of an election day in ten minutes, for an election made by
 * `drillElection` from `us-general`. People, counties, handles and sites are invented; it takes no
 * side. The cast works part of it, so that boards and walls move by themselves, and leaves the rest.
 */
export function electionDay(): Scenario {
  const stories = [
    rumourOfClosingTimes,
    attacksOnSites,
    troubleAtPollingPlaces,
    threatsAndForgeries,
    noise(),
  ];
  const signals = stories.flatMap((story) => story.signals).toSorted((a, b) => a.atMs - b.atMs);
  const actions = stories.flatMap((story) => story.actions).toSorted((a, b) => a.atMs - b.atMs);
  return {
    id: 'election-day',
    title: 'Election day in ten minutes',
    durationMs: ms('10:00'),
    cast: [
      { id: 'exercise-controller', name: 'Exercise controller', role: 'lead' },
      { id: 'exercise-imani', name: 'Imani (exercise)', role: 'triager' },
      { id: 'exercise-bo', name: 'Bo (exercise)', role: 'triager' },
      { id: 'exercise-noor', name: 'Noor (exercise)', role: 'triager' },
      { id: 'exercise-lev', name: 'Lev (exercise)', role: 'triager' },
    ],
    onCall: [
      { desk: 'lead', person: 'exercise-controller' },
      { desk: 'information', person: 'exercise-imani' },
      { desk: 'cyber', person: 'exercise-lev' },
      { desk: 'operations', person: 'exercise-bo' },
      { desk: 'safety', person: 'exercise-noor' },
    ],
    signals,
    actions,
    silent: {
      source: 'hotline',
      lastAtMs: Math.max(
        ...signals.filter((signal) => signal.source === 'hotline').map((signal) => signal.atMs),
      ),
    },
  };
}
