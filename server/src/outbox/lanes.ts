import { personOfTarget } from '@warroom/shared';
import type { Message, MessageTarget } from '@warroom/shared';
import { dueHeap } from '../clockwork/due-heap.ts';
import type { DueHeap } from '../clockwork/due-heap.ts';
import type { Notifier } from './notifier.ts';

/** Tries that run at once to one target of the election's file: a slow one holds up nobody else. */
const PER_TARGET = 8;
/** The same to one person. */
const PER_PERSON = 2;
/** All e-mail goes through one server, push messages to few; so many tries run at once in all. */
const PER_WAY: Record<string, number> = { email: 5, push: 16 };

/** Tries that share a limit. */
export interface Group {
  limit: number;
  sending: number;
}

/** The messages to one target: what waits, in order, and what is being sent. */
export interface Lane {
  target: MessageTarget;
  notifier: Notifier;
  due: DueHeap;
  sending: Set<string>;
  /** How many may be sent at once. */
  limit: number;
  group: Group;
  /** Whether messages on one matter are told together; programs get every single one. */
  absorbs: boolean;
  /** The newest failure since the last success. */
  problem: string | null;
}

/** All lanes: one for each target of the election's file, and one for each person and way while needed. */
export interface Lanes {
  add(target: MessageTarget, notifier: Notifier, problem: string | null): Lane;
  /** The lane that a message goes by; undefined where no target is called so. */
  of(message: Pick<Message, 'target'>): Lane | undefined;
  /** All, those that were served longest ago first. */
  all(): Lane[];
  /** Puts it behind the others. */
  served(lane: Lane): void;
  /** Forgets it, where it is a person's and nothing waits. */
  tidy(lane: Lane): void;
}

/** How many more messages a lane can take up now. */
export function freeIn({ limit, sending, group }: Lane): number {
  return Math.max(0, Math.min(limit - sending.size, group.limit - group.sending));
}

/** No lanes yet. */
export function lanesOf(notifiers: ReadonlyMap<string, Notifier>): Lanes {
  const lanes = new Map<string, Lane>();
  const groups = new Map<string, Group>();

  function add(target: MessageTarget, notifier: Notifier, problem: string | null): Lane {
    const isPerson = 'person' in target;
    const group = (isPerson && groups.get(target.notifier)) || {
      limit: isPerson ? (PER_WAY[target.notifier] ?? PER_TARGET) : PER_TARGET,
      sending: 0,
    };
    if (isPerson) groups.set(target.notifier, group);
    const lane = {
      target,
      notifier,
      due: dueHeap(),
      sending: new Set<string>(),
      limit: isPerson ? PER_PERSON : PER_TARGET,
      group,
      absorbs: target.notifier !== 'webhook',
      problem,
    };
    lanes.set(target.name, lane);
    return lane;
  }

  return {
    add,
    of({ target }) {
      const known = lanes.get(target);
      if (known) return known;
      const to = personOfTarget(target);
      const notifier = to && notifiers.get(to.way);
      return to && notifier
        ? add({ name: target, notifier: to.way, person: to.person }, notifier, null)
        : undefined;
    },
    all: () => [...lanes.values()],
    served(lane) {
      if (lanes.delete(lane.target.name)) lanes.set(lane.target.name, lane);
    },
    tidy(lane) {
      if ('person' in lane.target && lane.due.size === 0 && lane.sending.size === 0)
        lanes.delete(lane.target.name);
    },
  };
}
