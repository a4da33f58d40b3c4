import type {
  Actor,
  FoldEvent,
  IncidentEvent,
  RosterEvent,
  Signal,
  SignalEvent,
  TimelineEntry,
  Tlp,
} from '@warroom/shared';
import {
  emptySituation,
  evolveSignal,
  fold,
  projectIncident,
  projectSignal,
  projectTimelineEntry,
  sees,
} from '@warroom/shared';
import type { Occurred, SignalText } from '@warroom/shared';
import type { Room, RoomChange, Rooms } from '../desk/room.ts';
import type { JsonObject, StoredEvent } from '../journal/journal.ts';

type Happening = IncidentEvent | SignalEvent | RosterEvent;

/** A room whose events a test makes up: they are folded as the real one folds them, and nothing is decided. */
export interface FakeRoom extends Omit<Room, 'epoch'> {
  /** Writes events in one batch, as one commit would. */
  happen(...batch: { aggregate: string; event: Happening; by?: Actor }[]): void;
  open(id: string, tlp?: Tlp, title?: string, named?: string[]): void;
  relabel(id: string, tlp: Tlp, named?: string[]): void;
  retitle(id: string, title: string): void;
  receive1(id: string, tlp: Tlp, text: string): void;
  /** Folds what was written at another node. */
  follow(events: readonly StoredEvent[]): void;
  /** What its journal says of itself. */
  epoch: string;
  stands: { readOnly: string | null; unsafe: string | null };
  commands: { input: unknown; by: string }[];
  failNextCommand: boolean;
  /** Held up until called, when set: for what happens while the library answers. */
  beforeTimeline: (() => Promise<void>) | undefined;
}

const AT = 1_857_000_000_000;
const clock = { startedAt: AT, warnAt: AT + 60_000, dueAt: AT + 120_000, metAt: null };
const clocks = { acknowledge: clock, act: clock, resolve: clock };
const nobody: Actor = { kind: 'system', id: 'test' };

const rules: Room['rules'] = {
  numberPrefix: 'EXA28',
  drill: false,
  defaultTlp: 'AMBER',
  claimMs: 60_000,
  hasJurisdiction: () => true,
  hasCategory: () => true,
  hasOutcome: () => true,
  hasPerson: () => true,
  clocks: () => clocks,
  zone: 'America/New_York',
  reopenWindowMs: 7_200_000,
  desks: [],
  playbooks: [],
  policies: [],
  people: () => [],
};

export function fakeRoom(id = 'example', epoch = 'epoch-1'): FakeRoom {
  const situation = emptySituation();
  const stored: StoredEvent[] = [];
  const versions = new Map<string, number>();
  const texts = new Map<string, SignalText>();
  const signals = new Map<string, Signal>();
  const listeners = new Set<(change: RoomChange) => void>();
  let asOf = AT;

  function store(aggregate: string, event: Happening, by: Actor): StoredEvent {
    const version = (versions.get(aggregate) ?? 0) + 1;
    versions.set(aggregate, version);
    asOf += 1;
    const written: StoredEvent = {
      seq: stored.length + 1,
      aggregate,
      version,
      type: event.type,
      data: event.data as unknown as JsonObject,
      personal: ('personal' in event ? (event.personal ?? null) : null) as JsonObject | null,
      erased: false,
      at: asOf,
      by,
      via: 'board',
    };
    stored.push(written);
    if (aggregate.startsWith('signal:')) {
      const key = aggregate.slice('signal:'.length);
      if (event.type === 'signal.received') texts.set(key, event.personal);
      const signal = evolveSignal(
        signals.get(key),
        key,
        written as unknown as Occurred<SignalEvent>,
      );
      if (signal) signals.set(key, signal);
    }
    return written;
  }

  const room: FakeRoom = {
    id,
    epoch,
    election: undefined as unknown as Room['election'],
    rules,
    situation,
    stands: { readOnly: null, unsafe: null },
    commands: [],
    failNextCommand: false,
    beforeTimeline: undefined,
    happen(...batch) {
      const events = batch.map(({ aggregate, event, by }) => store(aggregate, event, by ?? nobody));
      const touched = events.map((event) => fold(situation, event as unknown as FoldEvent));
      for (const listener of listeners) listener({ events, touched });
    },
    follow(events) {
      stored.push(...events);
      const touched = events.map((event) => fold(situation, event as unknown as FoldEvent));
      asOf = Math.max(asOf, ...events.map(({ at }) => at));
      for (const listener of listeners) listener({ events, touched });
    },
    open(incident, tlp = 'GREEN', title = `Title of ${incident}`, named = []) {
      room.happen({
        aggregate: `incident:${incident}`,
        event: {
          type: 'incident.opened',
          data: {
            severity: 'S2',
            category: 'OPS.long-lines',
            jurisdictions: [],
            tlp,
            occurrence: 'happening',
            veracity: 'unverified',
            signals: [],
            sources: ['tips'],
            drill: false,
            clocks,
            named,
          },
          personal: { title },
        },
      });
    },
    relabel(incident, tlp, named = []) {
      const changes = { tlp, named };
      const event: IncidentEvent = { type: 'incident.changed', data: { changes, before: {} } };
      room.happen({ aggregate: `incident:${incident}`, event });
    },
    retitle(incident, title) {
      const event: IncidentEvent = {
        type: 'incident.changed',
        data: { changes: {}, before: {} },
        personal: { title },
      };
      room.happen({ aggregate: `incident:${incident}`, event });
    },
    receive1(signal, tlp, text) {
      const data = {
        source: 'tips',
        channel: 'tip' as const,
        observedAt: AT,
        language: 'en',
        jurisdiction: null,
        category: null,
        severity: null,
        tlp,
        drill: false,
      };
      const event: SignalEvent = { type: 'signal.received', data, personal: { text } };
      room.happen({ aggregate: `signal:${signal}`, event });
    },
    command(input, { subject }) {
      if (room.failNextCommand) {
        room.failNextCommand = false;
        return Promise.reject(new Error('the room failed'));
      }
      const by = 'id' in subject ? subject.id : '';
      room.commands.push({ input, by });
      const commandId = (input as { commandId?: string }).commandId ?? '';
      return Promise.resolve({
        kind: 'done',
        commandId,
        repeated: false,
        incident: null,
        opened: null,
        signal: null,
      });
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async timeline(incident, audience, afterVersion = 0) {
      const tracked = situation.incidents.get(incident);
      if (!tracked || !sees(audience, tracked.incident)) return [];
      const entries = stored
        .filter(
          (event) => event.aggregate === `incident:${incident}` && event.version > afterVersion,
        )
        .map((event): TimelineEntry =>
          projectTimelineEntry({ ...event, by: event.by as unknown as Actor }, audience),
        );
      await room.beforeTimeline?.();
      return entries;
    },
    incident(incident, audience) {
      const tracked = situation.incidents.get(incident);
      return tracked && projectIncident(tracked.incident, audience);
    },
    signal: (signal, audience) => room.signals([signal], audience).then(([view]) => view),
    signals(ids, audience) {
      const views = ids.map((key) => {
        const signal = signals.get(key);
        return signal && projectSignal(signal, texts.get(key) ?? null, audience);
      });
      return Promise.resolve(views.filter((view) => view !== undefined));
    },
    signalOf(event, audience) {
      const key = event.aggregate.slice('signal:'.length);
      const signal = signals.get(key);
      return signal && projectSignal(signal, texts.get(key) ?? null, audience);
    },
    sources: () =>
      [...situation.sources.values()].map(({ name, count, lastAt }) => ({
        name,
        title: 'Tips from Harlow County',
        kind: 'tip',
        count,
        lastAt,
        silentAfterMs: null,
      })),
    asOf: () => asOf,
    readOnly: () => room.stands.readOnly,
    unsafe: () => room.stands.unsafe,
    receive: () => Promise.resolve([]),
    sourceResolved: () => Promise.resolve(false),
    signalPage: () => Promise.resolve({ items: [], next: null }),
    more: () => undefined,
    suggestions: () => Promise.resolve([]),
    incidentPage: () => Promise.resolve({ items: [], next: null }),
    find: {
      signalPage: () => Promise.resolve({ items: [], next: null }),
      incidentPage: () => Promise.resolve({ items: [], next: null }),
      matching: () => Promise.resolve({ ids: [], total: 0 }),
      counts: () => Promise.resolve([]),
    },
    signedBrief: () => Promise.resolve(null),
    loadSignal: (signal) => Promise.resolve(signals.get(signal)),
    record: () => Promise.resolve([]),
    note: () => Promise.resolve(),
    close: () => Promise.resolve(),
  };
  return room;
}

export function fakeRooms(...rooms: Room[]): Rooms {
  return {
    get: (id) => rooms.find((room) => room.id === id),
    all: () => rooms,
    startDrill: () => Promise.reject(new Error('no drills here')),
    onOpened: () => () => undefined,
  };
}
