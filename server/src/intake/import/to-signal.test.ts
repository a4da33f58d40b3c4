import { describe, expect, it } from 'vitest';
import { compileElection } from '@warroom/shared';
import { shippedElections } from '../testing/rig.ts';
import { mapProblem, parseMap, suggestMap } from './column-map.ts';
import { languageTag } from './languages.ts';
import type { Row } from './rows.ts';
import { seenContents } from './seen.ts';
import { readTime } from './times.ts';
import { rowMapper } from './to-signal.ts';
import type { Mapping } from './to-signal.ts';

const found = shippedElections().find(({ id }) => id === 'us-general');
if (!found) throw new Error('us-general is not shipped');
const election = compileElection(found);
const row = (fields: Record<string, unknown>, number = 1): Row => ({
  row: number,
  line: number + 1,
  fields,
  cells: [],
});
const mapping = (map: Mapping['map'], more: Partial<Mapping> = {}): Mapping => ({
  map,
  zone: 'America/New_York',
  dates: 'mdy',
  channel: 'post',
  ...more,
});

describe('times in files', () => {
  const at = (said: string, order: 'mdy' | 'dmy' = 'mdy'): unknown => {
    const read = readTime(said, 'America/New_York', order);
    return 'at' in read
      ? [new Date(read.at).toISOString().replace('.000Z', 'Z'), read.assumedZone]
      : read.problem;
  };
  it.each([
    ['2016-11-08 00:03:00', '2016-11-08T05:03:00Z', true],
    ['2016-11-08T20:54', '2016-11-09T01:54:00Z', true],
    ['2016-11-06 01:30', '2016-11-06T05:30:00Z', true],
    ['11/8/2016 20:54', '2016-11-09T01:54:00Z', true],
    ['11/8/16 8:54 PM', '2016-11-09T01:54:00Z', true],
    ['8.11.2016 20:54', '2016-11-09T01:54:00Z', true],
    ['2016/11/08', '2016-11-08T05:00:00Z', true],
    ['2016-11-08T20:54:00Z', '2016-11-08T20:54:00Z', false],
    ['2016-11-08 20:54:00.25+02:00', '2016-11-08T18:54:00Z', false],
    ['2016-11-08 20:54 UTC', '2016-11-08T20:54:00Z', false],
    ['2016-11-08 20:54-05', '2016-11-09T01:54:00Z', false],
    ['Tue Nov 08 20:54:00 +0000 2016', '2016-11-08T20:54:00Z', false],
    ['Tue, 08 Nov 2016 20:54:00 -0500', '2016-11-09T01:54:00Z', false],
    ['8 Nov 2016', '2016-11-08T05:00:00Z', true],
    ['1478638440', '2016-11-08T20:54:00Z', false],
    ['1478638440000', '2016-11-08T20:54:00Z', false],
  ])('[IN25] reads %s', (said, iso, assumed) => {
    expect(at(said)).toEqual([iso, assumed]);
  });
  it('[IN25] reads the day first where that is chosen, and says when the order must be wrong', () => {
    expect(at('8/11/2016 20:54', 'dmy')).toEqual(['2016-11-09T01:54:00Z', true]);
    expect(at('30/11/2016')).toContain('choose dmy');
    expect(at('11/30/2016', 'dmy')).toContain('choose mdy');
  });
  it.each([
    '',
    'yesterday',
    '2016-02-30 10:00',
    '2016-11-08 25:00',
    '2016-13-01',
    '13:00 PM 11/8/2016',
    '-5',
    '99999999999999',
  ])('[IN25] refuses "%s"', (said) => {
    expect(typeof at(said)).toBe('string');
  });
});

describe('languages in files', () => {
  it.each([
    ['English', 'en'],
    ['Farsi (Persian)', 'fa'],
    ['RUSSIAN', 'ru'],
    ['Norwegian', 'no'],
    ['Español', 'es'],
    ['中文', 'zh'],
    ['pt_BR', 'pt-BR'],
    ['en', 'en'],
    ['zh-hant', 'zh-Hant'],
    ['Catalan', 'ca'],
    ['Uzbek', 'uz'],
    ['Tagalog (Filipino)', 'fil'],
  ])('[IN26] knows %s', (said, tag) => {
    expect(languageTag(said)).toBe(tag);
  });
  it.each(['', 'und', 'LANGUAGE UNDEFINED', 'Klingonish', 'unknown', 'xx', '???'])(
    '[IN26] leaves out "%s"',
    (said) => {
      expect(languageTag(said)).toBeUndefined();
    },
  );
});

describe('the column map', () => {
  it('[IN27] is read from the command line, several columns with +, odd names in quotes', () => {
    expect(parseMap('text=content,externalId=a+b, author = "who, said"')).toEqual({
      map: { text: ['content'], externalId: ['a', 'b'], author: ['who, said'] },
    });
    expect(parseMap('text=content,colour=x')).toMatchObject({
      refusal: { message: expect.stringContaining('observedAt') },
    });
    expect(parseMap('content')).toHaveProperty('refusal');
  });
  it("[IN27] is checked against the file's columns", () => {
    expect(mapProblem({ text: ['content'] }, ['content'])).toBeUndefined();
    expect(mapProblem({ text: ['contents'] }, ['content', 'id'])?.message).toContain(
      'Its columns are content, id',
    );
    expect(mapProblem({ author: ['id'] }, ['content', 'id'])?.kind).toBe('missing-field');
    expect(mapProblem({ text: ['a'], author: ['a', 'b'] }, ['a', 'b'])?.path).toBe('map.author');
  });
  it('[IN27] is proposed from usual names', () => {
    expect(
      suggestMap(['author_id', 'content', 'region', 'language', 'publish_date', 'retweet']),
    ).toEqual({
      text: ['content'],
      author: ['author_id'],
      language: ['language'],
      observedAt: ['publish_date'],
    });
  });
});

describe('rows into signals', () => {
  it('[IN28] gives equal rows ids of their own, the same at every run', () => {
    const rows = [
      row({ t: 'same' }),
      row({ t: 'other' }, 2),
      row({ t: 'same' }, 3),
      row({ t: 'same' }, 4),
    ];
    const ids = (): unknown[] => {
      const map = rowMapper(mapping({ text: ['t'] }), election);
      return rows.map((one) => {
        const mapped = map(one);
        return mapped.ok ? mapped.input.externalId : mapped.reasons;
      });
    };
    expect(new Set(ids()).size).toBe(4);
    expect(ids()).toEqual(ids());
  });
  it('[IN28] takes the external id from one column as it is, from several hashed', () => {
    const one = rowMapper(
      mapping({ text: ['t'], externalId: ['id'] }),
      election,
    )(row({ t: 'x', id: 'post-7' }));
    expect(one).toMatchObject({ ok: true, input: { externalId: 'post-7' } });
    const many = rowMapper(mapping({ text: ['t'], externalId: ['id', 't'] }), election);
    const first = many(row({ t: 'x', id: '7' }));
    expect(first).toEqual(many(row({ t: 'x', id: '7' })));
    expect(first).not.toEqual(many(row({ t: 'y', id: '7' })));
  });
  it('[IN29] fills every field, and says every reason of a row that is rejected', () => {
    const map = rowMapper(
      mapping({
        text: ['a', 'b'],
        observedAt: ['when'],
        author: ['who'],
        language: ['lang'],
        jurisdiction: ['where'],
        severity: ['sev'],
        url: ['u'],
        channel: ['ch'],
        category: ['cat'],
      }),
      election,
    );
    expect(
      map(
        row({
          a: 'Title',
          b: 'Body',
          when: '11/7/2028 9:00',
          who: 'x',
          lang: 'Spanish',
          where: 'arizona',
          sev: 'High',
          u: 'https://example.org/',
          ch: 'TIP',
          cat: 'OPS.long-lines',
        }),
      ),
    ).toMatchObject({
      ok: true,
      assumedZone: true,
      input: {
        text: 'Title\nBody',
        observedAt: Date.UTC(2028, 10, 7, 14),
        author: 'x',
        language: 'es',
        jurisdiction: 'US-AZ',
        severity: 'S2',
        url: 'https://example.org/',
        channel: 'tip',
        category: 'OPS.long-lines',
      },
    });
    const bad = map(
      row({
        a: '',
        b: ' ',
        when: 'soon',
        who: '',
        lang: 'Elvish',
        where: 'Atlantis',
        sev: 'purple',
        u: 'not a url',
        ch: 'pigeon',
        cat: 'lower',
      }),
    );
    expect(bad.ok ? [] : new Set(bad.reasons.map((reason) => reason.split(':')[0]))).toEqual(
      new Set(['category', 'channel', 'jurisdiction', 'observedAt', 'severity', 'text', 'url']),
    );
    expect(map(row({ a: 'x', lang: 'Elvish' }))).toMatchObject({
      ok: true,
      unknownLanguage: 'Elvish',
    });
    expect(map(row({ a: 'nul \u0000' }))).toMatchObject({
      ok: false,
      reasons: [expect.stringContaining('NUL')],
    });
  });
  it('[IN28] counts contents in a table that grows', () => {
    const seen = seenContents();
    for (let round = 0; round < 3; round += 1) {
      for (let content = 0; content < 5000; content += 1)
        expect(seen.occurrence(`c${content}`)).toBe(round);
    }
  });
});
