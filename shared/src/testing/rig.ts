import type { Subject } from '../access.ts';
import type { Actor } from '../actor.ts';
import { composeBrief } from '../brief/compose.ts';
import { briefAudience } from '../brief/read.ts';
import type { Decision, DecisionContext, Rules, Upload } from '../decision.ts';
import { isOpen } from '../incident/states.ts';
import type { Incident, SlaClocks } from '../incident/incident.ts';
import { decideCommand } from '../decide-command.ts';
import type { Signal } from '../signal/signal.ts';
import { emptySituation, fold } from '../situation.ts';
import type { FoldEvent, Situation } from '../situation.ts';
import { Command } from '../wire/up.ts';

export const NOW = 1_800_000_000_000;
export const ANA: Subject = {
  kind: 'person',
  id: 'ana',
  role: 'lead',
  clearance: 'RED',
  organisation: null,
};
export const BO: Subject = {
  kind: 'person',
  id: 'bo',
  role: 'triager',
  clearance: 'AMBER+STRICT',
  organisation: null,
};
export const CY: Subject = {
  kind: 'person',
  id: 'cy',
  role: 'triager',
  clearance: 'AMBER+STRICT',
  organisation: null,
};
export const VI: Subject = {
  kind: 'person',
  id: 'vi',
  role: 'viewer',
  clearance: 'AMBER',
  organisation: null,
};

const clocks = (from: number, minutes: number): SlaClocks => {
  const clock = (factor: number) => ({
    startedAt: from,
    warnAt: from + minutes * factor * 45_000,
    dueAt: from + minutes * factor * 60_000,
    metAt: null,
  });
  return { acknowledge: clock(1), act: clock(3), resolve: clock(18) };
};

/** The rules of a small invented election. */
export const RULES: Rules = {
  numberPrefix: 'EX',
  drill: false,
  defaultTlp: 'AMBER',
  claimMs: 900_000,
  hasJurisdiction: (id) => ['US-AZ', 'US-GA'].includes(id),
  hasCategory: (code) => ['INFO.procedure', 'OPS.long-lines'].includes(code),
  hasOutcome: (code) => code === 'corrected',
  hasPerson: (id) => ['ana', 'bo', 'cy'].includes(id),
  clocks: (severity, from) => clocks(from, severity === 'S1' ? 5 : 20),
  zone: 'America/New_York',
  reopenWindowMs: 7_200_000,
  desks: [],
  playbooks: [],
  policies: [],
  people: () => [
    { id: 'ana', role: 'lead' },
    { id: 'bo', role: 'triager' },
    { id: 'cy', role: 'triager' },
  ],
};

/** A desk without a journal: commands are decided and folded at once, on an injected clock. */
export interface TestDesk {
  readonly situation: Situation;
  /** Epoch ms; move it to let time pass. */
  now: number;
  /** Uploads by token. */
  uploads: Map<string, Upload>;
  /** Decides and, when accepted, folds. `commandId` is filled in. */
  do(subject: Subject, command: Record<string, unknown>): Decision;
  /** As `do`, but fails the test when refused. */
  must(subject: Subject, command: Record<string, unknown>): string[];
  incident(id?: string): Incident;
  signal(id: string): Signal | undefined;
  /** Something that the server does by itself is written: the clock's, say. */
  happens(aggregate: string, event: { type: string; data: unknown }): void;
  /** A signal comes in. */
  arrives(id: string, more?: Partial<Signal>): void;
}

/** Makes a desk with an empty situation. */
export function testDesk(rules: Rules = RULES): TestDesk {
  const situation = emptySituation();
  const versions = new Map<string, number>();
  const decided = new Map<string, Signal>();
  let commands = 0;
  let made = 0;
  const desk: TestDesk = {
    situation,
    now: NOW,
    uploads: new Map(),
    do(subject, input) {
      commands += 1;
      const command = Command.parse({ commandId: `c${commands}`, ...input });
      const by: Actor = { kind: subject.kind === 'person' ? 'person' : 'system', id: subject.id };
      const context: DecisionContext = {
        now: desk.now,
        subject,
        by,
        rules,
        nextIncident: `${rules.numberPrefix}-${String(situation.nextNumber).padStart(4, '0')}`,
        newSignalId: `hand${commands}`,
        incident: (id) => situation.incidents.get(id)?.incident,
        signal: (id) => situation.signals.get(id)?.signal ?? decided.get(id),
        message: (id) => situation.messages.get(id),
        sections: situation.sections,
        versionOf: (aggregate) => situation.versions.get(aggregate) ?? 0,
        newId: () => `made${(made += 1)}`,
        upload: (token) => desk.uploads.get(token),
        composeBrief: (brief, subject) =>
          composeBrief(
            { situation, isDrill: rules.drill, desks: rules.desks, pollsBetween: () => [] },
            brief,
            briefAudience(subject),
            desk.now,
          ),
        queue: () => [...situation.signals.values()].map((tracked) => tracked.signal),
        tries: 0,
      };
      const decision = decideCommand(command, context);
      if (decision.ok)
        for (const write of decision.writes)
          write_(write.aggregate, write.event, by, write.expectedVersion);
      return decision;
    },
    must(subject, command) {
      const decision = desk.do(subject, command);
      if (!decision.ok)
        throw new Error(`refused: ${decision.refusal.kind}: ${decision.refusal.message}`);
      return decision.writes.map((write) => write.event.type);
    },
    incident(id = `${rules.numberPrefix}-0001`) {
      const tracked = situation.incidents.get(id);
      if (!tracked) throw new Error(`no incident ${id}`);
      return tracked.incident;
    },
    signal: (id) => situation.signals.get(id)?.signal ?? decided.get(id),
    happens(aggregate, event) {
      const by: Actor = { kind: 'system', id: 'clockwork' };
      const version = aggregate.startsWith('incident:')
        ? desk.incident(aggregate.slice('incident:'.length)).version
        : (versions.get(aggregate) ?? 0);
      write_(aggregate, event, by, version);
    },
    arrives(id, more = {}) {
      write_(
        `signal:${id}`,
        {
          type: 'signal.received',
          data: {
            source: 'tips',
            channel: 'tip',
            observedAt: desk.now,
            language: null,
            jurisdiction: null,
            category: null,
            severity: null,
            tlp: 'AMBER',
            drill: false,
            ...more,
          },
          personal: { text: `text of ${id}` },
        },
        { kind: 'source', id: 'tips' },
        0,
      );
    },
  };

  function write_(
    aggregate: string,
    event: { type: string; data: unknown; personal?: unknown },
    by: Actor,
    expectedVersion: number,
  ): void {
    const version = (versions.get(aggregate) ?? 0) + 1;
    if (version !== expectedVersion + 1)
      throw new Error(
        `${event.type} on ${aggregate} expects ${expectedVersion}, it is at ${version - 1}`,
      );
    versions.set(aggregate, version);
    if (aggregate.startsWith('signal:')) {
      const id = aggregate.slice('signal:'.length);
      const before = situation.signals.get(id)?.signal ?? decided.get(id);
      if (before) situation.signals.set(id, { seq: situation.seq, signal: before });
    }
    const whole = {
      personal: null,
      ...event,
      seq: situation.seq + 1,
      aggregate,
      version,
      at: desk.now,
      by,
    } as unknown as FoldEvent;
    fold(situation, whole);
    if (aggregate.startsWith('signal:')) remember(aggregate.slice('signal:'.length), whole);
  }

  function remember(id: string, event: FoldEvent): void {
    const before = decided.get(id);
    const kept = situation.signals.get(id)?.signal;
    if (kept) decided.set(id, kept);
    else if (before) {
      decided.set(id, {
        ...before,
        version: event.version,
        state: event.type === 'signal.dismissed' ? 'dismissed' : 'linked',
        incidents:
          event.type === 'signal.linked'
            ? [...before.incidents, event.data.incident]
            : event.type === 'signal.unlinked'
              ? before.incidents.filter((incident) => incident !== event.data.incident)
              : before.incidents,
      });
    }
  }
  return desk;
}

/** A desk with one incident EX-0001, brought as far as `state` by Bo, then Ana. */
export function deskWith(
  state: 'new' | 'triage' | 'active' | 'mitigated' | 'resolved' | 'closed' | 'dismissed',
  more: Record<string, unknown> = {},
): TestDesk {
  const desk = testDesk();
  const at = (): number => desk.incident().version;
  const id = { incident: 'EX-0001' };
  desk.must(BO, {
    type: 'incident.open',
    title: 'Long line',
    severity: 'S3',
    category: 'OPS.long-lines',
    jurisdictions: ['US-AZ'],
    ...more,
  });
  if (state === 'new') return desk;
  desk.must(BO, { type: 'incident.acknowledge', ...id });
  if (state === 'triage') return desk;
  if (state === 'dismissed') {
    desk.must(BO, { type: 'incident.dismiss', ...id, expectedVersion: at(), reason: 'unfounded' });
    return desk;
  }
  desk.must(BO, { type: 'incident.confirm', ...id, expectedVersion: at() });
  if (state === 'active') return desk;
  desk.must(BO, { type: 'incident.mitigate', ...id, expectedVersion: at() });
  if (state === 'mitigated') return desk;
  desk.must(BO, { type: 'incident.resolve', ...id, expectedVersion: at(), outcome: 'corrected' });
  if (state === 'resolved') return desk;
  desk.must(ANA, { type: 'incident.close', ...id, expectedVersion: at(), review: 'done' });
  if (isOpen(desk.incident().state)) throw new Error('the incident should be closed');
  return desk;
}
