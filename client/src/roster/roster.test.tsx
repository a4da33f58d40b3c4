import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Swap } from '@warroom/shared';
import { toastStore } from '../ui/toasts.ts';
import type { FillCandidate } from './roster-types.ts';
import { drawRoster } from './testing/draw-roster.tsx';
import type { RosterWorld } from './testing/draw-roster.tsx';
import { at } from './testing/view.ts';

const candidate = (person: string, given: Partial<FillCandidate> = {}): FillCandidate => ({
  person,
  verdict: 'good',
  restBeforeMs: null,
  restAfterMs: null,
  onUntil: null,
  onFrom: null,
  makesMs: 4 * 3_600_000,
  leaves: null,
  knowsDesk: true,
  words: 'rested 12 h, on at 06:00',
  ...given,
});

const FILL = {
  desk: 'cyber',
  from: at('08T02:00'),
  until: at('08T06:00'),
  candidates: [
    candidate('dele'),
    candidate('nils', {
      verdict: 'costly',
      leaves: { desk: 'information', has: 0, needs: 1 },
      words: 'leaves Information at 0 of 1',
    }),
    candidate('ana', { verdict: 'on', words: 'is there already' }),
  ],
};

const swap = (given: Partial<Swap> = {}): Swap => ({
  id: 'w1',
  desk: 'information',
  person: 'dele',
  from: at('09T14:00'),
  until: at('09T22:00'),
  to: null,
  state: 'asked',
  askedAt: at('06T10:00'),
  decidedBy: null,
  decidedAt: null,
  override: null,
  reason: 'A wedding.',
  ...given,
});

describe('the roster page', () => {
  let page: Awaited<ReturnType<typeof drawRoster>>;

  async function show(world: RosterWorld = {}): Promise<void> {
    page = await drawRoster(world);
  }

  beforeEach(() => toastStore.setState({ toasts: [] }));
  afterEach(() => page.end());

  it('is a grid of desks and days that tells each turn, gap and relief in words', async () => {
    await show();
    expect(page.host.querySelectorAll('[role="grid"] [role="rowheader"]')).toHaveLength(2);
    expect(page.host.querySelectorAll('[role="columnheader"]')).toHaveLength(8);
    for (const words of [
      'Marit, Information, Tue 14:00 to 22:00, yours',
      'Dele, Information, Tue 14:00 to 22:00, relieved by Nils',
      'Nils, Information, Tue 14:00 to 22:00, override, instead of Dele',
      'Nils, Cyber, Tue 18:00 to Wed 02:00',
      'Gap: nobody on the Cyber desk, Wed 02:00 to 06:00',
    ]) {
      expect(page.text()).toContain(words);
    }
  });

  it('draws the day of 25 hours longer, and says why', async () => {
    await show();
    expect(page.text()).toContain('25 h, clocks go back');
    expect(page.text()).toContain('Sun 5 Nov has 25 h: clocks go back.');
    const columns = page.find('[role="grid"]').style.getPropertyValue('--columns');
    expect(columns).toBe('25fr 24fr 24fr 24fr 24fr 24fr 24fr');
    expect(page.text()).toContain('times in EST');
  });

  it('reads the week that the address names, and goes on by key', async () => {
    await show();
    const from = Date.parse('2028-11-05T00:00:00-04:00');
    expect(page.asked[0]).toContain(`roster?from=${from}&until=${at('12T00:00')}`);
    await page.press(']');
    expect(page.history.location.search).toBe('?week=2028-11-12');
    await page.press('[');
    expect(page.history.location.search).toBe('?week=2028-11-05');
  });

  it('says loudly which gap comes first, and fills it with one key', async () => {
    await show({ fill: FILL });
    await page.wait(() => page.text().includes('rested 12 h'));
    expect(page.text()).toContain('Gap: nobody on the Cyber desk, Wed 8 Nov 02:00–06:00');
    expect(page.text()).toContain('4 h, starts in 13 h');
    await page.press('1');
    expect(page.sent).toMatchObject([
      {
        type: 'roster.override-add',
        desk: 'cyber',
        person: 'dele',
        instead: null,
        from: FILL.from,
      },
    ]);
    const [toast] = toastStore.getState().toasts;
    expect(toast?.text).toBe('Dele joins Cyber.');
    await page.doing(() => toast?.action?.run());
    const added = page.sent[0];
    expect(page.sent[1]).toMatchObject({
      type: 'roster.override-remove',
      override: added?.type === 'roster.override-add' ? added.id : 'none',
    });
  });

  it('asks before another desk is left short, then moves the person there', async () => {
    await show({ fill: FILL });
    await page.wait(() => page.text().includes('leaves Information'));
    await page.press('2');
    await page.wait(() => page.text().includes('Information then has 0 of 1'));
    expect(page.sent).toEqual([]);
    const dialog = document.querySelector('[role="dialog"]');
    const save = [...(dialog?.querySelectorAll('button') ?? [])].find((one) =>
      one.textContent?.startsWith('Fill the gap'),
    );
    await page.doing(() => save?.click());
    await page.wait(() => page.sent.length === 2);
    expect(page.sent).toMatchObject([
      { desk: 'cyber', person: 'nils', instead: null },
      { desk: 'information', person: null, instead: 'nils' },
    ]);
  });

  it('does not fill with someone who is there already', async () => {
    await show({ fill: FILL });
    await page.wait(() => page.text().includes('refused: is there already'));
    await page.press('3');
    expect(page.sent).toEqual([]);
  });

  it('moves the cursor by keys and opens the turns of that desk and day', async () => {
    await show();
    await page.press('j');
    expect(document.activeElement?.getAttribute('data-cell')).toBe('1 2');
    await page.press('k');
    expect(document.activeElement?.getAttribute('data-cell')).toBe('0 2');
    await page.press('Enter');
    await page.wait(() => page.text().includes('Information, Tue 7 Nov'));
    expect(document.querySelectorAll('[role="dialog"] li')).toHaveLength(3);
  });

  it('undoes an override by one command, and offers to put it back', async () => {
    await show();
    await page.doing(() => page.button('Undo: Nils for Dele, Information')?.click());
    expect(page.sent).toMatchObject([{ type: 'roster.override-remove', override: 'o1' }]);
    await page.doing(() => toastStore.getState().toasts[0]?.action?.run());
    expect(page.sent[1]).toMatchObject({
      type: 'roster.override-add',
      id: 'o1',
      person: 'nils',
      instead: 'dele',
    });
  });

  it('lets a triager take a swap, and a lead approve it only once it is taken', async () => {
    await show({ role: 'triager', view: { swaps: [swap()] } });
    expect(page.text()).toContain('A wedding.');
    await page.doing(() => page.button('Take it')?.click());
    expect(page.sent).toMatchObject([{ type: 'roster.swap-take', swap: 'w1' }]);
    expect(page.button('Approve')).toBeUndefined();
    await page.end();

    await show({ view: { swaps: [swap()] } });
    await page.doing(() => page.button('Approve')?.click());
    expect(page.sent).toEqual([]);
    await page.end();

    await show({ view: { swaps: [swap({ state: 'taken', to: 'nils' })] } });
    expect(page.text()).toContain('Nils takes it; a lead decides');
    await page.doing(() => page.button('Approve')?.click());
    expect(page.sent).toMatchObject([{ type: 'roster.swap-approve', swap: 'w1' }]);
  });

  it('can be read without rights, and says why nothing can be changed', async () => {
    await show({ role: 'viewer', fill: FILL });
    expect(page.text()).toContain('only leads change it');
    expect(page.button('New override')?.getAttribute('aria-disabled')).toBe('true');
    expect(page.asked.some((path) => path.includes('/fill'))).toBe(false);
    await page.press('n');
    await page.press('1');
    expect(document.querySelector('[role="dialog"]')).toBeNull();
    expect(page.sent).toEqual([]);
  });

  it('tells how to begin where nobody was planned', async () => {
    const onCall = { desk: 'cyber', title: 'Cyber', isManned: true, needs: 1, people: [], next: null, gap: null }; // prettier-ignore
    await show({ view: { turns: [], gaps: [], overrides: [], onCall: [onCall] } });
    expect(page.text()).toContain('Nobody is on call yet');
    expect(page.button('Add a rotation')?.getAttribute('aria-disabled')).toBeNull();
    expect(page.text()).not.toContain('Gap:');
  });

  it('follows who is on call as the server pushes it', async () => {
    await show();
    await page.doing(() =>
      page.emit('on-call', {
        asOf: at('07T18:20'),
        desks: [
          {
            desk: 'cyber',
            title: 'Cyber',
            isManned: true,
            needs: 2,
            people: [{ person: 'nils', until: at('08T02:00') }],
            next: null,
            gap: { desk: 'cyber', from: at('07T18:00'), until: at('08T02:00'), has: 1, needs: 2 },
          },
        ],
        gaps: [],
      }),
    );
    expect(page.text()).toContain('gap: 1 of 2');
  });

  it('shows the address of one’s own calendar', async () => {
    await show();
    await page.press('c');
    await page.wait(() => page.text().includes('/api/roster/abc.def.ics'));
    expect(page.text()).toContain('Whoever has this address can read your turns');
  });

  it('shows whom the server pages if nobody answers', async () => {
    await show();
    expect(page.text()).toMatch(/Critical for S1at oncedesk on call6 minall leads/);
    expect(page.text()).toContain('from the election’s file');
  });
});
