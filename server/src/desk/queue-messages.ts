import { createHash } from 'node:crypto';
import {
  audienceOf,
  happeningOf,
  incidentAggregate,
  messageAggregate,
  personHappenings,
  personTarget,
  sees,
  wants,
  waysTo,
} from '@warroom/shared';
import type {
  Actor,
  ElectionTarget,
  Happening,
  MessageData,
  PersonHappening,
  Rules,
  Situation,
  Subject,
  Write,
} from '@warroom/shared';

const INCIDENT = incidentAggregate('');

/** Answers the messages that writes of somebody make necessary. */
export type MessageQueue = (writes: readonly Write[], by: Actor) => Write[];

/**
 * Answers the messages that writes make necessary, to be written together with them: who is to be told
 * is then as durable as what happened, and happens as often. One for each target that asked for it, and
 * one for each person concerned and each way that they chose. Nobody is told of what they may not see.
 */
export function messageQueue(options: {
  election: string;
  /** The journal's epoch: after a restore, the same version may be another happening. */
  epoch(): string;
  targets: readonly ElectionTarget[];
  situation: Situation;
  rules: Pick<Rules, 'people' | 'drill' | 'wayKinds'>;
  /** Who someone is in this election now; undefined: not of it (any more). */
  subjectOf(person: string): Subject | undefined;
  now(): number;
}): MessageQueue {
  const { election, targets, situation, rules } = options;
  const before = {
    incident: (id: string) => situation.incidents.get(id)?.incident,
    message: (id: string) => situation.messages.get(id),
    get sections() {
      return situation.sections;
    },
    people: rules.people,
  };

  function outside(write: Write): Write[] {
    if (targets.length === 0 || !write.aggregate.startsWith(INCIDENT)) return [];
    const happening = happeningOf(write, before.incident(write.aggregate.slice(INCIDENT.length)));
    if (!happening) return [];
    return targets
      .filter((target) => wants(target, happening))
      .map((target) => {
        const { tlp: _, ...told } = happening;
        const id = idOf(election, options.epoch(), target.name, happening);
        return queued(id, { ...told, target: target.name });
      });
  }

  function people(write: Write, by: Actor): Write[] {
    return personHappenings(write, by, before).flatMap((happening) => {
      if (!mayKnow(happening, options.subjectOf(happening.person))) return [];
      const own = situation.sections.rules[happening.person];
      // An exercise wakes nobody who didn't ask for it.
      if (rules.drill && own === undefined) return [];
      const { person, event, severity } = happening;
      const ways = waysTo(own, event, severity ?? 'S5', options.now(), rules.wayKinds);
      return ways.map((way) => {
        const { incident, version, about } = happening;
        const target = personTarget(person, way);
        const id = idOf(election, options.epoch(), target, {
          incident: `${incident ?? write.aggregate}\n${event}`,
          version,
        });
        return queued(id, {
          kind: event,
          incident,
          version,
          severity,
          clock: null,
          dueAt: null,
          target,
          about,
        });
      });
    });
  }

  return (writes, by) => writes.flatMap((write) => [...outside(write), ...people(write, by)]);
}

function mayKnow({ label }: PersonHappening, subject: Subject | undefined): boolean {
  const audience = subject?.kind === 'person' ? audienceOf(subject) : undefined;
  return (
    audience !== undefined &&
    (label === null || sees(audience, { tlp: label.tlp, named: [...label.named] }))
  );
}

/** The same for the same happening and target, whoever queues it; the receiver knows repeats by it. */
function idOf(
  election: string,
  epoch: string,
  target: string,
  { incident, version }: Pick<Happening, 'incident' | 'version'>,
): string {
  const hash = createHash('sha256').update([election, epoch, target, incident, version].join('\n'));
  return `msg_${hash.digest('base64url').slice(0, 24)}`;
}

function queued(id: string, data: MessageData): Write {
  return {
    aggregate: messageAggregate(id),
    expectedVersion: 0,
    event: { type: 'message.queued', data },
  };
}
