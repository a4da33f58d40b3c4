import type { BriefView, CommandResult, FiguresView, SitrepView, Tlp } from '@warroom/shared';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { httpRig } from '../testing/rig.ts';
import type { HttpRig } from '../testing/rig.ts';

const AT = '/api/elections/us-general';
const TITLES: Partial<Record<Tlp, string>> = {
  GREEN: 'Green matter',
  AMBER: 'Amber matter',
  'AMBER+STRICT': 'Strict matter',
  RED: 'Red matter',
};
const PATHS = (brief: string): string[] => [
  '/briefs',
  `/briefs/${brief}`,
  `/briefs/${brief}.md`,
  `/briefs/${brief}.html`,
  ...['', '.md', '.html'].map((format) => `/sitrep${format}?label=AMBER`),
  '/figures',
  '/figures.csv',
];

let rig: HttpRig;
let strict: string;
let amber: string;
let commands = 0;

beforeEach(async () => {
  rig = await httpRig();
  strict = await rig.member('lead', 'RED');
  amber = await rig.member('triager', 'AMBER');
  for (const [tlp, title] of Object.entries(TITLES))
    await command(strict, { type: 'incident.open', title, tlp, severity: 'S2' });
});
afterEach(() => rig.close());

async function command(cookie: string, body: Record<string, unknown>): Promise<CommandResult> {
  commands += 1;
  const response = await rig.ask('POST', `${AT}/commands`, {
    cookie,
    body: { commandId: `c${commands}`, ...body },
  });
  return (await response.json()) as CommandResult;
}
async function make(cookie: string): Promise<string> {
  const result = await command(cookie, { type: 'brief.make' });
  if (result.kind !== 'done' || result.made === undefined) throw new Error(JSON.stringify(result));
  return result.made;
}
const read = async <T>(cookie: string | undefined, path: string): Promise<T> =>
  (await (await rig.ask('GET', AT + path, { cookie })).json()) as T;

describe('reading handovers', () => {
  it('[HB17] tells a reader nothing of what is above their clearance, in no format', async () => {
    const own = await make(amber);
    for (const path of PATHS(own)) {
      const response = await rig.ask('GET', AT + path, { cookie: amber });
      expect([path, response.status]).toEqual([path, 200]);
      const text = await response.text();
      expect(text).not.toContain('Strict');
      expect(text).not.toContain('Red matter');
    }
    const figures = await read<FiguresView>(amber, '/figures');
    expect(figures.total.opened).toBe(2);
  });

  it('[HB17] does not even list a brief above the label of who asks', async () => {
    const above = await make(strict);
    expect(await read(amber, '/briefs')).toEqual({ items: [] });
    for (const end of ['', '.md', '.html']) {
      const response = await rig.ask('GET', `${AT}/briefs/${above}${end}`, { cookie: amber });
      expect(response.status).toBe(404);
    }
    const draft = await read<BriefView>(strict, `/briefs/${above}`);
    expect(draft.label).toBe('AMBER+STRICT');
    expect(JSON.stringify(draft)).toContain('Strict matter');
    expect(JSON.stringify(draft)).not.toContain('Red matter');
  });

  it('is for people: neither screens nor strangers get any of it', async () => {
    const own = await make(amber);
    const display = await rig.display('AMBER');
    for (const path of PATHS(own)) {
      expect((await rig.ask('GET', AT + path, { cookie: display })).status).toBe(403);
      expect((await rig.ask('GET', AT + path)).status).toBe(401);
    }
  });

  it('[HB9] gives a signed brief as it was signed', async () => {
    const id = await make(amber);
    await command(amber, { type: 'brief.edit', brief: id, summary: 'All quiet.' });
    const signed = await command(amber, { type: 'brief.sign', brief: id });
    expect(signed.kind).toBe('done');
    await command(strict, { type: 'incident.open', title: 'Later', tlp: 'GREEN' });
    const view = await read<BriefView>(amber, `/briefs/${id}`);
    expect(view).toMatchObject({ state: 'signed', isLive: false, changed: [] });
    expect(view.content?.incidents.map(({ title }) => title).toSorted()).toEqual([
      'Amber matter',
      'Green matter',
    ]);
    const text = await (await rig.ask('GET', `${AT}/briefs/${id}.md`, { cookie: amber })).text();
    expect(text).toContain('All quiet.');
    expect(text).not.toContain('Later');
  });

  it('shows beside a draft what was done since it was begun', async () => {
    rig.clock.at += 60_000;
    const id = await make(amber);
    await command(strict, { type: 'incident.open', title: 'Fresh', tlp: 'GREEN' });
    await command(strict, { type: 'incident.open', title: 'Hidden', tlp: 'RED' });
    const view = await read<BriefView>(amber, `/briefs/${id}`);
    expect(view.changed.map(({ type }) => type)).toEqual(['incident.opened']);
  });

  it('[HB14] makes the situation report up to one’s own clearance, with what its label covers', async () => {
    const green = await read<SitrepView>(amber, '/sitrep?label=GREEN');
    expect(green.top.map(({ title }) => title)).toEqual(['Green matter']);
    const low = await rig.member('viewer', 'GREEN');
    expect((await rig.ask('GET', `${AT}/sitrep?label=AMBER`, { cookie: low })).status).toBe(403);
    expect((await rig.ask('GET', `${AT}/sitrep?label=RED`, { cookie: strict })).status).toBe(400);
  });

  it('[HB16] serves HTML that may run nothing and style itself by its own sheet alone', async () => {
    const response = await rig.ask('GET', `${AT}/sitrep.html?label=GREEN`, { cookie: amber });
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(response.headers.get('content-security-policy')).toMatch(
      /^default-src 'none'; style-src 'sha256-[^']+'; frame-ancestors 'none'; sandbox$/,
    );
    expect(await response.text()).toContain('TLP:GREEN');
  });

  it('gives figures as CSV, and refuses a time that is none', async () => {
    const csv = await (await rig.ask('GET', `${AT}/figures.csv`, { cookie: amber })).text();
    const [head, all] = csv.split('\r\n');
    expect(head?.split(',').slice(0, 3)).toEqual(['group', 'key', 'opened']);
    expect(all?.split(',').slice(0, 3)).toEqual(['all', 'all', '2']);
    for (const query of ['from=x', 'hours=999', 'hours=0', 'from=5&until=4'])
      expect((await rig.ask('GET', `${AT}/figures?${query}`, { cookie: amber })).status).toBe(400);
  });
});
