import { describe, expect, it } from 'vitest';
import { safePath } from './safe-path.ts';

const origin = 'https://room.example';

describe('where one goes after signing in', () => {
  it('is a path here, with its search', () => {
    expect(safePath('/e/us-general?view=mine', origin)).toBe('/e/us-general?view=mine');
  });

  it.each([
    undefined,
    '',
    'https://evil.example/',
    '//evil.example/',
    '/\\evil.example/',
    '/\t/evil.example',
    'javascript:alert(1)',
    'e/us-general',
  ])('is never %s', (to) => expect(safePath(to, origin)).toBeUndefined());
});
