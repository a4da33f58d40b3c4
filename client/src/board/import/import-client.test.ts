import type { ImportJobView } from '@warroom/shared';
import { describe, expect, it } from 'vitest';
import type { ApiResult } from '../../api.ts';
import { importClient } from './import-client.ts';
import { draftFrom, planOf, problemsOf, withColumn } from './plan-draft.ts';

const JOB = {
  id: 'imp-1',
  name: 'a.csv',
  size: 4_000_000,
  received: 0,
  state: 'uploading',
} as ImportJobView;

describe('uploading', () => {
  it('sends pieces in order, and goes on where the server stands when an answer was lost', async () => {
    const sent: { at: number; size: number }[] = [];
    let received = 0;
    const client = importClient(
      'us general',
      () => Promise.resolve({ ok: true, value: { ...JOB, received } as never }),
      (path, bytes): Promise<ApiResult<ImportJobView>> => {
        const at = Number(
          /^\/api\/elections\/us%20general\/imports\/imp-1\/bytes\?offset=(\d+)$/.exec(path)?.[1],
        );
        sent.push({ at, size: bytes.size });
        if (at !== received)
          return Promise.resolve({
            ok: false,
            error: {
              kind: 'wrong-state',
              message: 'elsewhere',
              path: String(received),
              status: 409,
            },
          });
        received += bytes.size;
        // The first piece is kept, but the answer tells an older place: the next one is refused.
        return Promise.resolve({
          ok: true,
          value: { ...JOB, received: sent.length === 1 ? 1000 : received },
        });
      },
    );
    const pieces: number[] = [];
    const done = await client.upload(
      JOB,
      new File(['x'.repeat(4_000_000)], 'a.csv'),
      (job) => pieces.push(job.received),
      new AbortController().signal,
    );
    expect(done).toMatchObject({ ok: true, value: { received: 4_000_000 } });
    expect(sent.map(({ at }) => at)).toEqual([0, 1000, 1_500_000, 3_000_000]);
  });

  it('ends at a refusal that no other place mends', async () => {
    const error = {
      kind: 'unavailable',
      message: "The server's disk is full.",
      status: 507,
    } as const;
    const client = importClient(
      'x',
      () => Promise.reject(new Error('not asked')),
      () => Promise.resolve({ ok: false, error }),
    );
    expect(
      await client.upload(JOB, new File(['abc'], 'a.csv'), () => {}, new AbortController().signal),
    ).toEqual({ ok: false, error });
  });
});

describe('the form of columns', () => {
  const preview = {
    format: 'csv',
    encoding: 'utf-8',
    delimiter: ',',
    columns: ['a', 'b'],
    rows: [],
    suggested: { text: ['a'] },
    zone: 'UTC',
  } as const;
  const draft = draftFrom(
    { ...preview, columns: [...preview.columns], rows: [], suggested: { text: ['a'] } },
    null,
  );

  it('begins with what is proposed, and keeps an earlier plan where its columns are still there', () => {
    expect(draft).toMatchObject({ map: { text: ['a'] }, zone: 'UTC', channel: 'post', source: '' });
    const kept = draftFrom(
      { ...preview, columns: ['b'], rows: [], suggested: {} },
      {
        map: { text: ['b'], author: ['a'] },
        source: 'x',
        channel: 'tip',
        dates: 'dmy',
        zone: 'Europe/Paris',
        replay: 60,
      },
    );
    expect(planOf(kept)).toEqual({
      map: { text: ['b'] },
      source: 'x',
      channel: 'tip',
      dates: 'dmy',
      zone: 'Europe/Paris',
      replay: 60,
    });
  });

  it('names each field that is wrong', () => {
    expect(Object.keys(problemsOf(draft))).toEqual(['source']);
    expect(
      Object.keys(
        problemsOf({ ...draft, map: {}, source: 'two words', zone: 'Mars', replay: 'fast' }),
      ),
    ).toEqual(['text', 'source', 'zone', 'replay']);
    expect(problemsOf({ ...draft, source: 'x', replay: '600' })).toEqual({});
  });

  it('sets, joins and takes out columns', () => {
    const joined = withColumn({ text: ['a'] }, 'text', 1, 'b');
    expect(joined).toEqual({ text: ['a', 'b'] });
    expect(withColumn(joined, 'text', 0, null)).toEqual({ text: ['b'] });
    expect(withColumn({ text: ['a'], url: ['b'] }, 'url', 0, null)).toEqual({ text: ['a'] });
  });
});
