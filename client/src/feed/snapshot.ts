import type { FeedSnapshot, Refusal } from '@warroom/shared';

/** The server declined to hand out a snapshot. */
export class SnapshotRefused extends Error {
  readonly refusal: Refusal;
  constructor(refusal: Refusal) {
    super(refusal.message);
    this.refusal = refusal;
  }
}

/** The whole picture over HTTP, compressed and cached there. Throws SnapshotRefused, or what fetch throws. */
export async function fetchSnapshot(election: string): Promise<FeedSnapshot> {
  const response = await fetch(`/api/elections/${encodeURIComponent(election)}/snapshot`, {
    headers: { accept: 'application/json' },
  });
  if (response.ok) return (await response.json()) as FeedSnapshot;
  const body = (await response.json().catch(() => null)) as { error?: Refusal } | null;
  throw new SnapshotRefused(
    body?.error ?? {
      kind: response.status === 401 || response.status === 403 ? 'forbidden' : 'unavailable',
      message: `The server answered ${response.status} to the request for a snapshot.`,
    },
  );
}
