import type { MessageLogView, MessageRecord, NotifyView } from '@warroom/shared';
import { afterEach, describe, expect, it } from 'vitest';
import { drawDesk } from '../desk-frame/testing/draw-desk.tsx';
import type { DeskWorld } from '../desk-frame/testing/draw-desk.tsx';
import { NOON } from '../store/testing/records.ts';
import { obstacleIn } from './browser-push.ts';
import { Messages } from './messages.tsx';
import { Notify } from './notify.tsx';
import { kindWords, targetParts } from './notify-words.ts';

let page: Awaited<ReturnType<typeof drawDesk>>;
afterEach(() => page.end());

const view = (
  given: Partial<NotifyView['rules']> = {},
  more: Partial<NotifyView> = {},
): NotifyView => ({
  rules: { version: 1, email: null, push: [], ways: {}, quiet: null, ...given },
  account: 'marit@example.org',
  ways: ['email', 'push'],
  vapidPublicKey: 'BKey',
  zone: 'America/New_York',
  drill: false,
  ...more,
});

const record = (given: Partial<MessageRecord> = {}): MessageRecord => ({
  id: 'msg_1',
  kind: 'page',
  incident: 'US28-0042',
  severity: 'S1',
  target: 'person:noor:email',
  about: { code: 'step', step: 1 },
  happenedAt: NOON,
  queuedAt: NOON,
  state: 'dead',
  attempts: 2,
  absorbed: 0,
  into: null,
  retryAt: null,
  tries: [
    {
      at: NOON,
      ok: false,
      status: 550,
      ms: 12,
      problem: 'the mail server answered 550 to RCPT',
      excerpt: '550 unknown',
    },
  ],
  ...given,
});

const log = (items: MessageRecord[], next: string | null = null): MessageLogView => ({
  items,
  next,
  waiting: 2,
  givenUp: 1,
  targets: [{ name: 'pager', kind: 'webhook' }],
});

async function rules(answer: NotifyView, more: Partial<DeskWorld> = {}) {
  page = await drawDesk(<Notify />, {
    answer: (path) => (path === 'notify' ? answer : undefined),
    address: '/e/us-general/notify',
    ...more,
  });
  await page.wait(() => page.text().includes('Quiet hours'));
}
const box = (name: string): HTMLInputElement =>
  document.querySelector<HTMLInputElement>(`input[aria-label="${name}"]`)!;
const button = (name: string): HTMLButtonElement =>
  [...document.querySelectorAll('button')].find(
    (one) => (one.getAttribute('aria-label') ?? one.textContent ?? '').trim() === name,
  )!;

describe('notifications', () => {
  it('shows the defaults, and saves a way as it is ticked', async () => {
    await rules(view());
    expect(box('Calls by E-mail').checked).toBe(true);
    expect(box('Incidents I watch by E-mail').checked).toBe(false);
    await page.doing(() => box('Incidents I watch by E-mail').click());
    expect(page.sent).toMatchObject([{ type: 'rules.set', ways: { watched: ['email', 'push'] } }]);
    expect(box('Incidents I watch by E-mail').checked).toBe(true);
    expect(page.text()).not.toContain('Messages nobody got');
  });

  it('takes a tick back when it was not saved', async () => {
    await rules(view());
    page.respondWith(({ commandId }) => ({
      kind: 'refused',
      commandId,
      refusal: { kind: 'unavailable', message: 'The disk is full.' },
      current: null,
      between: [],
    }));
    await page.doing(() => box('Calls by Push').click());
    await page.wait(() => box('Calls by Push').checked);
    expect(page.text()).toContain('The disk is full.');
  });

  it('warns who turns off calls, and where the server sends no mail', async () => {
    await rules(view({ ways: { page: [] } }, { ways: ['push'] }));
    expect(page.text()).toContain('Calls are off');
    expect(page.text()).toContain('This server sends no e-mail');
    expect(button('Send a test to myself').getAttribute('aria-disabled')).toBe('true');
  });

  it('says plainly why a browser can’t be told', async () => {
    await rules(view());
    await page.wait(() => page.text().includes('not reached by https'));
    expect(button('Tell this browser')).toBeUndefined();
    const all = {
      isSecureContext: true,
      hasWorkers: true,
      hasPush: true,
      permission: 'default',
    } as const;
    expect(obstacleIn(all)).toBeNull();
    expect(obstacleIn({ ...all, hasPush: false })).toBe('unsupported');
    expect(obstacleIn({ ...all, permission: undefined })).toBe('unsupported');
    expect(obstacleIn({ ...all, permission: 'denied' })).toBe('blocked');
  });

  it('tells an exercise apart, where nobody is told who did not ask', async () => {
    await rules(view({ version: 0 }, { drill: true }));
    expect(page.text()).toContain('An exercise tells nobody who did not ask for it');
  });

  it('saves nothing while there is no connection, and says why', async () => {
    await rules(view());
    await page.doing(() => page.setStatus({ phase: 'offline' }));
    expect(box('Calls by E-mail').disabled).toBe(true);
    expect(button('Save').getAttribute('aria-disabled')).toBe('true');
  });
});

describe('messages', () => {
  const people = [
    { id: 'me', name: 'Marit', role: 'lead' as const },
    { id: 'noor', name: 'Noor', role: 'triager' as const },
  ];

  it('shows who was told of what and each try, and sends one again', async () => {
    page = await drawDesk(<Messages />, {
      answer: (path) => (path.startsWith('messages') ? log([record()]) : undefined),
      address: '/e/us-general/messages',
      role: 'lead',
      people,
    });
    await page.wait(() => page.text().includes('Call, step 2'));
    expect(page.text()).toContain('Noor · E-mail');
    expect(page.text()).toContain('Given up after 2 tries');
    expect(page.text()).toContain('2 messages waiting');
    await page.doing(() => button('Call, step 2').click());
    expect(page.text()).toContain('550 unknown');
    expect(button('Call, step 2').getAttribute('aria-expanded')).toBe('true');
    await page.doing(() => button('Send again: Call, step 2 to Noor · E-mail').click());
    expect(page.sent).toMatchObject([{ type: 'message.replay', message: 'msg_1' }]);
  });

  it('reads older ones a page at a time, each once', async () => {
    page = await drawDesk(<Messages />, {
      answer: (path) =>
        path.includes('before=7')
          ? log([record({ id: 'msg_2' }), record({ id: 'msg_3' })])
          : log([record(), record({ id: 'msg_2' })], '7'),
      address: '/e/us-general/messages?state=dead',
      role: 'lead',
      people,
    });
    await page.wait(() => button('Older messages') !== undefined);
    expect(page.asked).toContain('messages?state=dead');
    await page.doing(() => button('Older messages').click());
    await page.wait(() => document.querySelectorAll('tbody tr').length === 3);
    expect(page.asked).toContain('messages?state=dead&before=7');
    expect(button('Older messages')).toBeUndefined();
  });

  it('is for leads', async () => {
    page = await drawDesk(<Messages />, {
      answer: () => undefined,
      address: '/e/us-general/messages',
    });
    expect(page.text()).toContain('The log of messages is for leads');
    expect(page.asked).toEqual([]);
  });

  it('has words for each', () => {
    expect(targetParts('person:a:b:push')).toEqual({ person: 'a:b', way: 'push' });
    expect(targetParts('pager')).toEqual({ name: 'pager' });
    const { about: _, ...plain } = record();
    expect(kindWords({ ...plain, kind: 'incident.raised' })).toBe('Raised to S1');
    expect(kindWords(record({ kind: 'roster', about: { code: 'gap' } }))).toBe('Roster, gap');
  });
});
