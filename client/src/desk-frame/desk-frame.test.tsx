import { afterEach, describe, expect, it } from 'vitest';
import { HELLO } from '../feed/testing/fake-server.ts';
import { keepKeys } from '../ui/keys/kept-keys.ts';
import { deskNav, deskPlaceOf } from './desk-nav.ts';
import { DeskFrame } from './desk-page.tsx';
import { drawDesk } from './testing/draw-desk.tsx';
import { useSection } from './use-section.ts';
import { useSend } from './use-send.ts';

let page: Awaited<ReturnType<typeof drawDesk>>;
let ran = 0;
afterEach(async () => {
  await page.end();
  ran = 0;
  localStorage.clear();
});

function Inside() {
  const section = useSection<{ words: string }>('roster', 'thing');
  const send = useSend();
  return (
    <DeskFrame
      place="roster"
      title="Test page"
      keys={[{ keys: ['a'], does: 'do it', run: () => (ran += 1) }]}
    >
      <p>
        {section.state}: {section.value?.words} {section.error?.message}
      </p>
      <button type="button" onClick={() => void send({ type: 'brief.discard', brief: 'b1' })}>
        Discard
      </button>
      <textarea aria-label="Words" />
    </DeskFrame>
  );
}

const draw = (words: () => string | undefined = () => 'first') =>
  drawDesk(<Inside />, {
    answer: (path) => {
      const text = words();
      return path === 'thing' && text !== undefined ? { words: text } : undefined;
    },
  });

describe('the frame of desk pages', () => {
  it('marks its own place, and offers imports and messages to leads alone', async () => {
    page = await draw();
    const nav = page.find('nav[aria-label="Main"]');
    expect(nav.querySelector('[aria-current]')?.textContent).toBe('Roster');
    expect(deskNav('x', 'triager', null).map(({ label }) => label)).not.toContain('Messages');
    expect(deskNav('x', 'lead', null).map(({ label }) => label)).toContain('Messages');
    expect(deskPlaceOf('x', 'triager', 'go-handover')).toBe('/e/x/handover');
  });

  it('reads a section again when its stamp moves and after a reconnection, not when others move', async () => {
    let words = 'first';
    page = await draw(() => words);
    await page.wait(() => page.text().includes('ready: first'));
    const { stamps } = HELLO;
    const moved = async (name: 'roster' | 'brief', to: number): Promise<void> => {
      const next = { ...stamps, [name]: to };
      await page.doing(() => {
        page.setStatus({ hello: { ...HELLO, stamps: next } });
        page.emit('stamps', next);
      });
    };
    await moved('brief', 1);
    expect(page.asked).toEqual(['thing']);
    words = 'second';
    await moved('roster', 1);
    await page.wait(() => page.text().includes('ready: second'));
    words = 'third';
    await page.doing(() => page.emit('hello', HELLO));
    await page.wait(() => page.text().includes('ready: third'));
  });

  it('keeps what it had while reading fails, and says so', async () => {
    let words: string | undefined = 'first';
    page = await draw(() => words);
    await page.wait(() => page.text().includes('ready: first'));
    words = undefined;
    await page.doing(() => page.emit('hello', HELLO));
    await page.wait(() => page.text().includes('failed: first'));
    expect(page.text()).toContain('failed: first There is nothing here.');
  });

  it('acts on its keys, but not while one types or they are switched off', async () => {
    page = await draw();
    await page.press('a');
    expect(ran).toBe(1);
    await page.doing(() => page.find('textarea').focus());
    await page.press('a');
    expect(ran).toBe(1);
    await page.doing(() => page.find('textarea').blur());
    localStorage.setItem('warroom.keys', 'off');
    await page.press('a');
    expect(ran).toBe(1);
  });

  it('goes elsewhere by g and a place, and shows all keys with ?', async () => {
    page = await draw();
    await page.press('?');
    await page.wait(() => document.querySelector('[role="dialog"]') !== null);
    expect(document.querySelector('[role="dialog"]')?.textContent).toContain('do it');
    await page.press('Escape');
    await page.wait(() => document.querySelector('[role="dialog"]') === null);
    await page.press('g');
    await page.press('f');
    expect(page.history.location.pathname).toBe('/e/us-general/figures');
  });

  it('has the keys that this person gave on the board, and none of those while they are switched off', async () => {
    keepKeys('me', { 'go-figures': 'o f', help: 'q', palette: 'mod+e' });
    page = await draw();
    await page.press('g');
    await page.press('f');
    await page.press('?');
    expect(page.history.location.pathname).not.toContain('figures');
    expect(document.querySelector('[role="dialog"]')).toBeNull();
    localStorage.setItem('warroom.keys', 'off');
    await page.press('o');
    await page.press('f');
    await page.press('q');
    expect(page.history.location.pathname).not.toContain('figures');
    localStorage.setItem('warroom.keys', 'on');
    await page.press('q');
    await page.wait(() => document.querySelector('[role="dialog"]') !== null);
    expect(document.querySelector('[role="dialog"]')?.textContent).toContain('to figures');
    await page.press('Escape');
    await page.wait(() => document.querySelector('[role="dialog"]') === null);
    await page.press('o');
    await page.press('f');
    expect(page.history.location.pathname).toBe('/e/us-general/figures');
    await page.press('e', { ctrlKey: true });
    await page.wait(() => document.querySelector('[role="dialog"]') !== null);
  });

  it('says why a command was refused', async () => {
    page = await draw();
    page.respondWith(({ commandId }) => ({
      kind: 'refused',
      commandId,
      refusal: { kind: 'wrong-state', message: 'It is signed already.' },
      current: null,
      between: [],
    }));
    const button = [...page.host.querySelectorAll('button')].find(
      ({ textContent }) => textContent === 'Discard',
    );
    await page.doing(() => button?.click());
    await page.wait(() => page.text().includes('It is signed already.'));
    expect(page.sent).toMatchObject([{ type: 'brief.discard', brief: 'b1' }]);
  });
});
