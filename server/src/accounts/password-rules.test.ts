import { describe, expect, it } from 'vitest';
import { checkPassword } from './password-rules.ts';

const about = { email: 'ana.sousa@example.org', name: 'Ana Sousa' };

describe('password rules', () => {
  it.each([
    'short',
    'elevenchars',
    'password1234',
    'Passw0rd!2028',
    'P@ssw0rd1234!',
    'qwertyuiop123',
    'welcome2024!!',
    '123456789012',
    '098765432109',
    'aaaaaaaaaaaaaa',
    'abcabcabcabcabc',
    'abcdefghijklmnop',
    'iloveyou12345',
    'letmeinletmein',
    'Election2028!',
    'changemechangeme',
    '1qaz2wsx3edc',
    'ana.sousa@example.org',
    'anasousa12345',
    'x'.repeat(201),
    'half \ud800 a pair here',
  ])('[AC4] refuses %j', (password) => {
    expect(checkPassword(password, about)).toMatchObject({ kind: 'malformed', path: 'password' });
  });

  it.each([
    'tram lantern quiet fox',
    'korrekt pferd batterie klammer',
    'kX9#vq!27Lpz',
    'ジャズの夜に咲く白い花びら',
    'my dog hates the vacuum',
    'hy4k-92pw-vn7d',
  ])('[AC4] takes %j', (password) => {
    expect(checkPassword(password, about)).toBeUndefined();
  });

  it('counts characters, not UTF-16 units', () => {
    expect(checkPassword('😀😁😂🤣😃😄😅😆😉😊😋', about)?.message).toMatch(/11 characters/);
  });
});
