import type { Occurred } from '../incident/evolve.ts';
import { unreachable } from '../refusal.ts';
import type { SignalEvent } from './events.ts';
import type { Signal } from './signal.ts';

/** Folds one event into a signal; `undefined` before the first. */
export function evolveSignal(
  signal: Signal | undefined,
  id: string,
  event: Occurred<SignalEvent>,
): Signal | undefined {
  if (event.type === 'signal.received') {
    return {
      id,
      version: event.version,
      ...event.data,
      receivedAt: event.at,
      state: 'undecided',
      incidents: [],
      claim: null,
      dismissal: null,
      sourceResolvedAt: null,
    };
  }
  if (!signal) return undefined;
  return { ...apply(signal, event), version: event.version };
}

function apply(
  signal: Signal,
  event: Exclude<Occurred<SignalEvent>, { type: 'signal.received' }>,
): Signal {
  switch (event.type) {
    case 'signal.linked':
      return {
        ...signal,
        state: 'linked',
        incidents: [...signal.incidents, event.data.incident],
        claim: null,
      };
    case 'signal.unlinked': {
      const incidents = signal.incidents.filter((id) => id !== event.data.incident);
      return { ...signal, state: incidents.length === 0 ? 'undecided' : 'linked', incidents };
    }
    case 'signal.dismissed':
      return {
        ...signal,
        state: 'dismissed',
        dismissal: { reason: event.data.reason, at: event.at },
        claim: null,
      };
    case 'signal.restored':
      return { ...signal, state: 'undecided', dismissal: null };
    case 'signal.claimed':
      return { ...signal, claim: { by: event.by.id, until: event.data.until } };
    case 'signal.released':
      return { ...signal, claim: null };
    case 'signal.source-resolved':
      return { ...signal, sourceResolvedAt: event.at };
    default:
      return unreachable(event);
  }
}
