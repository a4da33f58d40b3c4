import type { ImportJobView, ImportPlan, ImportPreview } from '@warroom/shared';
import {
  createMemoryHistory,
  createRootRoute,
  createRouter,
  RouterProvider,
} from '@tanstack/react-router';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ApiResult } from '../../api.ts';
import { draw, typeInto } from '../../ui/testing/draw.tsx';
import type { Drawn } from '../../ui/testing/draw.tsx';
import type { ImportClient } from './import-client.ts';
import { ImportView } from './import-view.tsx';

const PREVIEW: ImportPreview = {
  format: 'csv',
  encoding: 'utf-8',
  delimiter: ',',
  columns: ['content', 'who', 'when'],
  rows: [
    { line: 2, cells: ['<b>a rumour</b>', 'ana', '11/7/2028 9:00'], problem: null },
    { line: 3, cells: ['short'], problem: 'has 1 cells where the header has 3' },
  ],
  suggested: { text: ['content'] },
  zone: 'America/New_York',
};
const JOB: ImportJobView = {
  id: 'imp-1',
  name: 'posts.csv',
  size: 100,
  received: 0,
  state: 'uploading',
  plan: null,
  report: null,
  totalRows: null,
  message: null,
  hasRejected: false,
  createdAt: 0,
  createdBy: 'lea',
};
const REPORT = {
  rows: 6890,
  accepted: 6880,
  duplicates: 0,
  rejected: 10,
  assumedZone: 6880,
  unknownLanguages: { Elvish: 3 },
  firstAt: Date.UTC(2016, 10, 8, 5, 3),
  lastAt: Date.UTC(2016, 10, 9, 4, 59),
  examples: [{ row: 4, line: 5, reasons: ['text: content is empty'] }],
};

let drawn: Drawn;
let job: ImportJobView;
let plans: { plan: ImportPlan; dryRun: boolean }[];
let client: ImportClient;
const ok = <T,>(value: T): Promise<ApiResult<T>> => Promise.resolve({ ok: true, value });

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  job = JOB;
  plans = [];
  client = {
    list: () => ok({ imports: [] }),
    job: () => ok(job),
    begin: () => ok(job),
    upload: (_job, file) => ok((job = { ...job, received: file.size, state: 'uploaded' })),
    preview: () => ok(PREVIEW),
    run(_id, plan, dryRun) {
      plans.push({ plan, dryRun });
      return ok((job = { ...job, plan, state: dryRun ? 'checking' : 'importing', report: null }));
    },
    stop: () => ok((job = { ...job, state: 'stopped' })),
    resume: () => ok((job = { ...job, state: 'importing' })),
    remove: () => ok(null),
    rejectedHref: () => '/rejected.csv',
  };
});
afterEach(async () => {
  await drawn.close();
  vi.useRealTimers();
});

async function open(jobId: string | null = null): Promise<void> {
  const ids: (string | null)[] = [];
  const root = createRootRoute({
    component: () => (
      <ImportView client={client} boardHref="/e/x" jobId={jobId} onJobId={(id) => ids.push(id)} />
    ),
  });
  const router = createRouter({ routeTree: root, history: createMemoryHistory() });
  await router.load();
  drawn = await draw(<RouterProvider router={router as never} />);
  await drawn.doing(() => {});
}
const text = (): string => drawn.host.textContent ?? '';
const press = async (name: string): Promise<void> => {
  const button = [...drawn.host.querySelectorAll('button')].find(
    (each) => each.textContent === name,
  );
  if (!button) throw new Error(`no button "${name}" in ${text()}`);
  await drawn.doing(() => button.click());
};
async function choose(file: File): Promise<void> {
  const input = drawn.find('input[type=file]') as HTMLInputElement;
  Object.defineProperty(input, 'files', { value: [file], configurable: true });
  await drawn.doing(() => input.dispatchEvent(new Event('change', { bubbles: true })));
}
const poll = (): Promise<void> => drawn.doing(() => vi.advanceTimersByTimeAsync(800));

describe('the import page', () => {
  it('leads from the file over columns and dry run to the import', async () => {
    await open();
    expect(drawn.find('[aria-current=step]').textContent).toBe('1 File');
    await choose(new File(['x'.repeat(100)], 'posts.csv'));
    expect(drawn.find('[aria-current=step]').textContent).toBe('2 Columns');
    expect(document.activeElement).toBe(drawn.find('h1'));
    expect(text()).toContain('<b>a rumour</b>');
    expect(text()).toContain('has 1 cells where the header has 3');
    await drawn.doing(() => typeInto(drawn.find('input[required]') as HTMLInputElement, 'x'));
    await press('Dry run');
    expect(plans).toEqual([
      {
        dryRun: true,
        plan: {
          map: { text: ['content'] },
          source: 'x',
          channel: 'post',
          zone: 'America/New_York',
          dates: 'mdy',
        },
      },
    ]);
    expect(drawn.find('progress').getAttribute('aria-label')).toBe('Checking posts.csv');
    job = { ...job, state: 'checked', report: REPORT, totalRows: 6890, hasRejected: true };
    await poll();
    expect(text()).toContain('6,880 times named no zone and were read as America/New_York');
    expect(text()).toContain('Elvish (3)');
    expect(text()).toContain('text: content is empty');
    expect(drawn.find('a[download]').getAttribute('href')).toBe('/rejected.csv');
    await press('Import 6,880 signals');
    job = { ...job, report: { ...REPORT, rows: 3445, accepted: 3440 } };
    await poll();
    expect(drawn.find('progress').getAttribute('value')).toBe('0.5');
    expect(drawn.find('progress').getAttribute('aria-valuetext')).toBe('3,445 of 6,890 rows');
    await press('Stop');
    expect(text()).toContain('What was taken in stays');
    await press('Go on');
    job = { ...job, state: 'done', report: { ...REPORT, duplicates: 2 } };
    await poll();
    expect(text()).toContain('To the board');
    expect(plans.map(({ dryRun }) => dryRun)).toEqual([true, false]);
  });

  it('says what is missing before anything is sent', async () => {
    job = { ...JOB, state: 'uploaded', received: 100 };
    client = { ...client, list: () => ok({ imports: [job] }) };
    await open('imp-1');
    await press('Dry run');
    expect(plans).toEqual([]);
    expect(drawn.find('[role=alert]').textContent).toBe('1 field is still to be filled.');
    expect(drawn.find('input[required]').getAttribute('aria-invalid')).toBe('true');
  });

  it("tells why a file can't be read, and lets it be read otherwise or discarded", async () => {
    job = {
      ...JOB,
      state: 'failed',
      received: 100,
      message: 'Line 3: a quotation mark is never closed.',
    };
    client = {
      ...client,
      list: () => ok({ imports: [job] }),
      preview: () =>
        Promise.resolve({
          ok: false,
          error: {
            kind: 'malformed',
            message: 'Line 2: holds bytes that are not UTF-8',
            status: 400,
          },
        }),
    };
    await open('imp-1');
    expect(text()).toContain('Line 3: a quotation mark is never closed.');
    expect(text()).toContain('Line 2: holds bytes that are not UTF-8');
    await press('Discard the file');
    expect(drawn.find('[aria-current=step]').textContent).toBe('1 File');
  });

  it('goes on with an upload only by the same file', async () => {
    job = { ...JOB, received: 40 };
    client = { ...client, list: () => ok({ imports: [job] }) };
    await open('imp-1');
    await choose(new File(['other'], 'other.csv'));
    expect(drawn.find('[role=alert]').textContent).toContain('another file than posts.csv');
    await choose(new File(['x'.repeat(100)], 'posts.csv'));
    expect(drawn.find('[aria-current=step]').textContent).toBe('2 Columns');
  });

  it('tells those who may not import', async () => {
    client = {
      ...client,
      list: () =>
        Promise.resolve({
          ok: false,
          error: {
            kind: 'forbidden',
            message: 'Importing needs the role of lead in this election; ask an admin.',
            status: 403,
          },
        }),
    };
    await open();
    expect(text()).toContain('ask an admin');
  });
});
