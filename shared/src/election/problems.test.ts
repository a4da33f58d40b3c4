import { describe, expect, test } from 'vitest';
import { exampleDocument } from './example.testing.ts';
import { readElection } from './problems.ts';

type Draft = Record<string, unknown> & {
  jurisdictions: Record<string, unknown>[];
  taxonomy: Record<string, unknown>[];
};

/** An entry of one of the draft's lists. */
function place(draft: Draft, index: number, list: 'jurisdictions' | 'taxonomy' = 'jurisdictions') {
  const entry = draft[list][index];
  if (!entry) throw new Error(`the example has no entry ${index} in ${list}`);
  return entry;
}

/** A webhook as files have it, changed as asked. */
function hook(more: Record<string, unknown>): Record<string, unknown> {
  const plain = {
    name: 'pager',
    url: 'https://pager.example.org/hook',
    secretEnv: 'PAGER_SECRET',
    events: ['sla.breach'],
    clearance: 'AMBER',
  };
  return { ...plain, ...more };
}

/** The problems of the example after an edit, as `path: message` lines. */
function problemsAfter(edit: (draft: Draft) => void): string[] {
  const draft = JSON.parse(JSON.stringify(exampleDocument)) as Draft;
  edit(draft);
  const reading = readElection(draft);
  return reading.ok
    ? []
    : reading.problems.map((problem) => `${problem.path.join('.')}: ${problem.message}`);
}

describe('reading an election', () => {
  test('[EL2] accepts the example as it is', () => {
    expect(readElection(exampleDocument).ok).toBe(true);
  });

  test.each<[string, (draft: Draft) => void, string]>([
    [
      'an id that the server uses itself',
      (d) => (d['id'] = 'accounts'),
      'id: "accounts" is a name under which the server keeps things of its own; right would be one that tells the election, such as us-2028',
    ],
    [
      'an unknown zone',
      (d) => (place(d, 2)['zone'] = 'America/Nowhere'),
      'jurisdictions.2.zone: "America/Nowhere" is no IANA time zone; right would be a name such as America/Denver',
    ],
    [
      'a day that does not exist',
      (d) => (d['electionDay'] = '2028-11-31'),
      'electionDay: is no day of the calendar',
    ],
    [
      'a time with an offset',
      (d) => (place(d, 2)['polls'] = [{ opens: '2028-11-07T07:00Z', closes: '2028-11-07T19:00' }]),
      'jurisdictions.2.polls.0.opens: must be a local time without an offset, such as 2028-11-07T19:00',
    ],
    [
      'polls that close before they open',
      (d) => (place(d, 2)['polls'] = [{ opens: '2028-11-07T19:00', closes: '2028-11-07T07:00' }]),
      'jurisdictions.2.polls.0.closes: closes at 2028-11-07T07:00, not after it opens at 2028-11-07T19:00; right would be a later time',
    ],
    [
      'a time the clocks skip',
      (d) => (place(d, 2)['polls'] = [{ opens: '2028-03-12T02:30', closes: '2028-03-12T19:00' }]),
      'jurisdictions.2.polls.0.opens: 2028-03-12T02:30 is skipped by the clocks of America/New_York that day; right would be an hour later',
    ],
    [
      'a playbook for a category that there is not',
      (d) =>
        (d['playbooks'] = [
          { id: 'lines', title: 'Lines', categories: ['OPS', 'OPS.lines'], tasks: ['Look'] },
        ]),
      "playbooks.0.categories.1: OPS.lines is no heading or category of this file's taxonomy; right would be one such as OPS.long-lines",
    ],
    [
      'a playbook that names a category twice',
      (d) =>
        (d['playbooks'] = [
          { id: 'lines', title: 'Lines', categories: ['OPS', 'OPS'], tasks: ['Look'] },
        ]),
      'playbooks.0.categories.1: OPS is named twice; once is enough',
    ],
    [
      'two playbooks of one id',
      (d) =>
        (d['playbooks'] = [1, 2].map(() => ({ id: 'lines', title: 'Lines', tasks: ['Look'] }))),
      'playbooks.1.id: lines is already used by entry 1 of playbooks; each needs its own',
    ],
    [
      'an unknown parent',
      (d) => (place(d, 2)['parent'] = 'YY'),
      'jurisdictions.2.parent: YY is no id of a jurisdiction in this file',
    ],
    [
      'a ring of parents',
      (d) => (place(d, 0)['parent'] = 'XX'),
      'jurisdictions.0.parent: XX lies below XX itself; right would be a parent further up',
    ],
    [
      'a code used twice',
      (d) => (place(d, 2)['code'] = 'SP'),
      'jurisdictions.2.code: SP is already used by entry 2 of jurisdictions; each needs its own',
    ],
    [
      'a tile used twice',
      (d) => (place(d, 2)['tile'] = { row: 1, col: 1 }),
      'jurisdictions.2.tile: row 1, col 1 is already used by entry 2 of jurisdictions; each needs its own',
    ],
    [
      'a webhook without a web address',
      (d) => (d['webhooks'] = [hook({ url: 'pager.example.org' })]),
      'webhooks.0.url: must be an address such as https://pager.example.org/hook, without user name, password or fragment',
    ],
    [
      'a webhook with a password in its address',
      (d) => (d['webhooks'] = [hook({ url: 'https://me:secret@pager.example.org/' })]),
      'webhooks.0.url: must be an address such as https://pager.example.org/hook, without user name, password or fragment',
    ],
    [
      'a webhook without a secret',
      (d) => (d['webhooks'] = [hook({ secretEnv: undefined })]),
      'webhooks.0: needs its secret from one place: either secretEnv or secretFile',
    ],
    [
      'a webhook whose secret stands in the file',
      (d) => (d['webhooks'] = [hook({ secretEnv: 'whsec_c2VjcmV0' })]),
      'webhooks.0.secretEnv: must name an environment variable, such as PAGER_SECRET',
    ],
    [
      'a webhook whose secret lies elsewhere',
      (d) => (d['webhooks'] = [hook({ secretEnv: undefined, secretFile: '../../etc/passwd' })]),
      "webhooks.0.secretFile: must be the name of a file in the data directory's secrets, such as pager.secret",
    ],
    [
      'a webhook for what nobody tells',
      (d) => (d['webhooks'] = [hook({ events: ['incident.opened.S1', 'sla.breech'] })]),
      'webhooks.0.events.1: "sla.breech" is nothing that can be told; right would be sla.breach, incident.opened, incident.raised, or one of these at a severity, such as incident.opened.S1',
    ],
    [
      'a webhook cleared for RED',
      (d) => (d['webhooks'] = [hook({ clearance: 'RED' })]),
      'webhooks.0.clearance: must be CLEAR, GREEN, AMBER or AMBER+STRICT; RED is for named people only',
    ],
    [
      'a name of two webhooks',
      (d) => (d['webhooks'] = [hook({}), hook({})]),
      'webhooks.1.name: pager is already used by entry 1 of webhooks; each needs its own',
    ],
    [
      'a taxonomy code used twice',
      (d) => (place(d, 1, 'taxonomy')['code'] = 'OPS'),
      'taxonomy.1.code: OPS is already used by entry 1 of taxonomy; each needs its own',
    ],
    [
      'a misspelt field',
      (d) => (d['calender'] = []),
      'calender: is no field of an election file; remove it or correct its name',
    ],
    [
      'a missing field',
      (d) => delete d['numberPrefix'],
      'numberPrefix: is missing; right would be a string',
    ],
    [
      'a derived phase in the calendar',
      (d) => (d['calendar'] = [{ id: 'polls-open', from: '2028-11-07' }]),
      'calendar.0.id: must be before, early-voting, count or certification; polls-open and last-hour follow from the polling windows',
    ],
    [
      'a kind that is none',
      (d) => (place(d, 2)['kind'] = 'province'),
      'jurisdictions.2.kind: must be country, state, territory, county, municipality, district or precinct',
    ],
    [
      'an unknown reason to dismiss',
      (d) => (d['dismissReasons'] = [{ code: 'boring', name: 'Boring' }]),
      'dismissReasons.0.code: must be not-election-related, unfounded, protected-speech, insufficient, other-jurisdiction, duplicate or spam',
    ],
    [
      'clocks that shrink',
      (d) =>
        (d['sla'] = {
          ...exampleDocument.sla,
          S1: { acknowledgeMin: 20, actMin: 15, resolveMin: 90 },
        }),
      'sla.S1: must grow: acknowledgeMin <= actMin <= resolveMin',
    ],
    [
      'a phase that shrinks the clocks of the policy it changes',
      (d) => (d['slaInPhase'] = { 'last-hour': { S1: { acknowledgeMin: 20 } } }),
      'slaInPhase.last-hour.S1: must grow: acknowledgeMin <= actMin <= resolveMin, once it is laid over sla.S1',
    ],
  ])('[EL2] refuses %s and says what would be right', (_what, edit, expected) => {
    expect(problemsAfter(edit)).toEqual([expected]);
  });

  test('[EL2] tells everything at once, malformed fields and clashes alike', () => {
    const problems = problemsAfter((d) => {
      d['id'] = 'Not A Slug';
      place(d, 1)['zone'] = 'Mars/Base';
      place(d, 2)['code'] = 'SP';
      place(d, 3)['parent'] = 'ZZ';
    });
    expect(problems.map((line) => line.slice(0, line.indexOf(':')))).toEqual([
      'id',
      'jurisdictions.1.zone',
      'jurisdictions.2.code',
      'jurisdictions.3.parent',
    ]);
  });

  test('[EL2] refuses what is no object at all', () => {
    for (const document of [null, [], 'hello', 7])
      expect(readElection(document)).toMatchObject({ ok: false, problems: [{ path: [] }] });
  });
});
