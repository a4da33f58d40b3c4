import { expect } from '@playwright/test';
import type { Browser, Page, Route } from '@playwright/test';
import type { SignalView } from '@warroom/shared';
import { colleague, intakeKey, setUp } from './rigs/api.ts';
import type { Api } from './rigs/api.ts';
import { incidentRows, openBoard, openWindow, signalRows } from './rigs/pages.ts';
import type { Window } from './rigs/pages.ts';
import { done, incident, openIncident, postSignals } from './rigs/seed.ts';
import { startServer } from './rigs/server.ts';
import type { ServerRig } from './rigs/server.ts';
import { slowWire } from './rigs/slow-wire.ts';
import { test } from './rigs/test.ts';

const ELECTION = 'us-general';
let server: ServerRig;
let ana: Api;
let sofia: Api;
let key: string;

test.beforeAll(async () => {
  server = await startServer();
  ana = await setUp(server);
  sofia = await colleague(
    server,
    ana,
    { election: ELECTION, role: 'lead', clearance: 'AMBER+STRICT' },
    'Sofia Reyes',
  );
  key = await intakeKey(ana, ELECTION, 'tips');
});
test.afterAll(async () => {
  await server.stop();
});

/** Each of the two in a browser of their own, neither on the board yet. */
async function bothOf(browser: Browser): Promise<{ anas: Window; sofias: Window }> {
  return {
    anas: await openWindow(browser, server, ana.cookie),
    sofias: await openWindow(browser, server, sofia.cookie),
  };
}

/** The toast or line in which a page says so; a screen reader is told by another element. */
const says = (page: Page, words: string | RegExp) => page.getByText(words).first();
const detailOf = (page: Page, id: string) => page.getByRole('region', { name: `Incident ${id}` });
const recordOf = (page: Page, id: string) =>
  page.getByRole('complementary', { name: `Record of ${id}` });

/** Ids of the signals whose text holds a word, the oldest first. */
async function signalsWith(word: string): Promise<SignalView[]> {
  const { items } = await ana.get<{ items: SignalView[] }>(
    `/api/elections/${ELECTION}/signals?state=all&limit=200&q=${encodeURIComponent(word)}`,
  );
  return items.toSorted((a, b) => a.text.localeCompare(b.text));
}

async function post(word: string, count: number): Promise<SignalView[]> {
  await postSignals(
    server,
    ELECTION,
    key,
    Array.from({ length: count }, (_, n) => ({
      externalId: `${word}-${n}`,
      text: `${word} report ${String(n).padStart(2, '0')}`,
    })),
  );
  return signalsWith(word);
}

test('[E71] a claim shows at once to the other, who is refused what is held, until it is given back', async ({
  browser,
}) => {
  await post('Juniper', 3);
  const { anas, sofias } = await bothOf(browser);
  const search = '?view=signals&q=Juniper';
  await openBoard(anas.page, ELECTION, search);
  await openBoard(sofias.page, ELECTION, search);
  await expect(signalRows(anas.page)).toHaveCount(3);
  await signalRows(sofias.page, 'report 01').click();
  await sofias.page.keyboard.press('1');

  // The lease shows to both: to one as hers, to the other with her name.
  await expect(signalRows(sofias.page, 'report 01')).toContainText(/yours 1\d:\d\d/);
  await expect(signalRows(anas.page, 'report 01')).toContainText(/Sofia Reyes 1\d:\d\d/);
  await signalRows(anas.page, 'report 01').click();
  const claim = anas.page.getByRole('button', { name: 'Claim', exact: true });
  await expect(claim).toBeDisabled();
  await expect(claim).toHaveAccessibleDescription(/claimed by Sofia Reyes/);
  await anas.page.keyboard.press('1');
  await expect(says(anas.page, /claimed by Sofia Reyes|Sofia Reyes has claimed/)).toBeVisible();
  const [, held] = await signalsWith('Juniper');
  const sofiasId = (await sofia.get<{ subject: { id: string } }>('/api/session')).subject.id;
  expect(held?.claim?.by).toBe(sofiasId);

  await sofias.page.getByRole('button', { name: 'Release' }).click();
  await expect(signalRows(anas.page, 'report 01')).not.toContainText('Sofia Reyes');
  await anas.page.keyboard.press('1');
  await expect(signalRows(anas.page, 'report 01')).toContainText(/yours 1\d:\d\d/);
  await expect(signalRows(sofias.page, 'report 01')).toContainText(/Ana Lima 1\d:\d\d/);
  expect([...anas.troubles, ...sofias.troubles]).toEqual([]);
});

test('[E72] who looks and who writes shows on row and page, and nobody stays who shut their laptop', async ({
  browser,
}) => {
  const id = await openIncident(ana, ELECTION, { title: 'Poll books out at Larch Hall' });
  const { anas, sofias } = await bothOf(browser);
  await openBoard(sofias.page, ELECTION);
  const row = incidentRows(sofias.page, id);
  const face = (doing: string) => row.getByRole('img', { name: `Ana Lima ${doing}` });
  await expect(row).toBeVisible();
  await openBoard(anas.page, ELECTION, `?sel=${id}`);
  await expect(face('viewing')).toBeVisible();

  await row.click();
  const sofiasPage = detailOf(sofias.page, id);
  await expect(sofiasPage.getByText('Ana Lima viewing')).toBeVisible();
  await expect(detailOf(anas.page, id).getByText('Sofia Reyes viewing')).toBeVisible();
  await anas.page.getByRole('textbox', { name: `Note on ${id}` }).focus();
  await anas.page.keyboard.type('They wait for');
  await expect(sofiasPage.getByText('Ana Lima editing note')).toBeVisible();
  await expect(face('editing')).toBeVisible();
  await anas.page.keyboard.type(' paper.');
  await anas.page.keyboard.press('Control+Enter');
  await expect(recordOf(sofias.page, id)).toContainText('They wait for paper.');
  await expect(sofiasPage.getByText('Ana Lima viewing')).toBeVisible();
  await expect(sofiasPage.getByText('editing note')).toBeHidden();

  await anas.page.context().close();
  await expect(sofiasPage.getByText(/Ana Lima (viewing|editing)/)).toBeHidden();
  await expect(row.getByRole('img', { name: /^Ana Lima (viewing|editing)/ })).toHaveCount(0);
  expect([...anas.troubles, ...sofias.troubles]).toEqual([]);
});

test('[E73] one merges while the other edits: each is told where it went, and no text is lost', async ({
  browser,
}) => {
  const id = await openIncident(ana, ELECTION, { title: 'Ballots late at Rowan School' });
  const into = await openIncident(ana, ELECTION, { title: 'Ballots late in the whole county' });
  const { anas, sofias } = await bothOf(browser);
  const wire = await slowWire(anas.page);
  for (const { page } of [anas, sofias]) {
    await openBoard(page, ELECTION, `?sel=${id}`);
    await expect(detailOf(page, id)).toBeVisible();
  }
  const note = anas.page.getByRole('textbox', { name: `Note on ${id}` });
  await note.fill('The van left the depot at nine.');
  wire.hold();
  await sofias.page.keyboard.press('2');
  await expect(sofias.page.getByRole('dialog').getByRole('combobox')).toBeFocused();
  await sofias.page.keyboard.type(into);
  await sofias.page.keyboard.press('Enter');
  await expect(says(sofias.page, `Merged ${id} into ${into}`)).toBeVisible();

  // Of the merge nothing has come here yet: what is asked is refused, and said why.
  await anas.page.keyboard.press('Escape');
  await anas.page.keyboard.press('s');
  await expect(anas.page.getByRole('dialog').getByRole('combobox')).toBeFocused();
  await anas.page.keyboard.type('critical');
  await anas.page.keyboard.press('Enter');
  const conflict = anas.page.getByRole('alert', { name: 'Conflict' });
  await expect(conflict).toContainText(/Merged (just now|.* ago) by Sofia Reyes/);
  await expect(conflict).toContainText(/set severity .*CRIT/);
  wire.letGo();
  await expect(detailOf(anas.page, id).getByText(`Merged into ${into}`)).toBeVisible();
  await expect(note).toHaveValue('The van left the depot at nine.');
  expect(await incident(ana, ELECTION, id)).toMatchObject({ state: 'merged', mergedInto: into });
  expect((await incident(ana, ELECTION, into)).severity).not.toBe('S1');

  // The old number leads to the new one, for whoever merged it as for whoever did not.
  for (const { page } of [anas, sofias]) {
    await detailOf(page, id)
      .getByRole('button', { name: `Open ${into}` })
      .click();
    await expect(detailOf(page, into)).toBeVisible();
  }
  expect([...anas.troubles, ...sofias.troubles]).toEqual([]);
});

test('[E74] what one dismisses at once leaves alone what another claimed or linked meanwhile, and names it', async ({
  browser,
}) => {
  const signals = await post('Tamarack', 20);
  const place = await openIncident(sofia, ELECTION, { title: 'Tamarack School is locked' });
  const { page, troubles } = await openWindow(browser, server, ana.cookie);
  const sofias = await openWindow(browser, server, sofia.cookie);
  for (const one of [page, sofias.page]) {
    await openBoard(one, ELECTION, '?view=signals&q=Tamarack');
    await expect(signalRows(one)).toHaveCount(20);
  }
  await page.keyboard.press('j');
  await page.keyboard.press('Control+a');
  await page.keyboard.press('3');
  await expect(page.getByRole('dialog', { name: 'Dismiss 20 signals' })).toBeVisible();
  await page.keyboard.press('1');
  await expect(page.getByRole('button', { name: /^Dismiss 20 signals/ })).toBeVisible();
  // While the request is on its way, the other links one and claims one.
  const meanwhile = async (route: Route): Promise<void> => {
    await signalRows(sofias.page, 'report 07').click();
    await sofias.page.keyboard.press('2');
    await expect(sofias.page.getByRole('dialog').getByRole('combobox')).toBeFocused();
    await sofias.page.keyboard.type(place);
    await sofias.page.keyboard.press('Enter');
    await expect(says(sofias.page, `Linked a signal to ${place}`)).toBeVisible();
    await signalRows(sofias.page, 'report 11').click();
    await sofias.page.keyboard.press('1');
    await expect(signalRows(sofias.page, 'report 11')).toContainText('yours');
    await route.continue();
  };
  await page.route('**/bulk', meanwhile, { times: 1 });
  const answer = page.waitForResponse('**/bulk', { timeout: 0 });
  await page.keyboard.press('Enter');
  await answer;

  const answered = page.getByRole('region', { name: '2 signals not done' });
  await expect(answered).toBeVisible();
  await expect(answered).toContainText('Dismissed 18 signals');
  const line = (text: string) => answered.getByRole('row').filter({ hasText: text });
  await expect(line('report 07')).toContainText(/linked/);
  await expect(line('report 11')).toContainText(/Sofia Reyes|claimed/);
  await expect(line('report 03')).toContainText('done');
  const after = await signalsWith('Tamarack');
  expect(after.map(({ id }) => id).toSorted()).toEqual(signals.map(({ id }) => id).toSorted());
  const kept = after
    .filter(({ state }) => state !== 'dismissed')
    .map(({ text, state }) => [text, state]);
  expect(kept).toEqual([
    ['Tamarack report 07', 'linked'],
    ['Tamarack report 11', 'undecided'],
  ]);
  await expect(signalRows(sofias.page, 'report 11')).toContainText('yours');
  await expect(signalRows(sofias.page, 'report 03')).toContainText('Ana Lima dismissed it');

  // All eighteen come back by one undo, and hers are still hers.
  await page.keyboard.press('z');
  await expect
    .poll(
      async () => (await signalsWith('Tamarack')).filter((one) => one.state === 'undecided').length,
    )
    .toBe(19);
  expect([...troubles, ...sofias.troubles]).toEqual([]);
});

test('[E75] a view saved for the team is there for the other at once, and its count is live', async ({
  browser,
}) => {
  await openIncident(ana, ELECTION, {
    title: 'Mangrove precinct has no power',
    jurisdictions: ['US-AZ'],
  });
  const { anas, sofias } = await bothOf(browser);
  await openBoard(sofias.page, ELECTION);
  const link = (page: Page, count: number) =>
    page
      .getByRole('navigation', { name: 'Views' })
      .getByRole('link', { name: new RegExp(`^Mangrove desk ?${count}$`) });
  await openBoard(anas.page, ELECTION);
  await anas.page.keyboard.press('/');
  await anas.page.keyboard.type('in:AZ mangrove');
  await anas.page.keyboard.press('Enter');
  await expect(incidentRows(anas.page)).toHaveCount(1);
  await anas.page.getByRole('button', { name: 'Save view' }).click();
  const dialog = anas.page.getByRole('dialog', { name: 'Save view' });
  await dialog.getByRole('textbox', { name: 'Name' }).fill('Mangrove desk');
  await dialog.getByRole('radio', { name: 'The team’s' }).click();
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog).toBeHidden();
  for (const { page } of [anas, sofias]) await expect(link(page, 1)).toBeVisible();

  await openIncident(sofia, ELECTION, {
    title: 'Mangrove precinct turns people away',
    jurisdictions: ['US-AZ'],
  });
  for (const { page } of [anas, sofias]) await expect(link(page, 2)).toBeVisible();
  await link(sofias.page, 2).click();
  await expect(incidentRows(sofias.page)).toHaveCount(2);
  await expect(incidentRows(sofias.page, 'turns people away')).toBeVisible();
  expect([...anas.troubles, ...sofias.troubles]).toEqual([]);
});

test('[E76] who is named in a note watches the incident from then on, and both see it', async ({
  browser,
}) => {
  const id = await openIncident(ana, ELECTION, { title: 'Alder Library: who has the key?' });
  const { anas, sofias } = await bothOf(browser);
  for (const { page } of [anas, sofias]) {
    await openBoard(page, ELECTION, `?sel=${id}`);
    await expect(detailOf(page, id)).toBeVisible();
  }
  const watch = (page: Page) => detailOf(page, id).getByRole('button', { name: /^Watch/ });
  await expect(watch(sofias.page)).toHaveAttribute('aria-pressed', 'false');
  await anas.page.keyboard.press('c');
  await expect(anas.page.getByRole('textbox', { name: `Note on ${id}` })).toBeFocused();
  await anas.page.keyboard.type('Please call them, @sof');
  await expect(anas.page.getByRole('option', { name: /Sofia Reyes/ })).toBeVisible();
  await anas.page.keyboard.press('Enter');
  await expect(anas.page.getByRole('textbox', { name: `Note on ${id}` })).toHaveValue(
    'Please call them, @Sofia Reyes ',
  );
  await anas.page.keyboard.press('Control+Enter');
  await expect(recordOf(sofias.page, id)).toContainText('Please call them, @Sofia Reyes');
  await expect(watch(sofias.page)).toHaveAttribute('aria-pressed', 'true');
  await expect(watch(sofias.page)).toContainText('Watched by you');
  await expect(watch(anas.page)).toContainText('Watched by Sofia Reyes');
  const sofiasId = (await sofia.get<{ subject: { id: string } }>('/api/session')).subject.id;
  expect((await incident(ana, ELECTION, id)).watchers).toContain(sofiasId);
  await done(sofia, ELECTION, { type: 'incident.unwatch', incident: id });
  await expect(watch(anas.page)).not.toContainText('Sofia Reyes');
  expect([...anas.troubles, ...sofias.troubles]).toEqual([]);
});
