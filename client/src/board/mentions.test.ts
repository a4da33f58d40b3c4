import { describe, expect, it } from 'vitest';
import { mentionAt, mentionsIn, peopleLike, pieces, withMention } from './mentions.ts';

const people = [
  { id: 'ana', name: 'Ana' },
  { id: 'ruiz', name: 'Ana Ruiz' },
  { id: 'zoe', name: 'Zoë Marsh' },
  { id: 'imani', name: 'Imani (exercise)' },
];

describe('mentions in notes', () => {
  it('begin with an @ that no word stands before', () => {
    expect(mentionAt('ask @An', 7)).toEqual({ at: 4, typed: 'An' });
    expect(mentionAt('@', 1)).toEqual({ at: 0, typed: '' });
    expect(mentionAt('(@Zo', 4)).toEqual({ at: 1, typed: 'Zo' });
    expect(mentionAt('desk@county', 11)).toBeNull();
    expect(mentionAt('@ noon', 6)).toBeNull();
    expect(mentionAt('@Ana\nthen', 9)).toBeNull();
    expect(mentionAt('ask @An and', 3)).toBeNull();
  });

  it('offer people by the beginning of any word of their name, accents or not', () => {
    expect(peopleLike(people, 'an').map(({ id }) => id)).toEqual(['ana', 'ruiz']);
    expect(peopleLike(people, 'zoe').map(({ id }) => id)).toEqual(['zoe']);
    expect(peopleLike(people, 'mar').map(({ id }) => id)).toEqual(['zoe']);
    expect(peopleLike(people, 'x')).toEqual([]);
    expect(peopleLike(people, '', 2)).toHaveLength(2);
  });

  it('put the whole name in the place of what was typed', () => {
    expect(withMention('ask @an about it', 7, 'Ana Ruiz')).toEqual({
      text: 'ask @Ana Ruiz about it',
      caret: 14,
    });
    expect(withMention('no mention', 4, 'Ana')).toEqual({ text: 'no mention', caret: 4 });
  });

  it('are found in the text as it is sent, the longer name first', () => {
    expect(mentionsIn('@Ana Ruiz and @Imani (exercise), see @Ana', people)).toEqual([
      'ruiz',
      'imani',
      'ana',
    ]);
    expect(mentionsIn('@Anabel, mail ana@Ana and @ana', people)).toEqual([]);
  });

  it('part a note for showing, and lose nothing of it', () => {
    const text = 'so @Ana, call @Zoë Marsh @Ana';
    const parts = pieces(text, people);
    expect(parts.map((part) => part.text).join('')).toBe(text);
    expect(parts.filter(({ person }) => person !== null).map((part) => part.text)).toEqual([
      '@Ana',
      '@Zoë Marsh',
      '@Ana',
    ]);
    expect(pieces('', people)).toEqual([]);
  });
});
