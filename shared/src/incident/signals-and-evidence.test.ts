import { describe, expect, it } from 'vitest';
import { ANA, BO, CY, deskWith } from '../testing/rig.ts';
import type { TestDesk } from '../testing/rig.ts';
import type { Subject } from '../access.ts';

const ID = { incident: 'EX-0001' };
const WINDOW_MS = 7_200_000;

function refusal(desk: TestDesk, subject: Subject, command: Record<string, unknown>) {
  const decision = desk.do(subject, command);
  return decision.ok ? undefined : decision.refusal;
}

/** EX-0001 with the signals s1 to s3, and a new EX-0002. */
function linked(state: Parameters<typeof deskWith>[0] = 'active'): TestDesk {
  const desk = deskWith('active', { tlp: 'AMBER+STRICT', veracity: 'corroborated' });
  for (const id of ['s1', 's2', 's3']) desk.arrives(id);
  desk.must(BO, { type: 'incident.link', ...ID, signals: ['s1', 's2', 's3'] });
  desk.must(BO, { type: 'incident.open', title: 'Two' });
  if (state === 'resolved')
    desk.must(BO, {
      type: 'incident.resolve',
      ...ID,
      expectedVersion: desk.incident().version,
      outcome: 'corrected',
    });
  return desk;
}

describe('signals that come after the end', () => {
  it('[IC40] reopen what was resolved or dismissed inside the window, in the same unit', () => {
    for (const state of ['resolved', 'dismissed'] as const) {
      const desk = deskWith(state);
      desk.arrives('late');
      desk.now += WINDOW_MS;
      expect(desk.must(CY, { type: 'incident.link', ...ID, signals: ['late'] })).toEqual([
        'incident.reopened',
        'incident.signals-linked',
        'signal.linked',
      ]);
      expect(desk.incident()).toMatchObject({ state: 'active', signalCount: 1, dismissal: null });
    }
  });

  it('[IC40] are refused later, and of a closed one, saying how to go on', () => {
    for (const [state, after] of [
      ['resolved', WINDOW_MS + 1],
      ['dismissed', WINDOW_MS + 1],
      ['closed', 0],
    ] as const) {
      const desk = deskWith(state);
      desk.arrives('late');
      desk.now += after;
      const refused = refusal(desk, BO, { type: 'incident.link', ...ID, signals: ['late'] });
      expect(refused?.kind).toBe('incident-closed');
      expect(refused?.message).toMatch(/reopen/i);
      expect(desk.signal('late')?.state).toBe('undecided');
    }
  });
});

describe('moving signals', () => {
  it('[IC41] takes them off here and links them there, never through the queue', () => {
    const desk = linked();
    const decision = desk.do(BO, {
      type: 'incident.move-signals',
      ...ID,
      signals: ['s1', 's2'],
      to: 'EX-0002',
      reason: 'another county',
    });
    expect(decision).toMatchObject({
      ok: true,
      writes: [
        { event: { type: 'incident.signals-unlinked', data: { movedTo: 'EX-0002' } } },
        { event: { type: 'incident.signals-linked', data: { movedFrom: 'EX-0001' } } },
        { event: { type: 'signal.linked' } },
        { event: { type: 'signal.unlinked', data: { signal: { state: 'linked' } } } },
        { event: { type: 'signal.linked' } },
        { event: { type: 'signal.unlinked' } },
      ],
    });
    expect(desk.incident().signalCount).toBe(1);
    expect(desk.incident('EX-0002')).toMatchObject({ signalCount: 2, recentSignals: ['s2', 's1'] });
    expect(desk.signal('s1')).toMatchObject({ state: 'linked', incidents: ['EX-0002'] });
    expect(desk.situation.signals.size).toBe(0);
  });

  it('[IC41] only takes off those that are there already', () => {
    const desk = linked();
    desk.must(BO, { type: 'incident.link', incident: 'EX-0002', signals: ['s1'] });
    expect(
      desk.must(BO, { type: 'incident.move-signals', ...ID, signals: ['s1'], to: 'EX-0002' }),
    ).toEqual(['incident.signals-unlinked', 'signal.unlinked']);
    expect(desk.signal('s1')?.incidents).toEqual(['EX-0002']);
  });

  it('[IC41] refuses itself, strangers, what is over or hidden', () => {
    const desk = linked();
    const move = { type: 'incident.move-signals', ...ID, signals: ['s1'], to: 'EX-0002' };
    expect(refusal(desk, BO, { ...move, to: 'EX-0001' })?.kind).toBe('malformed');
    expect(refusal(desk, BO, { ...move, to: 'EX-0009' })?.kind).toBe('not-found');
    desk.arrives('other');
    expect(refusal(desk, BO, { ...move, signals: ['other'] })?.kind).toBe('not-linked');
    desk.must(BO, {
      type: 'incident.dismiss',
      incident: 'EX-0002',
      expectedVersion: 1,
      reason: 'spam',
    });
    expect(refusal(desk, BO, move)?.kind).toBe('target-closed');
  });

  it('[IC41] answers for a signal above the clearance as if it were not linked', () => {
    const desk = linked();
    desk.arrives('secret', { tlp: 'AMBER+STRICT' });
    desk.must(ANA, { type: 'incident.link', incident: 'EX-0002', signals: ['secret'] });
    const low: Subject = { ...BO, clearance: 'AMBER' } as Subject;
    expect(
      refusal(desk, low, { type: 'incident.unlink', incident: 'EX-0002', signals: ['secret'] })
        ?.kind,
    ).toBe('not-linked');
  });
});

describe('splitting', () => {
  it('[IC42] opens an incident with some of the signals that takes over how they were judged, and links both', () => {
    const desk = linked('resolved');
    desk.now += 60_000;
    const types = desk.must(CY, {
      type: 'incident.split',
      ...ID,
      signals: ['s2', 's3'],
      title: 'Power cut in the hall',
    });
    expect(types.slice(0, 4)).toEqual([
      'incident.opened',
      'incident.related',
      'incident.signals-unlinked',
      'incident.related',
    ]);
    const old = desk.incident();
    const made = desk.incident('EX-0003');
    expect(made).toMatchObject({
      title: 'Power cut in the hall',
      state: 'new',
      severity: old.severity,
      category: old.category,
      jurisdictions: old.jurisdictions,
      tlp: 'AMBER+STRICT',
      veracity: 'corroborated',
      assignee: null,
      signalCount: 2,
      clocks: { acknowledge: { startedAt: desk.now } },
      links: [{ incident: 'EX-0001', kind: 'related' }],
    });
    expect(old).toMatchObject({ signalCount: 1, links: [{ incident: 'EX-0003' }] });
    expect(desk.signal('s2')?.incidents).toEqual(['EX-0003']);
  });
});

describe('evidence', () => {
  const FILE = {
    sha256: 'a'.repeat(64),
    size: 2_048,
    mime: 'image/png',
    name: 'notice.png',
    hasPreview: true,
  };
  const add = (evidence: Record<string, unknown>) => ({
    type: 'incident.evidence-add',
    ...ID,
    evidence,
  });

  it('[IC43] keeps addresses, texts and files, also of what is closed', () => {
    const desk = deskWith('closed');
    desk.uploads.set('token', FILE);
    desk.must(BO, add({ kind: 'url', url: 'https://example.org/a', title: 'The post' }));
    desk.must(BO, add({ kind: 'text', text: 'what the clerk said' }));
    desk.must(BO, add({ kind: 'file', upload: 'token' }));
    expect(desk.incident().evidence).toMatchObject([
      { kind: 'url', url: 'https://example.org/a', title: 'The post', sha256: null, by: 'bo' },
      { kind: 'text', title: '', url: null },
      { kind: 'file', ...FILE },
    ]);
    expect(JSON.stringify(desk.incident())).not.toContain('what the clerk said');
  });

  it('[IC43] refuses the same file twice, an upload that is not known, and the 201st', () => {
    const desk = deskWith('new');
    desk.uploads.set('one', FILE);
    desk.uploads.set('two', { ...FILE, name: 'again.png' });
    desk.must(BO, add({ kind: 'file', upload: 'one' }));
    expect(refusal(desk, CY, add({ kind: 'file', upload: 'two' }))).toMatchObject({
      kind: 'nothing-changes',
      who: 'bo',
    });
    expect(refusal(desk, CY, add({ kind: 'file', upload: 'old' }))?.kind).toBe('not-found');
    for (let n = 1; n < 200; n += 1) desk.must(BO, add({ kind: 'text', text: String(n) }));
    expect(refusal(desk, BO, add({ kind: 'text', text: 'more' }))?.kind).toBe('too-many');
  });

  it('[IC44] is taken off with a reason by who added it, or a lead', () => {
    const desk = deskWith('new');
    for (const text of ['one', 'two']) desk.must(BO, add({ kind: 'text', text }));
    const [one, two] = desk.incident().evidence;
    const off = { type: 'incident.evidence-remove', ...ID, reason: 'names a voter' };
    expect(refusal(desk, CY, { ...off, evidence: one?.id })?.kind).toBe('forbidden');
    desk.must(BO, { ...off, evidence: one?.id });
    desk.must(ANA, { ...off, evidence: two?.id });
    expect(desk.incident().evidence).toEqual([]);
    expect(refusal(desk, ANA, { ...off, evidence: two?.id })?.kind).toBe('not-found');
  });
});
