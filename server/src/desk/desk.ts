import {
  audienceOf,
  decideCommand,
  incidentAggregate,
  projectIncident,
  projectTimelineEntry,
  refuse,
  sectionOf,
} from '@warroom/shared';
import type {
  Actor,
  Command,
  CommandResult,
  Decision,
  DecisionContext,
  Incident,
  Message,
  Refusal,
  Rules,
  Signal,
  Situation,
  Subject,
  TimelineEntry,
  Upload,
  Via,
} from '@warroom/shared';
import { JournalUnavailable } from '../journal/journal.ts';
import type { Journal, SeqRange, StoredEvent } from '../journal/journal.ts';
import { handOut } from './hand-out.ts';
import { withoutHiddenNames, withoutHiddenTarget } from './hidden.ts';
import { parseCommand } from './parse-command.ts';
import type { MessageQueue } from './queue-messages.ts';
import { entryOf } from './record.ts';

/** Races lost before a command is told that the incident is too busy; each loss means someone else's write. */
const MAX_TRIES = 16;
const MAX_BETWEEN = 50;

export interface DeskOptions {
  journal: Journal;
  situation: Situation;
  rules: Rules;
  now(): number;
  newSignalId(): string;
  /** What an upload's token stands for; without, no files can be added. */
  upload?(token: string, person: string): Upload | undefined;
  loadSignal(id: string): Promise<Signal | undefined>;
  loadMessage(id: string): Promise<Message | undefined>;
  /** A shift brief as it stands now, of what a subject may see. */
  composeBrief: DecisionContext['composeBrief'];
  /** What must be told because of these writes, to be written with them. */
  messages: MessageQueue;
  /** Names to leave out of free text for visitor audiences. */
  names(): readonly string[];
}

export type Desk = (input: unknown, who: { subject: Subject; via: Via }) => Promise<CommandResult>;

/** Who a subject is in the journal. */
export function actorOf(subject: Subject): Actor {
  if (subject.kind === 'person') return { kind: 'person', id: subject.id };
  if (subject.kind === 'intake') return { kind: 'source', id: subject.source };
  return { kind: 'system', id: subject.id };
}

/**
 * The one path of every command: parse, decide on the situation, write what was decided against the
 * versions it was decided on; on a lost race decide again. A repeated `commandId` of the same subject
 * gets the first result, however often and however parallel it comes.
 */
export function deskOf(options: DeskOptions): Desk {
  const { journal, situation, rules } = options;
  const queue = handOut(situation);
  let lastNumber = 0;

  const incidentOf = (id: string): Incident | undefined => situation.incidents.get(id)?.incident;

  async function signalsOf(command: Command): Promise<Map<string, Signal>> {
    const ids = 'signals' in command ? command.signals : [];
    const found = new Map<string, Signal>();
    for (const id of new Set(ids)) {
      const signal = situation.signals.get(id)?.signal ?? (await options.loadSignal(id));
      if (signal) found.set(id, signal);
    }
    return found;
  }

  function decide(
    command: Command,
    subject: Subject,
    signals: Map<string, Signal>,
    message: Message | undefined,
    tries: number,
  ): { decision: Decision; now: number } {
    const now = options.now();
    const number = Math.max(situation.nextNumber, lastNumber + 1);
    const context: DecisionContext = {
      now,
      subject,
      by: actorOf(subject),
      rules,
      nextIncident: `${rules.numberPrefix}-${String(number).padStart(4, '0')}`,
      newSignalId: options.newSignalId(),
      incident: incidentOf,
      // A signal in memory is newer than one loaded before the last turn.
      signal: (id) => situation.signals.get(id)?.signal ?? signals.get(id),
      message: (id) => situation.messages.get(id) ?? (message?.id === id ? message : undefined),
      queue: () => queue.queue(),
      tries,
      sections: situation.sections,
      versionOf: (aggregate) => situation.versions.get(aggregate) ?? 0,
      newId: options.newSignalId,
      upload: (token) => options.upload?.(token, subject.id),
      composeBrief: options.composeBrief,
    };
    const decision = decideCommand(command, context);
    // Reserved, so that those who open at the same moment don't race for one number.
    if (decision.ok && (command.type === 'incident.open' || command.type === 'incident.split'))
      lastNumber = number;
    return { decision, now };
  }

  function done(
    command: Command,
    subject: Subject,
    /** The aggregates of the events written, in order: the first is enough but for batches. */
    written: readonly string[],
    repeated: boolean,
  ): CommandResult {
    const first = written[0] ?? '';
    const id = first.startsWith('incident:')
      ? first.slice('incident:'.length)
      : 'incident' in command
        ? command.incident
        : undefined;
    return {
      kind: 'done',
      commandId: command.commandId,
      repeated,
      incident: id === undefined ? null : viewOf(id, subject),
      opened:
        command.type === 'incident.open' || command.type === 'incident.split' ? (id ?? null) : null,
      signal: first.startsWith('signal:') ? first.slice('signal:'.length) : null,
      ...(sectionOf(first) === undefined ? {} : { made: first.slice(first.indexOf(':') + 1) }),
      ...(command.type === 'signal.claim-next'
        ? { signals: written.map((aggregate) => aggregate.slice('signal:'.length)) }
        : {}),
    };
  }

  /** What was written, read back from the journal: the first of it, or all of a batch. */
  async function writtenIn(command: Command, { first, last }: SeqRange): Promise<string[]> {
    const count = command.type === 'signal.claim-next' ? last - first + 1 : 1;
    return (await journal.readAfter(first - 1, count)).map((event) => event.aggregate);
  }

  function viewOf(id: string, subject: Subject) {
    const incident = incidentOf(id);
    const audience = audienceOf(subject);
    const view = incident && audience && projectIncident(incident, audience, options.names());
    return view && audience ? withoutHiddenTarget(situation, audience, view) : null;
  }

  async function refused(
    command: Command,
    subject: Subject,
    refusal: Refusal,
  ): Promise<CommandResult> {
    const current = 'incident' in command ? viewOf(command.incident, subject) : null;
    const between =
      current && 'incident' in command && 'expectedVersion' in command
        ? await eventsAfter(command.incident, command.expectedVersion, subject)
        : [];
    return { kind: 'refused', commandId: command.commandId, refusal, current, between };
  }

  async function eventsAfter(
    id: string,
    version: number,
    subject: Subject,
  ): Promise<TimelineEntry[]> {
    const audience = audienceOf(subject);
    if (!audience) return [];
    const events = await journal.readAggregate(incidentAggregate(id), {
      afterVersion: version,
      limit: MAX_BETWEEN,
    });
    return events.map((event) =>
      withoutHiddenNames(
        situation,
        audience,
        projectTimelineEntry(timelineEvent(event), audience, options.names()),
      ),
    );
  }

  return async function run(input, { subject, via }) {
    const parsed = parseCommand(input);
    if ('refusal' in parsed)
      return {
        kind: 'refused',
        commandId: null,
        refusal: parsed.refusal,
        current: null,
        between: [],
      };
    const { command } = parsed;
    // Scoped by who asks: nobody can learn of, or block, another's commands by their ids.
    const key = `command:${subject.kind}:${subject.id}:${command.commandId}`;
    try {
      const before = await journal.keyed(key);
      if (before) return done(command, subject, await writtenIn(command, before), true);
      let isCurrent = false;
      for (let tries = 0; tries < MAX_TRIES; tries += 1) {
        const signals = await signalsOf(command);
        const message =
          'message' in command ? await options.loadMessage(command.message) : undefined;
        const { decision, now } = decide(command, subject, signals, message, tries);
        if (!decision.ok) {
          if (isCurrent) return await refused(command, subject, decision.refusal);
          // Nobody is refused on an old picture: another node may have written what this one is still to
          // hear of, among it this very command.
          const { seq } = situation;
          await journal.caughtUp();
          isCurrent = true;
          const meanwhile = await journal.keyed(key);
          if (meanwhile) return done(command, subject, await writtenIn(command, meanwhile), true);
          if (situation.seq === seq) return await refused(command, subject, decision.refusal);
          continue;
        }
        const unit = {
          key,
          entries: [...decision.writes, ...options.messages(decision.writes, actorOf(subject))].map(
            (write) =>
              entryOf(write, { now, by: actorOf(subject), via, commandId: command.commandId }),
          ),
        };
        const release =
          command.type === 'signal.claim-next' ? queue.keep(decision.writes) : undefined;
        const [result] = await journal.append([unit]).finally(release);
        if (!result) throw new Error('the journal answered no result for a unit');
        if (result.kind === 'appended') {
          const written = unit.entries.map((entry) => entry.aggregate);
          return done(command, subject, written, false);
        }
        if (result.kind === 'repeated')
          return done(command, subject, await writtenIn(command, result), true);
      }
      const busy = refuse(
        'overloaded',
        'Too many people are changing this at the same moment; try again.',
        { retryAfterMs: 500 },
      );
      return await refused(command, subject, busy);
    } catch (error) {
      if (!(error instanceof JournalUnavailable)) throw error;
      return {
        kind: 'refused',
        commandId: command.commandId,
        refusal: unavailable(error),
        current: null,
        between: [],
      };
    }
  };
}

/** A journal's refusal to write, in words for the desk. */
function unavailable(error: JournalUnavailable): Refusal {
  if (error.kind === 'overloaded')
    return refuse('overloaded', 'The server is busy; nothing was changed. Try again in a moment.', {
      retryAfterMs: 1000,
    });
  if (error.kind === 'unsettled')
    return refuse(
      'unsettled',
      'The store did not answer: this may or may not have been written. Do it again: what was done already is not done twice.',
      { retryAfterMs: 2000 },
    );
  const why =
    error.kind === 'disk-full'
      ? "the server's disk is full; an operator must make room"
      : error.message;
  return refuse('unavailable', `Nothing was changed: ${why}.`, { retryAfterMs: 5000 });
}

/** A stored event in the form the timeline is projected from. */
export function timelineEvent(event: StoredEvent): Parameters<typeof projectTimelineEntry>[0] {
  return { ...event, by: event.by as unknown as Actor };
}
