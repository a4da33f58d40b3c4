import type { FeedSnapshot, Refusal } from '@warroom/shared';
import { SnapshotRefused } from '../feed/snapshot.ts';

/**
 * The whole picture as this wall may see it. Where a browser is paired and signed in, the server must
 * be told which of them asks: a display may see less than the person.
 */
export function snapshotAs(as: 'display' | 'person'): (election: string) => Promise<FeedSnapshot> {
  return async (election) => {
    const path = `/api/elections/${encodeURIComponent(election)}/snapshot?as=${as}`;
    const response = await fetch(path, { headers: { accept: 'application/json' } });
    if (response.ok) return (await response.json()) as FeedSnapshot;
    const body = (await response.json().catch(() => null)) as { error?: Refusal } | null;
    throw new SnapshotRefused(
      body?.error ?? {
        kind: response.status === 401 || response.status === 403 ? 'forbidden' : 'unavailable',
        message: `The server answered ${response.status} to the request for a snapshot.`,
      },
    );
  };
}
