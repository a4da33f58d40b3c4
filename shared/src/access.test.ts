import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Action, audienceKey, audienceOf, can, Redaction, sees } from './access.ts';
import type { Audience, Role, Subject } from './access.ts';
import { projectIncident } from './incident/project.ts';
import { projectTimelineEntry } from './incident/timeline.ts';
import { scrub } from './redact.ts';
import { projectSignal } from './signal/project.ts';
import { deskWith, testDesk } from './testing/rig.ts';
import { Tlp, tlpRank } from './tlp.ts';

const person = (role: Role, clearance: Tlp = 'AMBER'): Subject => ({
  kind: 'person',
  id: 'p',
  role,
  clearance,
  organisation: null,
});
const audience = fc.record({
  clearance: fc.constantFrom(...Tlp.options),
  organisation: fc.constant(null),
  redaction: fc.constantFrom(...Redaction.options),
  person: fc.constantFrom(null, 'ana', 'bo'),
});

describe('who may', () => {
  it('[AX1] each role may do what its row says, and nothing more', () => {
    const may = (subject: Subject) => Action.options.filter((action) => can(subject, action));
    expect(may(person('partner'))).toEqual([]);
    expect(may(person('viewer'))).toEqual(['situation.read', 'signal.read']);
    expect(may(person('triager'))).toEqual([
      'situation.read',
      'signal.read',
      'signal.write',
      'signal.triage',
      'incident.triage',
    ]);
    expect(may(person('lead'))).toEqual([
      'situation.read',
      'signal.read',
      'signal.write',
      'signal.triage',
      'signal.import',
      'incident.triage',
      'incident.lead',
    ]);
    expect(may(person('admin'))).toEqual([...may(person('lead')), 'election.administer']);
    expect(may({ kind: 'display', id: 'd', clearance: 'GREEN', redaction: 'none' })).toEqual([
      'situation.read',
      'signal.read',
    ]);
    expect(may({ kind: 'intake', id: 'k', source: 's', scopes: ['signal:write'] })).toEqual([
      'signal.write',
    ]);
    expect(may({ kind: 'intake', id: 'k', source: 's', scopes: [] })).toEqual([]);
  });

  it('[AX2] a clearance covers labels up to its own; RED only those named', () => {
    fc.assert(
      fc.property(
        audience,
        fc.constantFrom(...Tlp.options),
        fc.subarray(['ana', 'bo']),
        (who: Audience, tlp, named) => {
          const expected =
            tlp === 'RED'
              ? who.person !== null && named.includes(who.person)
              : tlpRank(tlp) <= tlpRank(who.clearance);
          expect(sees(who, { tlp, named })).toBe(expected);
        },
      ),
    );
  });

  it('[AX3] a display never sees RED, whatever clearance it was given', () => {
    expect(
      audienceOf({ kind: 'display', id: 'd', clearance: 'RED', redaction: 'none' })?.clearance,
    ).toBe('AMBER+STRICT');
  });

  it('[AX4] keys of audiences are equal exactly when the audiences are', () => {
    fc.assert(
      fc.property(audience, audience, (a: Audience, b: Audience) => {
        const parts = (who: Audience) =>
          [who.clearance, who.redaction, who.organisation, who.person].join();
        expect(audienceKey(a) === audienceKey(b)).toBe(parts(a) === parts(b));
      }),
    );
  });

  it('[AX5] intake keys and partners read nothing', () => {
    expect(
      audienceOf({ kind: 'intake', id: 'k', source: 's', scopes: ['signal:write'] }),
    ).toBeUndefined();
    expect(audienceOf(person('partner'))).toBeUndefined();
  });
});

describe('what is left out', () => {
  it('[RD1] visitors see no web address, e-mail, handle, phone number or staff name in any text', () => {
    const secrets = [
      'https://evil.example/x?y=1',
      'www.evil.example',
      'ana.lima@office.example',
      '@ana_lima',
      '+1 (602) 555-0100',
      'Ana Lima',
    ];
    fc.assert(
      fc.property(fc.shuffledSubarray(secrets, { minLength: 1 }), (parts) => {
        const shown = scrub(`Seen: ${parts.join(' and ')} today`, ['Ana Lima']);
        for (const secret of secrets) expect(shown).not.toContain(secret);
        expect(shown).toMatch(/^Seen: .* today$/);
      }),
    );
  });

  it('[RD2] an incident projected with redaction carries no id of a person', () => {
    const { incident } = { incident: deskWith('triage').incident() };
    for (const redaction of ['names', 'visitor'] as const) {
      const view = JSON.stringify(
        projectIncident(incident, {
          clearance: 'AMBER',
          organisation: null,
          redaction,
          person: null,
        }),
      );
      expect(view).not.toMatch(/"bo"|"ana"/);
      expect(view).toMatch(/"owned":true/);
    }
  });

  it('[RD3] a timeline entry and a signal name nobody where names are left out', () => {
    const who: Audience = {
      clearance: 'AMBER',
      organisation: null,
      redaction: 'visitor',
      person: null,
    };
    const entry = projectTimelineEntry(
      {
        seq: 1,
        version: 1,
        type: 'incident.noted',
        at: 1,
        by: { kind: 'person', id: 'bo' },
        via: 'board',
        data: {},
        personal: { text: 'call @ana' },
        erased: false,
      },
      who,
    );
    expect(entry).toMatchObject({ by: null, texts: { text: expect.not.stringContaining('ana') } });
    const desk = testDesk();
    desk.arrives('s1');
    const view = projectSignal(
      desk.signal('s1')!,
      { text: 'from @x', url: 'https://a.example', author: 'x' },
      who,
    );
    expect(view).toMatchObject({ url: null, author: null, source: 'tip' });
  });

  it('[RD4] what an audience may not see is projected to nothing at all', () => {
    const incident = deskWith('new').incident();
    expect(
      projectIncident(incident, {
        clearance: 'GREEN',
        organisation: null,
        redaction: 'none',
        person: null,
      }),
    ).toBeUndefined();
  });
});
