import { describe, expect, it } from 'vitest';
import { ANA, BO, deskWith, testDesk, RULES } from '../testing/rig.ts';
import { isQuiet, waysTo } from './ways.ts';
import { NO_RULES } from './evolve.ts';
import type { PersonRules, QuietHours } from './notify.ts';

const night: QuietHours = {
  from: '22:00',
  until: '06:30',
  zone: 'America/New_York',
  exceptFrom: 'S1',
};
const push = (endpoint: string | null): PersonRules['push'][number] => ({
  id: 'p1',
  label: 'Firefox',
  endpoint,
  p256dh: 'x',
  auth: 'y',
  addedAt: 1,
});
const at = (text: string): number => Date.parse(text);
const NOON = at('2028-06-01T16:00:00Z');

describe('ways to tell a person', () => {
  it('[MS4] who has set nothing is told of what needs them by e-mail, and of what they watch by no mail', () => {
    expect(waysTo(undefined, 'page', 'S1', NOON)).toEqual(['email']);
    expect(waysTo(undefined, 'handover', 'S5', NOON)).toEqual(['email']);
    expect(waysTo(undefined, 'watched', 'S1', NOON)).toEqual([]);
    expect(waysTo({ ...NO_RULES, push: [push('https://p.example')] }, 'page', 'S3', NOON)).toEqual([
      'email',
      'push',
    ]);
  });

  it('[MS4] what was chosen holds, none too; a push only where a browser took one and the server has it', () => {
    const rules: PersonRules = {
      ...NO_RULES,
      ways: { page: ['push', 'email'], mention: [] },
      push: [push('https://p.example')],
    };
    expect(waysTo(rules, 'page', 'S1', NOON)).toEqual(['push', 'email']);
    expect(waysTo(rules, 'mention', 'S1', NOON)).toEqual([]);
    expect(waysTo({ ...rules, push: [push(null)] }, 'page', 'S1', NOON)).toEqual(['email']);
    expect(waysTo(rules, 'page', 'S1', NOON, ['push'])).toEqual(['push']);
    expect(waysTo(undefined, 'page', 'S1', NOON, ['push'])).toEqual([]);
  });

  it('[MS5] in quiet hours only calls at the severity they let through come', () => {
    const rules: PersonRules = { ...NO_RULES, quiet: night };
    const three = at('2028-06-01T07:00:00Z');
    expect(waysTo(rules, 'page', 'S1', three)).toEqual(['email']);
    expect(waysTo(rules, 'page', 'S2', three)).toEqual([]);
    expect(waysTo(rules, 'mention', 'S1', three)).toEqual([]);
    expect(
      waysTo({ ...NO_RULES, quiet: { ...night, exceptFrom: null } }, 'page', 'S1', three),
    ).toEqual([]);
    expect(waysTo(rules, 'mention', 'S1', NOON)).toEqual(['email']);
  });

  it('[MS5] quiet hours go over midnight by the clocks of their zone, the end not among them', () => {
    const quiet = (text: string): boolean => isQuiet(night, at(text));
    expect(quiet('2028-06-02T01:59:59Z')).toBe(false); // 21:59:59
    expect(quiet('2028-06-02T02:00:00Z')).toBe(true); // 22:00
    expect(quiet('2028-06-02T10:29:59Z')).toBe(true); // 06:29:59
    expect(quiet('2028-06-02T10:30:00Z')).toBe(false); // 06:30
    const day = { ...night, from: '09:00', until: '12:00' };
    expect(isQuiet(day, at('2028-06-01T13:00:00Z'))).toBe(true);
    expect(isQuiet(day, at('2028-06-01T16:00:00Z'))).toBe(false);
    expect(isQuiet({ ...night, from: '00:00', until: '00:00' }, NOON)).toBe(true);
    expect(isQuiet({ ...night, zone: 'Mars/Olympus' }, at('2028-06-02T05:00:00Z'))).toBe(false);
  });

  it('[MS5] the night the clocks go back is an hour longer, the one they go forward an hour shorter', () => {
    const minutes = (from: string, hours: number): number => {
      let count = 0;
      for (let minute = 0; minute < hours * 60; minute += 1)
        if (isQuiet(night, at(from) + minute * 60_000)) count += 1;
      return count;
    };
    // 22:00 to 06:30 is 8.5 h: on 5 November 2028 New York puts its clocks back at 02:00, in spring forward.
    expect(minutes('2028-11-03T16:00:00Z', 24)).toBe(510);
    expect(minutes('2028-11-04T16:00:00Z', 24)).toBe(570);
    expect(minutes('2028-03-11T17:00:00Z', 24)).toBe(450);
    // Both of the two 01:30 are quiet.
    expect(isQuiet(night, at('2028-11-05T05:30:00Z'))).toBe(true);
    expect(isQuiet(night, at('2028-11-05T06:30:00Z'))).toBe(true);
    // 06:30 EST, an hour later by UTC than the day before.
    expect(isQuiet(night, at('2028-11-05T11:29:00Z'))).toBe(true);
    expect(isQuiet(night, at('2028-11-05T11:30:00Z'))).toBe(false);
  });
});

describe('rules', () => {
  const PUSH = {
    type: 'rules.push-add',
    label: 'Firefox on Linux',
    endpoint: 'https://push.example.org/abc',
    p256dh: 'B'.repeat(87),
    auth: 'a'.repeat(22),
  };

  it('[MS6] are set by each for themselves, part by part; addresses lie in what can be erased', () => {
    const desk = testDesk();
    const written = desk.do(ANA, {
      type: 'rules.set',
      email: 'ana.home@example.org',
      quiet: night,
      ways: { page: ['email'], watched: ['push', 'push'] },
    });
    const chained = written.ok ? written.writes.map(({ event }) => event.data) : [];
    expect(chained).toHaveLength(1);
    expect(JSON.stringify(chained)).not.toContain('ana.home');
    desk.must(ANA, { type: 'rules.set', ways: { page: null, mention: [] } });
    expect(desk.situation.sections.rules).toEqual({
      ana: {
        version: 2,
        email: 'ana.home@example.org',
        push: [],
        quiet: night,
        ways: { watched: ['push'], mention: [] },
      },
    });
    desk.must(ANA, { type: 'rules.set', email: null, quiet: null });
    expect(desk.situation.sections.rules['ana']).toMatchObject({ email: null, quiet: null });
    expect(desk.do(ANA, { type: 'rules.set' })).toMatchObject({
      refusal: { kind: 'nothing-changes' },
    });
    expect(desk.do(ANA, { type: 'rules.set', quiet: { ...night, zone: 'EST' } })).toMatchObject({
      refusal: { kind: 'malformed', path: 'quiet.zone' },
    });
    const display = { kind: 'display', id: 'd', clearance: 'AMBER', redaction: 'none' } as const;
    expect(desk.do(display, { type: 'rules.set', email: null })).toMatchObject({
      refusal: { kind: 'forbidden' },
    });
  });

  it('[MS6] hold ten browsers; the same again takes the place of the old; only https', () => {
    const desk = testDesk();
    for (let i = 0; i < 10; i += 1)
      desk.must(BO, { ...PUSH, endpoint: `https://push.example.org/${i}` });
    expect(desk.do(BO, PUSH)).toMatchObject({ refusal: { kind: 'too-many' } });
    desk.must(BO, { ...PUSH, endpoint: 'https://push.example.org/3', label: 'again' });
    const { push: browsers } = desk.situation.sections.rules['bo']!;
    expect(browsers).toHaveLength(10);
    expect(browsers.at(-1)).toMatchObject({
      label: 'again',
      endpoint: 'https://push.example.org/3',
    });
    desk.must(BO, { type: 'rules.push-remove', push: browsers[0]!.id });
    expect(desk.do(BO, { type: 'rules.push-remove', push: browsers[0]!.id })).toMatchObject({
      refusal: { kind: 'not-found' },
    });
    for (const endpoint of ['http://push.example.org/abc', 'https://a:b@push.example.org/x'])
      expect(() => desk.do(BO, { ...PUSH, endpoint })).toThrow('https');
    expect(() => desk.do(BO, { type: 'rules.set', email: 'a@b.c\r\nBcc: x@y.z' })).toThrow(
      'address',
    );
  });

  it('[MS7] a test goes to oneself alone, not twice within 20 s, by ways there are', () => {
    const desk = testDesk({ ...RULES, wayKinds: ['email'] });
    desk.must(ANA, { type: 'rules.test', way: 'email' });
    const [message] = desk.situation.messages.values();
    expect(message).toMatchObject({ kind: 'test', incident: null, target: 'person:ana:email' });
    expect(desk.do(ANA, { type: 'rules.test', way: 'email' })).toMatchObject({
      refusal: { kind: 'rate-limited', retryAfterMs: 20_000 },
    });
    desk.now += 20_000;
    desk.must(ANA, { type: 'rules.test', way: 'email' });
    expect(desk.do(BO, { type: 'rules.test', way: 'push' })).toMatchObject({
      refusal: { kind: 'unavailable' },
    });
    expect(testDesk().do(BO, { type: 'rules.test', way: 'push' })).toMatchObject({
      refusal: { kind: 'missing-field' },
    });
  });

  it('[OB4] a message about an incident that one may not know of is not there to be sent again', () => {
    const desk = deskWith('triage');
    desk.must(ANA, {
      type: 'incident.change',
      incident: 'EX-0001',
      expectedVersion: desk.incident().version,
      changes: { tlp: 'RED', named: ['bo'] },
    });
    desk.situation.messages.set('m1', {
      id: 'm1',
      messageVersion: 3,
      kind: 'page',
      incident: 'EX-0001',
      version: 2,
      severity: 'S1',
      clock: null,
      dueAt: null,
      target: 'person:bo:email',
      happenedAt: 1,
      queuedAt: 1,
      state: 'dead',
      attempts: 1,
      lastAttempt: null,
      retryInMs: null,
      claim: null,
    });
    expect(desk.do(ANA, { type: 'message.replay', message: 'm1' })).toMatchObject({
      refusal: { kind: 'not-found' },
    });
  });
});
