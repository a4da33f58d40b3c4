import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { httpRig } from './testing/rig.ts';
import type { HttpRig } from './testing/rig.ts';

const AT = '/api/elections/us-general';

let rig: HttpRig;
let lead: string;
beforeEach(async () => {
  rig = await httpRig();
  lead = await rig.member('lead');
});
afterEach(() => rig.close());

describe('what is wrong with a request', () => {
  it.each([
    ['/incidents?limit=many', 'limit: must be a number, not "many"'],
    ['/incidents?limit=500', 'limit: must be at most 200, not "500"'],
    [
      '/incidents?state=Open',
      'state: must be one of open, resolved, closed, dismissed, merged, all, not "Open"',
    ],
    [`/incidents?q=${'x'.repeat(1_001)}`, 'q: is longer than 1000 characters'],
    ['/signals?state=new', 'state: must be one of undecided, linked, dismissed, all, not "new"'],
    ['/matching?kind=posts', 'kind: must be one of incidents, signals, not "posts"'],
    ['/messages?before=x', 'before: is not the `next` of a page before'],
    ['/messages?incident=x', 'incident: is not an incident number like US28-0042'],
    ['/roster?from=yesterday', 'from: must be a number, not "yesterday"'],
    ['/roster?from=9&until=1', 'until: must be after from'],
    ['/roster/fill?from=1&until=2', 'desk: is missing; right would be a text'],
    [
      '/figures?from=x',
      'Ask with hours (1 to 336), or with from and until in epoch milliseconds, at most 14 days apart.',
    ],
    ['/sitrep?label=PINK', 'label must be one of CLEAR, GREEN, AMBER.'],
  ])('[HT43] is said in words: %s', async (path, message) => {
    const answer = await rig.ask('GET', AT + path, { cookie: lead });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({
      error: {
        kind: 'malformed',
        message,
        path: message.startsWith('Ask') ? 'from' : expect.any(String),
      },
    });
  });

  it('[HT43] is said in words of a body and of a command', async () => {
    const post = async (path: string, body: unknown) =>
      (await rig.ask('POST', AT + path, { cookie: lead, body })).json();
    const target = { kind: 'al' };
    expect(await post('/displays/redact', { target, on: 'yes' })).toMatchObject({
      error: {
        message: 'target.kind: must be one of all, group, display, not "al"',
        path: 'target.kind',
      },
    });
    expect(await post('/displays/redact', { target: { kind: 'all' } })).toMatchObject({
      error: { message: 'on: is missing; right would be true or false', path: 'on' },
    });
    const note = { type: 'incident.note', commandId: 'c1', incident: 'US28-0001' };
    expect(await post('/commands', { ...note, text: 7 })).toMatchObject({
      refusal: { message: 'text: must be a text, not 7', path: 'text' },
    });
    expect(await post('/commands', { ...note, text: 'x', texts: 'y' })).toMatchObject({
      refusal: {
        message: 'texts: is no field of this; leave it out, or correct its name',
        path: 'texts',
      },
    });
  });
});
