import { describe, expect, it } from 'vitest';
import { entriesOf, matching } from './people-entries.ts';
import { agentInWords } from './role-words.ts';

const member = (id: string, name: string, disabled = false) => ({
  person: { id, name, email: `${id}@example.org`, disabled },
  role: 'lead' as const,
  clearance: 'AMBER' as const,
  organisation: null,
  implied: false,
});
const person = (id: string, name: string, admin = false) => ({
  id,
  name,
  email: `${id}@example.org`,
  admin,
  disabled: false,
  memberships: [],
  lastSeenAt: 5,
});

describe('people of an election and of the server in one list', () => {
  it('keeps who is only in one of the two', () => {
    const entries = entriesOf(
      [member('ana', 'Ana'), member('ben', 'Ben')],
      [person('ana', 'Ana', true), person('zoe', 'Zoe')],
    );
    expect(entries.map(({ id, admin, member: part }) => [id, admin, part?.role ?? null])).toEqual([
      ['ana', true, 'lead'],
      ['ben', null, 'lead'],
      ['zoe', false, null],
    ]);
  });

  it('puts disabled accounts last', () => {
    const entries = entriesOf([member('ana', 'Ana', true), member('ben', 'Ben')], null);
    expect(entries.map(({ id }) => id)).toEqual(['ben', 'ana']);
  });

  it('finds by a part of the name or the address, in any case', () => {
    const entries = entriesOf([member('ana', 'Ana Ruiz'), member('ben', 'Ben')], null);
    expect(matching(entries, ' RUIZ ').map(({ id }) => id)).toEqual(['ana']);
    expect(matching(entries, 'ben@').map(({ id }) => id)).toEqual(['ben']);
    expect(matching(entries, '')).toHaveLength(2);
  });
});

describe('a browser in words', () => {
  it('names browser and system, and leaves other programs as they call themselves', () => {
    expect(
      agentInWords('Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/142.0 Safari/537.36'),
    ).toBe('Chrome on Linux');
    expect(agentInWords('Mozilla/5.0 (Windows NT 10.0) Chrome/142.0 Safari/537.36 Edg/142.0')).toBe(
      'Edge on Windows',
    );
    expect(agentInWords('curl/8.5.0')).toBe('curl');
    expect(agentInWords('')).toBe('unknown program');
  });
});
