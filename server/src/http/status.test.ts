import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Tlp } from '@warroom/shared';
import type { Subject } from '@warroom/shared';
import { memoryJournal } from '../journal/memory.ts';
import { plainBlocks } from './public-status/plain-text.ts';
import { httpRig, type HttpRig } from './testing/rig.ts';

const LEAD: Subject = {
  kind: 'person',
  id: 'lead',
  role: 'admin',
  clearance: 'AMBER+STRICT',
  organisation: null,
};
const path = '/status/us-general';
let rig: HttpRig;
let commands = 0;
beforeEach(async () => {
  rig = await httpRig();
});
afterEach(async () => {
  publish({ publicStatus: undefined, drill: undefined });
  await rig.close();
});

/** As if the election's file said so. */
function publish(more: { publicStatus?: boolean | undefined; drill?: boolean | undefined }): void {
  Object.assign(rig.room.election.election, { publicStatus: true, ...more });
}

async function run(command: Record<string, unknown>): Promise<string> {
  const result = await rig.room.command(
    { commandId: `c-${(commands += 1)}`, ...command },
    { subject: LEAD, via: 'api' },
  );
  if (result.kind !== 'done') throw new Error(JSON.stringify(result));
  return result.incident?.id ?? '';
}

const opened = (title: string, tlp: string, more: object = {}): Promise<string> =>
  run({ type: 'incident.open', title, tlp, severity: 'S2', category: 'OPS', ...more });

/** What anyone gets, as page and as data, made anew. */
async function told(): Promise<string> {
  rig.clock.at += 5_000;
  const page = await rig.ask('GET', path);
  const data = await rig.ask('GET', `${path}.json`);
  expect([page.status, data.status]).toEqual([200, 200]);
  return (await page.text()) + (await data.text());
}

describe('the public status page', () => {
  it('[PS1] is not there unless the election says so, and never for a drill; nobody can tell why', async () => {
    const bodies = [];
    for (const change of [
      { publicStatus: undefined },
      { publicStatus: false },
      { publicStatus: true, drill: true },
    ]) {
      publish(change);
      for (const each of [path, `${path}.json`]) {
        const response = await rig.ask('GET', each);
        expect(response.status).toBe(404);
        expect(response.headers.get('cache-control')).toBe('no-store');
        bodies.push(await response.text());
      }
    }
    bodies.push(await (await rig.ask('GET', '/status/nowhere')).text());
    expect(new Set(bodies)).toEqual(new Set(['Not found\n']));
    publish({ drill: undefined });
    expect((await rig.ask('GET', path)).status).toBe(200);
  });

  it('[PS2] shows open incidents labelled CLEAR, the polls, and what is known of them, without sign-in', async () => {
    publish({});
    const long = await opened('Long lines at the library', 'CLEAR', { jurisdictions: ['US-AZ'] });
    await opened('Not for all', 'GREEN');
    const over = await opened('Soon over', 'CLEAR');
    const text = await told();
    expect(text).toContain('Long lines at the library');
    expect(text).toContain('Arizona');
    expect(text).toContain('Not verified yet');
    expect(text).toContain('Soon over');
    expect(text).not.toContain('Not for all');
    expect(text).toMatch(/Places with polling times: \d+/);
    await run({
      type: 'incident.dismiss',
      incident: over,
      expectedVersion: 1,
      reason: 'insufficient',
    });
    await rig.room.command(
      {
        commandId: 'second',
        type: 'incident.dismiss',
        incident: over,
        expectedVersion: 2,
        reason: 'insufficient',
      },
      { subject: { ...LEAD, id: 'second' }, via: 'api' },
    );
    await run({
      type: 'incident.change',
      incident: long,
      expectedVersion: 1,
      changes: { tlp: 'AMBER' },
    });
    expect(await told()).not.toMatch(/Long lines|Soon over/);
  });

  it('[PS3] lets out nothing above CLEAR, and no name, number, handle, address or web address', async () => {
    publish({});
    await rig.member('lead');
    const [person] = rig.accounts.people('us-general');
    const name = person?.name ?? '';
    expect(name).not.toBe('');
    const leaks = [
      '@someone_x',
      'https://evil.example/x',
      'ana@office.example',
      '+49 30 1234567',
      name,
    ];
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.record({
            tlp: fc.constantFrom(...Tlp.options.filter((tlp) => tlp !== 'RED')),
            leak: fc.constantFrom(...leaks),
            body: fc.string({ unit: fc.constantFrom('a', ' ', '<', '&', '"', '\u202e', 'é') }),
            isAnnouncement: fc.boolean(),
            forVisitors: fc.boolean(),
          }),
          { minLength: 1, maxLength: 6 },
        ),
        async (inputs) => {
          const secrets: string[] = [];
          const open: string[] = [];
          for (const { tlp, leak, body, isAnnouncement, forVisitors } of inputs) {
            const mark = `mark${(commands += 1)}z`;
            const isOut = tlp === 'CLEAR' && (!isAnnouncement || forVisitors);
            (isOut ? open : secrets).push(mark);
            const title = `${mark} by ${leak} ${body}`.trim();
            if (isAnnouncement)
              await run({
                type: 'wall.announcement-save',
                title,
                body: `**${leak}**\n\n- ${mark} ${leak}`,
                tlp,
                forVisitors,
                from: null,
                until: null,
              });
            else await opened(title, tlp, { note: `note-${mark}` });
          }
          const text = await told();
          for (const mark of open) expect(text).toContain(mark);
          for (const secret of [...secrets, ...leaks, 'note-', 'US28-', 'evil', 'lead"'])
            expect(text).not.toContain(secret);
          const [html = ''] = text.split('</html>');
          expect(html).not.toMatch(/https?:|<[^a-z/!]|<script/);
        },
      ),
      { numRuns: 25 },
    );
  });

  it('[PS4] carries no cookie, no script, loads nothing, and is kept by caches for half a minute', async () => {
    publish({});
    const cookie = await rig.member('lead');
    for (const each of [path, `${path}.json`]) {
      const response = await rig.ask('GET', each, { cookie });
      expect(response.headers.get('set-cookie')).toBeNull();
      expect(response.headers.get('cache-control')).toBe('public, max-age=30');
      expect(response.headers.get('vary')).toBe('Accept-Encoding');
      expect(response.headers.get('content-security-policy')).toMatch(
        /^default-src 'none'; style-src 'sha256-[A-Za-z0-9+/=]{44}'; base-uri 'none'/,
      );
      const etag = response.headers.get('etag') ?? '';
      const again = await rig.ask('GET', each, { headers: { 'if-none-match': etag } });
      expect(again.status).toBe(304);
      expect(await again.text()).toBe('');
    }
    const html = await (await rig.ask('GET', path)).text();
    expect(html).not.toMatch(/<script|<link|<img|style=|src=|href=/);
    expect(html).toContain('<meta http-equiv="refresh" content="60">');
  });

  it('[PS5] is made at most every 5 s however many ask, and an address that asks too often waits', async () => {
    publish({});
    const first = (await rig.ask('GET', path)).headers.get('etag');
    await opened('Later', 'CLEAR');
    rig.clock.at += 4_999;
    expect((await rig.ask('GET', path)).headers.get('etag')).toBe(first);
    rig.clock.at += 1;
    expect((await rig.ask('GET', path)).headers.get('etag')).not.toBe(first);
    const statuses = [];
    for (let asked = 0; asked < 601; asked += 1) statuses.push((await rig.ask('GET', path)).status);
    expect(statuses.at(-1)).toBe(429);
  });

  it('[PS6] says when it was made, and that it is not current or takes nothing in', async () => {
    publish({});
    expect(await told()).toContain('15 Jan 2027');
    await rig.close();
    const journal = memoryJournal();
    rig = await httpRig({
      journals: () => ({
        ...journal,
        live: () => false,
        status: () => ({ writable: false, reason: 'disk /dev/sda1 is full', kind: 'disk-full' }),
      }),
    });
    publish({});
    rig.clock.at += 60_000;
    const text = await told();
    expect(text).toContain('<b>Not current.</b>');
    expect(text).toContain('Nothing new can be recorded just now');
    expect(text).not.toContain('/dev/sda1');
  });

  it('[PS7] takes the marks of Markdown away and keeps its paragraphs and lists', () => {
    expect(
      plainBlocks('# Head\n\nA **bold** and _soft_ line.\n- one\n- two `x`\n\nsnake_case_name'),
    ).toEqual([
      { kind: 'text', text: 'Head' },
      { kind: 'text', text: 'A bold and soft line.' },
      { kind: 'list', items: ['one', 'two x'] },
      { kind: 'text', text: 'snake_case_name' },
    ]);
  });
});
