import type { Delta, FeedSnapshot, IncidentView } from '@warroom/shared';
import type { Feed } from '../feed/connection.ts';
import type { Schedule } from './frame.ts';
import { nextFrame } from './frame.ts';
import { liveMap } from './live-map.ts';

/** What a command of this person is about to change, shown before the server has answered. */
interface Overlay {
  commandId: string;
  patch: Partial<IncidentView>;
}

/** All incidents that this audience was told of, with this person's unanswered changes laid over them. */
export interface IncidentStore {
  /** As shown: with the overlays. The same object until something changes. */
  get(id: string): IncidentView | undefined;
  /** As the server last said. */
  confirmed(id: string): IncidentView | undefined;
  readonly size: number;
  values(): IterableIterator<IncidentView>;
  /** Everything known, at once; what isn't in it is gone. */
  replace(snapshot: Pick<FeedSnapshot, 'incidents'>): void;
  apply(delta: Pick<Delta, 'upserts' | 'removals'>): void;
  /** One incident from an answer or a page; ignored when a newer version is known. */
  learn(incident: IncidentView): void;
  /** Lays a patch over an incident until `settle`. */
  foresee(id: string, commandId: string, patch: Partial<IncidentView>): void;
  /** Takes the patch of a command away: it was answered. */
  settle(commandId: string): void;
  subscribe(id: string, listener: () => void): () => void;
  subscribeAll(listener: (changed: ReadonlySet<string>) => void): () => void;
  flush(): void;
  /** True once a snapshot was applied. */
  readonly loaded: boolean;
}

/** An empty store; `connect` ties it to a feed. */
export function incidentStore(schedule: Schedule = nextFrame): IncidentStore {
  const records = liveMap<IncidentView>(schedule);
  const shown = new Map<string, IncidentView>();
  const overlays = new Map<string, Overlay[]>();
  let loaded = false;

  function forget(id: string): void {
    shown.delete(id);
  }

  function get(id: string): IncidentView | undefined {
    const laid = overlays.get(id);
    const record = records.get(id);
    if (!laid || !record) return record;
    const known = shown.get(id);
    if (known) return known;
    const made = laid.reduce<IncidentView>((view, { patch }) => ({ ...view, ...patch }), record);
    shown.set(id, made);
    return made;
  }

  function upsert(incident: IncidentView): void {
    forget(incident.id);
    records.set(incident.id, incident);
  }

  return {
    get,
    confirmed: records.get,
    get size() {
      return records.size;
    },
    *values() {
      for (const [id, record] of entriesOf(records))
        yield overlays.has(id) ? (get(id) ?? record) : record;
    },
    replace({ incidents }) {
      loaded = true;
      shown.clear();
      records.replace(incidents.map((incident) => [incident.id, incident] as const));
    },
    apply({ upserts, removals }) {
      for (const incident of upserts) upsert(incident);
      for (const id of removals) {
        forget(id);
        records.delete(id);
      }
    },
    learn(incident) {
      const known = records.get(incident.id);
      if (!known || known.version < incident.version) upsert(incident);
    },
    foresee(id, commandId, patch) {
      overlays.set(id, [...(overlays.get(id) ?? []), { commandId, patch }]);
      forget(id);
      records.touch(id);
    },
    settle(commandId) {
      for (const [id, laid] of overlays) {
        const left = laid.filter((overlay) => overlay.commandId !== commandId);
        if (left.length === laid.length) continue;
        if (left.length === 0) overlays.delete(id);
        else overlays.set(id, left);
        forget(id);
        records.touch(id);
      }
    },
    subscribe: records.subscribe,
    subscribeAll: records.subscribeAll,
    flush: records.flush,
    get loaded() {
      return loaded;
    },
  };
}

function* entriesOf(records: {
  keys(): IterableIterator<string>;
  get(id: string): IncidentView | undefined;
}): IterableIterator<[string, IncidentView]> {
  for (const id of records.keys()) {
    const record = records.get(id);
    if (record) yield [id, record];
  }
}

/** Keeps a store in step with a feed; answers how to stop. */
export function connectIncidents(store: IncidentStore, feed: Feed): () => void {
  const stops = [
    feed.on('snapshot', (snapshot) => store.replace(snapshot)),
    feed.on('delta', (delta) => store.apply(delta)),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}
