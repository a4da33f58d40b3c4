import { createHash } from 'node:crypto';
import { happeningOf, incidentAggregate, messageAggregate, wants } from '@warroom/shared';
import type { Happening, MessageTarget, Situation, Write } from '@warroom/shared';

const INCIDENT = incidentAggregate('');

/**
 * Answers the messages that writes make necessary, to be written together with them: who is to be told
 * is then as durable as what happened, and happens as often. One for each target that asked for it.
 */
export function messageQueue(options: {
  election: string;
  /** The journal's epoch: after a restore, the same version may be another happening. */
  epoch(): string;
  targets: readonly MessageTarget[];
  situation: Situation;
}): (writes: readonly Write[]) => Write[] {
  const { election, targets, situation } = options;
  if (targets.length === 0) return () => [];
  return (writes) =>
    writes.flatMap((write): Write[] => {
      const before = write.aggregate.startsWith(INCIDENT)
        ? situation.incidents.get(write.aggregate.slice(INCIDENT.length))?.incident
        : undefined;
      const happening = happeningOf(write, before);
      if (!happening) return [];
      return targets
        .filter((target) => wants(target, happening))
        .map((target) =>
          queued(idOf(election, options.epoch(), target.name, happening), target, happening),
        );
    });
}

/** The same for the same happening and target, whoever queues it; the receiver knows repeats by it. */
function idOf(election: string, epoch: string, target: string, happening: Happening): string {
  const { incident, version } = happening;
  const hash = createHash('sha256').update([election, epoch, target, incident, version].join('\n'));
  return `msg_${hash.digest('base64url').slice(0, 24)}`;
}

function queued(id: string, target: MessageTarget, happening: Happening): Write {
  const { tlp: _, ...told } = happening;
  return {
    aggregate: messageAggregate(id),
    expectedVersion: 0,
    event: { type: 'message.queued', data: { ...told, target: target.name } },
  };
}
