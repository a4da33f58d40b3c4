import { expect } from '@playwright/test';
import type { Page } from '@playwright/test';
import { apiWith, colleague, intakeKey, setUp } from './rigs/api.ts';
import type { Api } from './rigs/api.ts';
import { incidentRows, openBoard, openWindow, signalRows } from './rigs/pages.ts';
import { done, doneAtVersion, incident, openIncident, postSignals } from './rigs/seed.ts';
import { startServer } from './rigs/server.ts';
import type { ServerRig } from './rigs/server.ts';
import { slowWire } from './rigs/slow-wire.ts';
import { test } from './rigs/test.ts';

const ELECTION = 'us-general';
let server: ServerRig;
/** A lead and admin. */
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

/** An incident that is worked on by the person of `api`. */
async function activeIncident(api: Api, title: string): Promise<string> {
  const id = await openIncident(api, ELECTION, { title, category: 'OPS.long-lines' });
  await done(api, ELECTION, { type: 'incident.acknowledge', incident: id });
  await doneAtVersion(api, ELECTION, { type: 'incident.confirm', incident: id });
  return id;
}

/** Chooses the first outcome in the dialog that resolves, by keys. */
async function chooseOutcome(page: Page): Promise<void> {
  const dialog = page.getByRole('dialog', { name: /^Resolve/ });
  await expect(dialog).toBeVisible();
  await dialog.getByRole('button', { name: /Outcome/ }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('listbox')).toBeVisible();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('listbox')).toBeHidden();
}

test('[E20] of two people who act on one incident at once one wins; the other sees who, what and when, and keeps what was typed', async ({
  browser,
}) => {
  const id = await activeIncident(ana, 'Line of two hours at Precinct 9');
  const anas = await openWindow(browser, server, ana.cookie);
  const sofias = await openWindow(browser, server, sofia.cookie);
  const wire = await slowWire(anas.page);
  for (const { page } of [anas, sofias]) {
    await openBoard(page, ELECTION, `?sel=${id}`);
    await expect(page.getByRole('region', { name: `Incident ${id}` })).toBeVisible();
    await expect(page.getByRole('button', { name: 'Resolve' })).toBeEnabled();
    await page.keyboard.press('r');
    await chooseOutcome(page);
  }
  const typed = 'Two machines are on their way; the line is down to twenty minutes.';
  await anas.page.getByRole('dialog').getByRole('textbox').fill(typed);
  await sofias.page.getByRole('dialog').getByRole('textbox').fill('The county sent clerks.');
  wire.hold();
  await sofias.page.keyboard.press('Control+Enter');
  await expect(sofias.page.getByText(`Resolved ${id}`)).toBeVisible();
  await anas.page.keyboard.press('Control+Enter');

  const banner = anas.page.getByRole('alert', { name: 'Conflict' });
  await expect(banner).toContainText(/Resolved (now|.* ago) by Sofia Reyes — reopen\?/);
  await expect(banner).toContainText('Your text is kept');
  await expect(banner).toContainText(/Sofia Reyes.*\d\d:\d\d:\d\d/s);
  await expect(anas.page.getByRole('textbox', { name: `Note on ${id}` })).toHaveValue(typed);
  wire.letGo();
  expect((await incident(ana, ELECTION, id)).changedBy?.id).not.toBe(
    (await ana.get<{ subject: { id: string } }>('/api/session')).subject.id,
  );

  await anas.page.reload();
  await expect(anas.page.getByRole('textbox', { name: `Note on ${id}` })).toHaveValue(typed);
  // Kept also where nothing can be sent yet; it can once the page is live.
  await expect(anas.page.getByText(/^Live, as of/)).toBeVisible();
  await anas.page.getByRole('textbox', { name: `Note on ${id}` }).focus();
  await anas.page.keyboard.press('Control+Enter');
  await expect(
    sofias.page.getByRole('complementary', { name: `Record of ${id}` }).getByText(typed),
  ).toBeVisible();
  await expect(anas.page.getByRole('textbox', { name: `Note on ${id}` })).toHaveValue('');
  expect([...anas.troubles, ...sofias.troubles]).toEqual([]);
});

test('[E20] the one who came second can do theirs all the same, on what is there now', async ({
  browser,
}) => {
  const id = await activeIncident(ana, 'Lights out at Precinct 12');
  const { page, troubles } = await openWindow(browser, server, ana.cookie);
  const wire = await slowWire(page);
  await openBoard(page, ELECTION, `?sel=${id}`);
  await expect(page.getByRole('region', { name: `Incident ${id}` })).toBeVisible();
  wire.hold();
  await doneAtVersion(sofia, ELECTION, {
    type: 'incident.change',
    incident: id,
    changes: { severity: 'S2' },
  });
  await page.keyboard.press('s');
  await page.getByRole('dialog').getByRole('combobox').fill('critical');
  await page.keyboard.press('Enter');
  const banner = page.getByRole('alert', { name: 'Conflict' });
  await expect(banner).toContainText(/Changed (now|.* ago) by Sofia Reyes/);
  await expect(banner).toContainText('set severity');
  wire.letGo();
  await page.keyboard.press('Alt+r');
  await expect(banner).toBeHidden();
  await expect(async () => {
    expect((await incident(ana, ELECTION, id)).severity).toBe('S1');
  }).toPass();
  expect(troubles).toEqual([]);
});

test("[E21] HTML and script in a signal's text show as text on board and wall", async ({
  browser,
}) => {
  const text =
    '<img src=x onerror="alert(1)"><script>alert(2)</script> </div><b id="injected">bold</b> {{7*7}}';
  await postSignals(server, ELECTION, key, [
    {
      externalId: 'markup',
      text,
      author: '<i id="injected">@a</i>',
      url: 'https://x.example/?q=%3Cb%3E',
    },
  ]);
  const id = await openIncident(ana, ELECTION, { title: text.slice(0, 120) });
  const { page, troubles } = await openWindow(browser, server, ana.cookie);
  await openBoard(page, ELECTION);
  await signalRows(page, '<img src=x').click();
  await expect(page.getByRole('region', { name: 'What was said' })).toHaveText(text);
  await expect(page.getByText('<i id="injected">@a</i>')).toBeVisible();
  await incidentRows(page, id).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('<script>alert(2)</script>');
  await expect(page.locator('#injected, img[src="x"], main script')).toHaveCount(0);
  for (const scene of ['ticker', 'overview']) {
    await page.goto(`/wall?election=${ELECTION}&scene=${scene}`);
    await expect(
      page.locator(`[data-scene="${scene}"]`).getByText('<img src=x').first(),
    ).toBeVisible();
    await expect(page.locator('#injected, img[src="x"], main script')).toHaveCount(0);
  }
  expect(troubles).toEqual([]);
});

test('[E22] a lead works a signal by keyboard alone, and another browser sees each step live', async ({
  browser,
}) => {
  await postSignals(server, ELECTION, key, [
    { externalId: 'keys-1', text: 'Ballots ran out at Quaker Hall, people are sent home' },
    { externalId: 'keys-2', text: 'Quaker Hall: still no ballots' },
  ]);
  const { page, troubles } = await openWindow(browser, server, ana.cookie);
  const other = await openWindow(browser, server, sofia.cookie);
  await openBoard(page, ELECTION);
  await openBoard(other.page, ELECTION);
  const press = async (...keys: string[]): Promise<void> => {
    for (const one of keys) await page.keyboard.press(one);
  };
  /** Types into the palette that a key opened, and takes the first match. */
  const pick = async (opener: string, word: string): Promise<void> => {
    await press(opener);
    await expect(page.getByRole('dialog').getByRole('combobox')).toBeFocused();
    await page.keyboard.type(word);
    await press('Enter');
    await expect(page.getByRole('dialog')).toBeHidden();
  };

  await press('/');
  await page.keyboard.type('Quaker Hall');
  await press('Enter');
  await expect(signalRows(page)).toHaveCount(2);
  await press('j', 'j', 'k', 'Enter');
  await expect(page.getByRole('region', { name: 'What was said' })).toBeVisible();
  await press('j');
  await expect(page.getByRole('region', { name: 'What was said' })).toContainText('ran out');

  await press('Enter', 'n');
  const dialog = page.getByRole('dialog', { name: 'Open incident' });
  await expect(dialog.getByRole('textbox', { name: 'Title' })).toBeFocused();
  await press('Control+Enter');
  await expect(dialog).toBeHidden();
  const detail = page.getByRole('region', { name: /^Incident US28-/ });
  await expect(detail).toBeVisible();
  const id = ((await detail.getAttribute('aria-label')) ?? '').replace('Incident ', '');
  await expect(incidentRows(other.page, id)).toContainText('Ballots ran out');
  await incidentRows(other.page, id).click();
  const seen = other.page.getByRole('region', { name: `Incident ${id}` });
  const record = other.page.getByRole('complementary', { name: `Record of ${id}` });
  const stateSeen = seen.getByRole('list', { name: 'State' }).locator('[aria-current="step"]');

  await press('i');
  await expect(seen.getByRole('button', { name: /^Assignee/ })).toContainText('Ana Lima');
  await press('1');
  await expect(stateSeen).toContainText('triage');
  await pick('s', 'high');
  await expect(seen.getByRole('button', { name: /^Severity/ })).toContainText('HIGH');
  await pick('l', 'supplies');
  await expect(seen.getByRole('button', { name: /^Category/ })).toContainText('OPS.supplies');
  await press('c');
  await expect(page.getByRole('textbox', { name: `Note on ${id}` })).toBeFocused();
  await page.keyboard.type('The depot sends 400 more.');
  await press('Control+Enter', 'Escape');
  await expect(record).toContainText('The depot sends 400 more.');
  await press('r');
  await expect(stateSeen).toContainText('active');

  await press('r');
  await expect(page.getByRole('dialog', { name: `Resolve ${id}` })).toBeVisible();
  await expect(page.getByRole('dialog').getByRole('button', { name: /Outcome/ })).toBeVisible();
  await press('Tab', 'Enter');
  await expect(page.getByRole('listbox')).toBeVisible();
  await press('ArrowDown', 'Enter');
  await expect(page.getByRole('listbox')).toBeHidden();
  await press('Control+Enter');
  await expect(page.getByRole('dialog')).toBeHidden();
  await expect(stateSeen).toContainText('resolved');
  await press('z');
  await expect(stateSeen).toContainText('active');
  expect([...troubles, ...other.troubles]).toEqual([]);
});

test('[E24] view, search, sort and what is open stand in the address and survive a reload', async ({
  browser,
}) => {
  await openIncident(ana, ELECTION, { title: 'Storm closes Oak School', severity: 'S2' });
  const kept = await openIncident(ana, ELECTION, {
    title: 'Storm floods Elm School',
    severity: 'S2',
    jurisdictions: ['US-AZ'],
  });
  const { page, troubles } = await openWindow(browser, server, ana.cookie);
  await openBoard(page, ELECTION);
  await page.getByRole('navigation', { name: 'Views' }).getByText('Unassigned').click();
  await page.keyboard.press('/');
  await page.keyboard.type('sev:S2 in:AZ storm');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Sort incidents' }).click();
  await page
    .getByRole('menuitem', { name: 'newest' })
    .or(page.getByRole('menuitemradio', { name: 'newest' }))
    .click();
  await incidentRows(page, 'Elm School').click();
  await expect(incidentRows(page)).toHaveCount(1);
  const { searchParams } = new URL(page.url());
  expect(Object.fromEntries(searchParams)).toEqual({
    view: 'unassigned',
    q: 'sev:S2 in:AZ storm',
    sort: 'newest',
    sel: kept,
  });
  await page.reload();
  await expect(page.getByRole('region', { name: `Incident ${kept}` })).toBeVisible();
  await expect(incidentRows(page)).toHaveCount(1);
  await expect(incidentRows(page)).toContainText('Elm School');
  await expect(page.getByRole('button', { name: 'Remove in AZ' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Sort incidents' })).toContainText('newest');
  await page.goBack();
  await expect(page.getByRole('region', { name: `Incident ${kept}` })).toBeHidden();
  expect(troubles).toEqual([]);
});

test("[E26] a signal entered by hand with n reaches the other's queue", async ({ browser }) => {
  const anas = await openWindow(browser, server, ana.cookie);
  const sofias = await openWindow(browser, server, sofia.cookie);
  await openBoard(anas.page, ELECTION, '?view=signals');
  await openBoard(sofias.page, ELECTION, '?view=signals');
  await anas.page.keyboard.press('n');
  const dialog = anas.page.getByRole('dialog', { name: 'New signal' });
  await expect(dialog.getByRole('textbox', { name: 'What was reported' })).toBeFocused();
  await anas.page.keyboard.type('Caller: poll book is down at Cedar Library');
  await anas.page.keyboard.press('Control+Enter');
  await expect(dialog).toBeHidden();
  for (const { page } of [anas, sofias])
    await expect(signalRows(page, 'poll book is down at Cedar Library')).toBeVisible();
  expect([...anas.troubles, ...sofias.troubles]).toEqual([]);
});

test('[E23] a board that was away says so, takes no writes, and comes back to exactly what changed', async ({
  browser,
}) => {
  let own = await startServer();
  const { dataDir } = own;
  const port = new URL(own.url).port;
  const admin = await setUp(own);
  const tips = await intakeKey(admin, ELECTION, 'tips');
  const stays = await openIncident(admin, ELECTION, { title: 'Stays as it is' });
  const changes = await openIncident(admin, ELECTION, { title: 'Changes meanwhile' });
  const goes = await openIncident(admin, ELECTION, { title: 'Is dismissed meanwhile' });
  const { page, troubles } = await openWindow(browser, own, admin.cookie);
  let snapshots = 0;
  page.on('request', (request) => {
    if (request.url().endsWith('/snapshot')) snapshots += 1;
  });
  await openBoard(page, ELECTION, '?perf=1');
  await expect(incidentRows(page)).toHaveCount(3);
  await incidentRows(page, stays).click();
  const acknowledge = page.getByRole('button', { name: 'Acknowledge' });
  await expect(acknowledge).toBeEnabled();

  await own.kill9();
  await page.context().setOffline(true);
  await expect(page.getByText(/^Connection lost, as of \d\d:\d\d:\d\d/)).toBeVisible();
  await expect(acknowledge).toBeDisabled();
  await expect(acknowledge).toHaveAccessibleDescription(/offline: nothing can be saved/);
  await page.keyboard.press('1');
  await expect(page.getByText(/Acknowledge: offline/).first()).toBeVisible();

  own = await startServer({ dataDir, env: { PORT: port } });
  const back = apiWith(own.url, admin.cookie);
  await doneAtVersion(back, ELECTION, {
    type: 'incident.change',
    incident: changes,
    changes: { title: 'Changed meanwhile', severity: 'S1' },
  });
  await doneAtVersion(back, ELECTION, {
    type: 'incident.dismiss',
    incident: goes,
    reason: 'unfounded',
  });
  const opened = await openIncident(back, ELECTION, { title: 'Opened meanwhile' });
  await postSignals(own, ELECTION, tips, [{ externalId: 'away', text: 'Came in meanwhile' }]);
  expect(await page.getByRole('grid', { name: 'Incidents' }).innerText()).not.toContain(
    'meanwhile,',
  );
  await expect(incidentRows(page, 'Opened meanwhile')).toHaveCount(0);

  await page.context().setOffline(false);
  await expect(page.getByText(/^Live, as of/)).toBeVisible({ timeout: 30_000 });
  await expect(acknowledge).toBeEnabled();
  await page.keyboard.press('Escape');
  await page.keyboard.press('.');
  await expect(incidentRows(page, opened)).toBeVisible();
  const fresh = await openWindow(browser, own, admin.cookie);
  await openBoard(fresh.page, ELECTION, '?perf=1');
  await expect(incidentRows(fresh.page)).toHaveCount(3);
  await expect(signalRows(fresh.page)).toHaveCount(1);
  await expect(async () => {
    expect(await rowsShown(page)).toEqual(await rowsShown(fresh.page));
    expect(await openKnown(page)).toEqual(await openKnown(fresh.page));
  }).toPass();
  expect(snapshots, 'it came back by its cursor, not by a whole picture').toBe(1);
  expect([...troubles, ...fresh.troubles]).toEqual([]);
  await own.stop();
});

/** Number, title and state of each row of both lanes, from top to bottom; ages left out. */
function rowsShown(page: Page): Promise<string[]> {
  return page.getByRole('row').evaluateAll((rows) =>
    rows.map((row) =>
      [...row.querySelectorAll('div, span')]
        .filter((part) => part.children.length === 0)
        .map((part) => part.textContent ?? '')
        .filter(
          (text) => !/^(ack |act |res )?[−-]?\d+(\.\d+)?\s?(s|m|h|d|min)?( \d\d)?$/.test(text),
        )
        .join(' | '),
    ),
  );
}

/** The open incidents that a board knows, as the server told them. */
async function openKnown(page: Page): Promise<unknown[]> {
  const known = await page.evaluate(() => {
    const { incidents } = (
      window as unknown as { __warroom: { incidents: { values(): Iterable<unknown> } } }
    ).__warroom;
    return [...incidents.values()];
  });
  return (known as { id: string; state: string }[])
    .filter(({ state }) => ['new', 'triage', 'active', 'mitigated'].includes(state))
    .toSorted((a, b) => a.id.localeCompare(b.id));
}
