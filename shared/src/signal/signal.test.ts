import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ANA, BO, CY, testDesk, VI } from '../testing/rig.ts';
import { SignalInput } from './signal.ts';

describe('a signal as it is posted', () => {
  const wrong = (input: unknown): string => {
    const parsed = SignalInput.safeParse(input);
    return parsed.success
      ? 'accepted'
      : `${parsed.error.issues[0]?.path.join('.')}: ${parsed.error.issues[0]?.message}`;
  };

  it('[SG1] needs a text and nothing else', () => {
    expect(wrong({ text: 'Line around the block' })).toBe('accepted');
    expect(wrong({})).toMatch(/^text: /);
    expect(wrong({ text: '   ' })).toBe('text: must not be empty');
  });

  it('[SG2] says which field is wrong and what would be right', () => {
    expect(wrong({ text: 'x', url: 'javascript:alert(1)' })).toBe(
      'url: is not a web address that starts with http:// or https://',
    );
    expect(wrong({ text: 'x', observedAt: '2028-11-07 18:00' })).toBe(
      'observedAt: is not a time with a zone like 2028-11-07T18:14:05Z, nor epoch milliseconds',
    );
    expect(wrong({ text: 'x', language: 'English, mostly' })).toBe(
      'language: is not a language tag like en or es-MX',
    );
    expect(wrong({ text: 'x', surprise: 1 })).toMatch(/surprise/);
  });

  it('[SG3] refuses NUL and half surrogate pairs wherever text is free', () => {
    expect(wrong({ text: 'a\u0000b' })).toMatch(/NUL/);
    expect(wrong({ text: 'a\ud83d b' })).toMatch(/surrogate/);
    expect(wrong({ text: 'a 😀 b' })).toBe('accepted');
    expect(wrong({ text: 'x', author: 'a\udc00' })).toMatch(/surrogate/);
  });

  it('[SG4] never throws, whatever is posted', () => {
    fc.assert(fc.property(fc.anything(), (input) => void SignalInput.safeParse(input)));
  });

  it('[SG5] reads times with a zone, and epoch milliseconds, as the same instant', () => {
    const at = Date.parse('2028-11-07T18:00:00-05:00');
    for (const observedAt of [
      at,
      '2028-11-07T18:00:00-05:00',
      '2028-11-07T23:00Z',
      '2028-11-07T23:00:00.000Z',
    ]) {
      expect(SignalInput.parse({ text: 'x', observedAt }).observedAt).toBe(at);
    }
  });
});

describe('deciding on signals', () => {
  it('[SG9] names no incident to who may not know of it when a signal is decided already', () => {
    const desk = testDesk();
    desk.arrives('s1');
    const red = { ...ANA, clearance: 'RED' } as typeof ANA;
    desk.must(red, { type: 'incident.open', title: 'x', tlp: 'RED', signals: ['s1'] });
    for (const command of [
      { type: 'signal.dismiss', signals: ['s1'], reason: 'spam' },
      { type: 'signal.claim', signals: ['s1'] },
    ]) {
      expect(JSON.stringify(desk.do(BO, command))).toContain('linked to an incident');
      expect(JSON.stringify(desk.do(BO, command))).not.toContain('EX-0001');
      expect(JSON.stringify(desk.do(red, command))).toContain('linked to EX-0001');
    }
  });

  it('[SG6] dismisses undecided signals with a reason, all or none, and restores them', () => {
    const desk = testDesk();
    desk.arrives('s1');
    desk.arrives('s2');
    expect(
      desk.do(BO, { type: 'signal.dismiss', signals: ['s1', 'gone'], reason: 'spam' }),
    ).toMatchObject({ refusal: { kind: 'not-found' } });
    expect(desk.situation.signals.size).toBe(2);
    desk.must(BO, { type: 'signal.dismiss', signals: ['s1', 's2'], reason: 'spam' });
    expect(desk.situation.signals.size).toBe(0);
    expect(desk.do(CY, { type: 'signal.dismiss', signals: ['s1'], reason: 'spam' })).toMatchObject({
      refusal: { kind: 'already-decided' },
    });
    desk.must(BO, { type: 'signal.restore', signals: ['s1'] });
    expect(desk.signal('s1')?.state).toBe('undecided');
  });

  it('[SG7] a claim keeps others from claiming and dismissing; it ends with its lease or by release', () => {
    const desk = testDesk();
    desk.arrives('s1');
    desk.must(BO, { type: 'signal.claim', signals: ['s1'] });
    expect(desk.do(CY, { type: 'signal.claim', signals: ['s1'] })).toMatchObject({
      refusal: { kind: 'already-claimed', who: 'bo' },
    });
    expect(desk.do(CY, { type: 'signal.dismiss', signals: ['s1'], reason: 'spam' })).toMatchObject({
      refusal: { kind: 'already-claimed', who: 'bo' },
    });
    desk.must(BO, { type: 'signal.release', signals: ['s1'] });
    desk.must(CY, { type: 'signal.claim', signals: ['s1'] });
    desk.now += 900_000;
    desk.must(BO, { type: 'signal.claim', signals: ['s1'] });
  });

  it('[SG8] enters a signal by hand with the default label, and checks its place and category', () => {
    const desk = testDesk();
    desk.must(BO, {
      type: 'signal.enter',
      signal: { text: 'Caller: machine jammed', jurisdiction: 'US-AZ', severity: 'S3' },
    });
    expect([...desk.situation.signals.values()][0]?.signal).toMatchObject({
      source: 'desk',
      channel: 'desk',
      tlp: 'AMBER',
      severity: 'S3',
    });
    expect(
      desk.do(BO, { type: 'signal.enter', signal: { text: 'x', jurisdiction: 'Mars' } }),
    ).toMatchObject({ refusal: { kind: 'unknown-jurisdiction', path: 'signal.jurisdiction' } });
  });

  it('[SG9] is not there for those whose clearance does not cover it, and not for viewers to work', () => {
    const desk = testDesk();
    desk.arrives('s1', { tlp: 'AMBER+STRICT' });
    const amber = { ...BO, clearance: 'AMBER' } as typeof BO;
    expect(
      desk.do(amber, { type: 'signal.dismiss', signals: ['s1'], reason: 'spam' }),
    ).toMatchObject({ refusal: { kind: 'not-found' } });
    expect(desk.do(VI, { type: 'signal.claim', signals: ['s1'] })).toMatchObject({
      refusal: { kind: 'forbidden' },
    });
  });
});
