import type { BriefContent, BriefListed, BriefRow, BriefView, Measured } from '@warroom/shared';
import { afterEach, describe, expect, it } from 'vitest';
import { drawDesk } from '../desk-frame/testing/draw-desk.tsx';
import type { DeskWorld } from '../desk-frame/testing/draw-desk.tsx';
import { keepKeys } from '../ui/keys/kept-keys.ts';
import { NOON } from '../store/testing/records.ts';
import { Figures } from './figures.tsx';
import { Handover } from './handover.tsx';
import { Sitrep } from './sitrep.tsx';

let page: Awaited<ReturnType<typeof drawDesk>>;
afterEach(() => page.end());

const HOUR = 3_600_000;
const measured: Measured = {
  medianMs: 108_000,
  p90Ms: 260_000,
  count: 58,
  leftOut: { waiting: 3, ended: 0, merged: 1, drill: 0 },
};

const listed = (given: Partial<BriefListed> = {}): BriefListed => ({
  id: 'b1',
  version: 1,
  number: 11,
  desk: null,
  from: NOON - 8 * HOUR,
  until: NOON,
  madeAt: NOON - HOUR,
  state: 'draft',
  outgoing: 'me',
  incoming: 'noor',
  label: 'AMBER',
  signedAt: null,
  signedBy: null,
  acceptedAt: null,
  acceptedBy: null,
  ...given,
});

const row = (id: string, given: Partial<BriefRow> = {}): BriefRow => ({
  incident: id,
  version: 3,
  title: `Title of ${id}`,
  severity: 'S2',
  tlp: 'AMBER',
  state: 'active',
  jurisdictions: [],
  from: 'me',
  to: 'noor',
  nextStep: 'Ask Nevada',
  due: { clock: 'resolve', dueAt: NOON + HOUR },
  ...given,
});

const content = (given: Partial<BriefContent> = {}): BriefContent => ({
  madeAt: NOON,
  label: 'AMBER',
  summary: 'Quiet.',
  word: '',
  incidents: [row('US28-0049')],
  more: 0,
  comingBack: [],
  breaches: [],
  happened: { opened: 1, acknowledged: 1, resolved: 0, dismissed: 0, merged: 0, notes: [] },
  figures: {
    acknowledge: measured,
    resolve: measured,
    opened: 62,
    signals: { received: 1_906, dismissed: 1_688, linked: 164, undecided: 54, isPartial: false },
  },
  expected: [{ kind: 'polls-close', at: NOON + HOUR, places: ['CA', 'OR'] }],
  unsettled: [],
  ...given,
});

const view = (given: Partial<BriefView> = {}): BriefView => ({
  ...listed(),
  isLive: true,
  content: content(),
  changed: [],
  ...given,
});

async function draw(brief: BriefView | null, more: Partial<DeskWorld> = {}): Promise<void> {
  page = await drawDesk(<Handover />, {
    answer: (path) =>
      path === 'briefs' ? { items: brief === null ? [] : [brief] } : (brief ?? undefined),
    ...more,
  });
}

describe('the handover page', () => {
  it('shows a draft: incidents with who holds them, figures, what to expect', async () => {
    await draw(view());
    await page.wait(() => page.text().includes('US28-0049'));
    expect(page.find('h1').textContent).toContain('Marit hands over to Noor');
    for (const words of [
      'Ask Nevada',
      '1:48',
      '3 not yet, 1 merged',
      '88.6 %',
      'Polls close in CA, OR',
    ])
      expect(page.text()).toContain(words);
    expect(page.text()).toContain('Nothing that Marit holds is left without a holder');
  });

  it('moves with j and k, gives an incident away with a, and saves who and what next', async () => {
    const brief = view({
      content: content({
        incidents: [row('US28-0049'), row('US28-0050', { to: null })],
        unsettled: [
          { kind: 'no-holder', incident: 'US28-0050', title: 't', severity: 'S2', tlp: 'AMBER' },
        ],
      }),
    });
    await draw(brief);
    await page.wait(() => page.text().includes('US28-0050 has no new holder'));
    await page.press('j');
    await page.press('j');
    expect(page.find('tr[aria-selected="true"]').textContent).toContain('US28-0050');
    expect(document.activeElement?.textContent).toContain('US28-0050');
    await page.press('a');
    await page.wait(() => document.querySelector('[role="dialog"] textarea') !== null);
    await page.press('Enter', { ctrlKey: true });
    expect(page.sent).toMatchObject([
      { type: 'brief.edit', brief: 'b1', holders: { 'US28-0050': 'noor' } },
    ]);
  });

  it('moves by the keys that this person gave to moving on the board', async () => {
    keepKeys('me', { 'move-down': 'd', 'move-up': null });
    try {
      await draw(view());
      await page.wait(() => page.text().includes('US28-0049'));
      await page.press('j');
      expect(document.querySelector('tr[aria-selected="true"]')).toBeNull();
      await page.press('d');
      expect(page.find('tr[aria-selected="true"]').textContent).toContain('US28-0049');
    } finally {
      localStorage.clear();
    }
  });

  it('asks why before it is signed with things unsettled', async () => {
    await draw(
      view({
        content: content({ unsettled: [{ kind: 'signal-claims', signals: ['s1', 's2'] }] }),
      }),
    );
    await page.wait(() => page.text().includes('2 signals still claimed'));
    await page.press('Enter', { ctrlKey: true });
    await page.wait(() => document.querySelector('[role="dialog"] textarea') !== null);
    await page.press('Enter', { ctrlKey: true });
    expect(page.sent).toEqual([]);
    expect(document.querySelector('[role="dialog"]')?.textContent).toContain('Why it is signed so');
  });

  it('lets who comes take over what was signed, and nobody write in it', async () => {
    await draw(
      view({
        state: 'signed',
        isLive: false,
        outgoing: 'noor',
        incoming: 'me',
        signedAt: NOON,
        signedBy: 'noor',
      }),
    );
    await page.wait(() => page.text().includes('Take over'));
    expect(document.querySelector('textarea')).toBeNull();
    await page.press('Enter', { ctrlKey: true });
    expect(page.sent).toMatchObject([{ type: 'brief.accept', brief: 'b1' }]);
  });

  it('draws 60 of very many lines, and the rest on asking', async () => {
    const incidents = Array.from({ length: 200 }, (_, at) => row(`US28-${1_000 + at}`));
    await draw(view({ content: content({ incidents, more: 300 }) }));
    await page.wait(() => page.text().includes('US28-1059'));
    expect(page.text()).toContain('500 open incidents');
    expect(page.text()).not.toContain('US28-1060');
    const button = [...page.host.querySelectorAll('button')].find(({ textContent }) =>
      textContent?.startsWith('Show the other 140'),
    );
    await page.doing(() => button?.click());
    expect(page.text()).toContain('US28-1199');
  });

  it('begins a brief with n and Ctrl Enter', async () => {
    await draw(null);
    await page.wait(() => page.text().includes('No shift brief yet'));
    await page.press('n');
    await page.wait(() => document.querySelector('[role="dialog"]') !== null);
    await page.press('Enter', { ctrlKey: true });
    expect(page.sent).toMatchObject([{ type: 'brief.make', desk: null, incoming: null }]);
  });

  it('says that there is no brief yet, and offers one only to who may make it', async () => {
    await draw(null);
    await page.wait(() => page.text().includes('No shift brief yet'));
    expect(page.text()).toContain('Begin a brief');
    await page.end();
    await draw(null, { role: 'viewer' });
    await page.wait(() => page.text().includes('No shift brief yet'));
    expect(page.text()).not.toContain('Begin a brief');
    await page.press('n');
    expect(document.querySelector('[role="dialog"]')).toBeNull();
  });

  it('says why a brief can’t be read', async () => {
    page = await drawDesk(<Handover />, {
      answer: (path) => (path === 'briefs' ? { items: [listed()] } : undefined),
    });
    await page.wait(() => page.text().includes('This brief could not be read'));
    expect(page.text()).toContain('There is nothing here.');
  });
});

describe('the report and the figures', () => {
  it('tells a reader who isn’t cleared for the label so', async () => {
    page = await drawDesk(<Sitrep />, { answer: () => undefined });
    await page.wait(() => page.text().includes('The report could not be made'));
    expect(page.asked).toContain('sitrep?label=AMBER');
  });

  it('says that there is nothing in a quiet time, and asks for another by key', async () => {
    const rowOf = (key: string) => ({
      key,
      opened: 0,
      acknowledge: measured,
      resolve: measured,
      breached: { acknowledge: 0, act: 0, resolve: 0 },
    });
    page = await drawDesk(<Figures />, {
      address: '/e/us-general/figures',
      answer: () => ({
        from: NOON - 24 * HOUR,
        until: NOON,
        asOf: NOON,
        total: rowOf('all'),
        bySeverity: [],
        byDesk: [],
        byCategory: [],
        byHour: [],
        signals: { received: 0, dismissed: 0, linked: 0, undecided: 0, isPartial: false },
      }),
    });
    await page.wait(() => page.text().includes('Nothing in that time'));
    await page.press('4');
    await page.wait(() => page.asked.length > 1);
    expect(page.asked).toEqual(['figures?hours=24', 'figures?hours=168']);
  });
});
