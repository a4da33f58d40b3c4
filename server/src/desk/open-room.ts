import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import {
  briefAudience,
  composeBrief,
  evolveMessage,
  evolveSignal,
  messageAggregate,
  messageTargets,
  projectIncident,
  projectSignal,
  projectTimelineEntry,
  sees,
} from '@warroom/shared';
import type {
  Audience,
  CompiledElection,
  FoldEvent,
  Message,
  MessageEvent,
  Occurred,
  Rules,
  Signal,
  SignalEvent,
  SignalView,
  SourceView,
  Subject,
  Upload,
  WayKind,
} from '@warroom/shared';
import type { Journal, StoredEvent } from '../journal/journal.ts';
import { sqliteDriver } from '../journal/sqlite-driver.ts';
import { libraryFits, libraryOn } from '../library/library.ts';
import type { Library } from '../library/library.ts';
import { situationKeeper } from '../situation/keeper.ts';
import { actorOf, deskOf, timelineEvent } from './desk.ts';
import { finderOn } from './find.ts';
import { withoutHiddenLinks, withoutHiddenTarget, withoutHiddenNames } from './hidden.ts';
import { messageLog } from './message-log.ts';
import { incidentMore } from './more.ts';
import { messageQueue } from './queue-messages.ts';
import { receivedOf, signalIdOf, unitOf } from './received.ts';
import { recorder } from './record.ts';
import type { Room } from './room.ts';
import { rulesOf } from './rules.ts';
import { recordSourceResolved } from './source-resolved.ts';
import { briefWorld, signedBrief } from './briefs.ts';
import { suggestionsFor } from './suggestions.ts';
import { wallRecordsOf } from './wall-records.ts';

export interface OpenRoomOptions {
  election: CompiledElection;
  journal: Journal;
  /** Where the library lies; it can be thrown away. */
  dir: string;
  now(): number;
  hasPerson(id: string): boolean;
  /** The staff with their roles, now. */
  people?(): ReturnType<Rules['people']>;
  /** Who someone is in this election now; without, people are told nothing. */
  subjectOf?(person: string): Subject | undefined;
  /** The ways by which this server can tell people things; without, all. */
  wayKinds?: readonly WayKind[];
  /** What an upload's token stands for, when it is this person's. */
  upload?(token: string, person: string): Upload | undefined;
  /** Staff names, scrubbed from free text for visitors. */
  names(): readonly string[];
  notice(message: string, cause: unknown): void;
  /** How this node's copy of a shared journal is doing. */
  copy?(): { seq: number; behind: number; fault: string | null } | undefined;
}

/** Opens an election: folds its journal, catches its library up in the background, takes commands. */
export async function openRoom(options: OpenRoomOptions): Promise<Room> {
  const { journal, now, names } = options;
  const rules = {
    ...rulesOf(options.election, options.hasPerson, options.people ?? (() => [])),
    ...(options.wayKinds ? { wayKinds: options.wayKinds } : {}),
  };
  const keeper = await situationKeeper({ journal, now, notice: options.notice });
  const { situation } = keeper;
  const library = await openLibrary(options);
  keeper.onFolded((events) => library.offer(events));
  const policies = new Map(
    options.election.election.sources.map((source) => [source.name, source]),
  );
  const messages = messageQueue({
    election: options.election.election.id,
    epoch: () => journal.epoch,
    targets: messageTargets(options.election.election),
    situation,
    rules,
    subjectOf: options.subjectOf ?? (() => undefined),
    now,
  });
  const desk = deskOf({
    journal,
    situation,
    rules,
    now,
    newSignalId: () => signalIdOf(undefined),
    loadSignal,
    loadMessage,
    messages,
    names,
    composeBrief: (brief, subject) =>
      composeBrief(briefWorld(options.election, situation), brief, briefAudience(subject), now()),
    ...(options.upload ? { upload: options.upload } : {}),
  });
  let lastWhole = now();

  async function loadSignal(id: string): Promise<Signal | undefined> {
    const events = await journal.readAggregate(`signal:${id}`);
    return events.reduce<Signal | undefined>(
      (signal, event) =>
        evolveSignal(signal, id, event as unknown as Occurred<SignalEvent> & FoldEvent),
      undefined,
    );
  }

  async function loadMessage(id: string): Promise<Message | undefined> {
    const events = await journal.readAggregate(messageAggregate(id));
    return events.reduce<Message | undefined>(
      (message, event) =>
        evolveMessage(message, id, event as unknown as Occurred<MessageEvent> & FoldEvent),
      undefined,
    );
  }

  const finder = finderOn({ election: options.election, situation, library, now, names });

  const ownLinks = (audience: Audience) => (signal: SignalView) =>
    withoutHiddenLinks(situation, audience, signal);

  return {
    id: options.election.election.id,
    get epoch() {
      return journal.epoch;
    },
    election: options.election,
    rules,
    situation,
    command: desk,
    async receive(batch) {
      const at = now();
      const units = batch.map((one) =>
        unitOf(one, rules, policies.get(one.source)?.tlp ?? rules.defaultTlp, at),
      );
      const results = await journal.append(units.map(({ unit }) => unit));
      return units.map(({ id }, index) => receivedOf(id, results[index]));
    },
    sourceResolved: (dedupeKey, source) =>
      recordSourceResolved({ journal, situation, loadSignal, dedupeKey, source, now: now() }),
    onChange: (listener) => keeper.onFolded((events, touched) => listener({ events, touched })),
    async timeline(id, audience, afterVersion = 0) {
      const incident = situation.incidents.get(id)?.incident;
      if (!incident || !sees(audience, incident)) return [];
      const events = await journal.readAggregate(`incident:${id}`, { afterVersion, limit: 2_000 });
      return events.map((event) =>
        withoutHiddenNames(
          situation,
          audience,
          projectTimelineEntry(timelineEvent(event), audience, names()),
        ),
      );
    },
    incident(id, audience) {
      const incident = situation.incidents.get(id)?.incident;
      const view = incident && projectIncident(incident, audience, names());
      return view && withoutHiddenTarget(situation, audience, view);
    },
    more: (id, audience) => incidentMore(situation, id, audience),
    suggestions(id, audience) {
      const signals = (ids: readonly string[]): Promise<SignalView[]> =>
        Promise.resolve(library.signals(ids, audience, names()).map(ownLinks(audience)));
      const turn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));
      return suggestionsFor({ situation, signals, alike: library.alike, turn }, id, audience);
    },
    async signal(id, audience) {
      await library.reached(situation.seq);
      return library.signals([id], audience, names()).map(ownLinks(audience))[0];
    },
    async signals(ids, audience) {
      await library.reached(situation.seq);
      return library.signals(ids, audience, names()).map(ownLinks(audience));
    },
    signalPage: finder.signalPage,
    incidentPage: finder.incidentPage,
    find: finder,
    messages: messageLog({ journal, situation, library }),
    signalOf: (event, audience) => signalOf(event, audience, names()),
    sources: () => sourcesOf(options.election, situation),
    asOf() {
      if (journal.live() && situation.seq === journal.head().seq) lastWhole = now();
      return lastWhole;
    },
    readOnly() {
      const status = journal.status();
      return status.writable ? null : status.reason;
    },
    unsafe() {
      const status = journal.status();
      return status.writable ? (status.unsafe ?? null) : null;
    },
    caughtUp: () => journal.caughtUp(),
    copy: () => options.copy?.(),
    loadSignal,
    signedBrief: (id) => signedBrief(journal, id),
    record: recorder({ journal, now, messages }),
    wallRecords: wallRecordsOf(journal),
    async note(type, data, by, personal) {
      await journal.append([
        {
          entries: [
            {
              aggregate: 'accounts',
              event: {
                type,
                data,
                ...(personal && { personal }),
                at: now(),
                by: { ...actorOf(by) },
                via: 'api',
              },
            },
          ],
        },
      ]);
    },
    async close() {
      library.close();
      await keeper.close();
      await journal.close();
    },
  };
}

/** Opens the library of a journal; one that is damaged or belongs to another journal is thrown away and rebuilt. */
async function openLibrary({ dir, journal, notice }: OpenRoomOptions): Promise<Library> {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const file = join(dir, 'library.db');
  const driver = await sqliteDriver();
  let db = existsSync(file) ? driver.open(file) : undefined;
  if (db && !libraryFits(db, journal)) {
    db.close();
    db = undefined;
    for (const name of [file, `${file}-wal`, `${file}-shm`]) rmSync(name, { force: true });
  }
  return libraryOn({
    db: db ?? driver.open(file),
    journal,
    monotonicMs: () => performance.now(),
    nextTurn: (work) => void setImmediate(work),
    later(work, delayMs) {
      const timer = setTimeout(work, delayMs);
      return () => clearTimeout(timer);
    },
    fault: (cause) =>
      notice(
        'The library fell behind: search and pages are not up to date. It is rebuilt at the next start.',
        cause,
      ),
  });
}

function signalOf(event: StoredEvent, audience: Audience, names: readonly string[]) {
  if (event.type !== 'signal.received') return undefined;
  const occurred = event as unknown as Extract<Occurred<SignalEvent>, { type: 'signal.received' }>;
  const signal = evolveSignal(undefined, event.aggregate.slice('signal:'.length), occurred);
  return signal && projectSignal(signal, occurred.personal, audience, names);
}

function sourcesOf({ election }: CompiledElection, situation: Room['situation']): SourceView[] {
  const known = new Map<string, SourceView>();
  for (const source of election.sources) {
    known.set(source.name, {
      name: source.name,
      title: source.title,
      kind: source.kind,
      count: 0,
      lastAt: null,
      silentAfterMs: source.silentAfterMin === undefined ? null : source.silentAfterMin * 60_000,
    });
  }
  for (const state of situation.sources.values()) {
    const view = known.get(state.name) ?? {
      name: state.name,
      title: state.name,
      kind: 'other',
      count: 0,
      lastAt: null,
      silentAfterMs: null,
    };
    known.set(state.name, { ...view, count: state.count, lastAt: state.lastAt });
  }
  return [...known.values()];
}
