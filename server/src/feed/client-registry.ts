import type { Revocation } from '../accounts/accounts.ts';
import type { FeedClient } from './feed-client.ts';

/** How identity keys of displays begin. */
const DISPLAY = 'display:';

/** The connections of this node. */
export interface ClientRegistry {
  readonly size: number;
  add(client: FeedClient): void;
  remove(client: FeedClient): void;
  all(): FeedClient[];
  /** Those of one person or display. */
  of(identityKey: string): FeedClient[];
  /** Ids of the displays among them, once each. */
  displays(): string[];
  /** Those that a revocation ends. */
  affected(revocation: Revocation): FeedClient[];
}

/** No connections yet. */
export function clientRegistry(): ClientRegistry {
  const clients = new Set<FeedClient>();
  const byIdentity = new Map<string, Set<FeedClient>>();
  const of = (identityKey: string): FeedClient[] => [...(byIdentity.get(identityKey) ?? [])];

  return {
    get size() {
      return clients.size;
    },
    add(client) {
      clients.add(client);
      const same = byIdentity.get(client.identityKey) ?? new Set();
      byIdentity.set(client.identityKey, same.add(client));
    },
    remove(client) {
      clients.delete(client);
      const same = byIdentity.get(client.identityKey);
      same?.delete(client);
      if (same?.size === 0) byIdentity.delete(client.identityKey);
    },
    all: () => [...clients],
    of,
    displays: () =>
      [...byIdentity.keys()]
        .filter((key) => key.startsWith(DISPLAY))
        .map((key) => key.slice(DISPLAY.length)),
    affected(revocation) {
      if (revocation.kind === 'key') return [];
      if (revocation.kind !== 'session') return of(`${revocation.kind}:${revocation.id}`);
      return [...clients].filter(
        ({ identity }) => identity.kind === 'person' && identity.sessionId === revocation.id,
      );
    },
  };
}
