import type { SavedView } from '@warroom/shared';
import { describe, expect, it } from 'vitest';
import { fakeLine, NOON } from './testing/records.ts';
import { viewsOf } from './views.ts';

const SAVED: SavedView = {
  id: 'v1',
  version: 1,
  title: 'Harlow',
  query: 'tag:harlow',
  lanes: 'both',
  sort: 'severity',
  scope: 'team',
  owner: 'me',
  place: 1,
  changedAt: NOON,
};

function views() {
  let answer: readonly SavedView[] | null = null;
  const made = viewsOf({
    election: { election: { desks: [] } },
    feed: { on: fakeLine().feed.on, status: () => ({ hello: null }) as never },
    fetch: async () => answer,
  });
  return {
    ...made,
    async read(next: readonly SavedView[] | null) {
      answer = next;
      await made.reload();
    },
  };
}

describe('a view that is not there', () => {
  it('[VW1] is empty and says why: never another one in its place', async () => {
    const { of, read } = views();
    expect(of('open').missing).toBeUndefined();
    expect(of('v1')).toMatchObject({ id: 'v1', missing: 'loading', lanes: 'incidents' });
    expect(of('v1').asks.terms).toHaveLength(1);
    // The same as long as nothing is known anew, for what is drawn from it.
    expect(of('v1')).toBe(of('v1'));
    await read(null);
    expect(of('v1').missing).toBe('unread');
    await read([SAVED]);
    expect(of('v1')).toMatchObject({ title: 'Harlow', saved: SAVED });
    // What was read goes on where it can't be read again.
    await read(null);
    expect(of('v1').title).toBe('Harlow');
    await read([]);
    expect(of('v1')).toMatchObject({ missing: 'gone', title: 'View gone' });
  });
});
