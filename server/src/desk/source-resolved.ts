import { incidentAggregate, signalAggregate } from '@warroom/shared';
import type { Situation, Signal } from '@warroom/shared';
import type { Entry, Journal, JsonObject } from '../journal/journal.ts';
import { signalIdOf } from './received.ts';

/**
 * Records that a source says its alert is over. It closes only incidents that are still `new`; on
 * others it shows as a badge, since nothing is undone behind people's backs. Once per alert.
 * Answers false when no signal is known under this key.
 */
export async function recordSourceResolved(options: {
  journal: Journal;
  situation: Situation;
  loadSignal(id: string): Promise<Signal | undefined>;
  dedupeKey: string;
  source: string;
  now: number;
}): Promise<boolean> {
  const { journal, situation, dedupeKey, source, now } = options;
  const id = signalIdOf(dedupeKey);
  for (let tries = 0; tries < 16; tries += 1) {
    const signal = situation.signals.get(id)?.signal ?? (await options.loadSignal(id));
    if (!signal) return false;
    const entry = (
      aggregate: string,
      expectedVersion: number,
      type: string,
      data: JsonObject,
    ): Entry => ({
      aggregate,
      expectedVersion,
      event: { type, data, at: now, by: { kind: 'source', id: source }, via: 'intake' },
    });
    const entries = [entry(signalAggregate(id), signal.version, 'signal.source-resolved', {})];
    for (const incidentId of signal.incidents) {
      const incident = situation.incidents.get(incidentId)?.incident;
      if (!incident || incident.sourceResolvedAt !== null) continue;
      entries.push(
        entry(incidentAggregate(incidentId), incident.version, 'incident.source-resolved', {
          signal: id,
        }),
      );
      if (incident.state === 'new') {
        entries.push(
          entry(incidentAggregate(incidentId), incident.version + 1, 'incident.closed', {
            review: 'source-resolved',
          }),
        );
      }
    }
    const [result] = await journal.append([{ key: `resolved:${dedupeKey}`, entries }]);
    if (result?.kind !== 'conflict') return true;
  }
  throw new Error('an alert could not be marked resolved: its incidents change too fast');
}
