// @vitest-environment happy-dom
import type { CommandResult, Evidence } from '@warroom/shared';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Intent } from '../store/foresee.ts';
import { draw, typeInto } from '../ui/testing/draw.tsx';
import type { Drawn } from '../ui/testing/draw.tsx';
import { EvidencePanel } from './evidence-panel.tsx';
import type { EvidencePanelProps } from './evidence-panel.tsx';
import type { UploadOptions, UploadOutcome } from './upload-file.ts';

const NOW = 1_800_000_000_000;
const base: Evidence = {
  id: 'e1',
  kind: 'file',
  title: '',
  url: null,
  name: 'flyer.png',
  sha256: 'ab'.repeat(32),
  size: 1_900_000,
  mime: 'image/png',
  hasPreview: true,
  by: 'ana',
  at: NOW - 60_000,
};
const address: Evidence = {
  ...base,
  id: 'e2',
  kind: 'url',
  title: 'The <b>post</b>',
  url: 'https://example.org/a',
  name: null,
  sha256: null,
  size: null,
  mime: null,
  hasPreview: false,
};

let page: Drawn;
let sent: Intent[];
let answer: CommandResult;
let uploads: { options: UploadOptions; finish(outcome: UploadOutcome): void; cancelled: boolean }[];
const done = { kind: 'done', commandId: 'c' } as unknown as CommandResult;

function panel(props: Partial<EvidencePanelProps> = {}) {
  return (
    <EvidencePanel
      election="us-general"
      incident="US28-0042"
      evidence={[base, address]}
      canWrite
      blocked={null}
      isVeiled={false}
      send={async (intent) => {
        sent.push(intent);
        return answer;
      }}
      personName={(id) => id.toUpperCase()}
      zone="America/New_York"
      now={NOW}
      upload={(options) => {
        let finish = (_outcome: UploadOutcome): void => undefined;
        const whenDone = new Promise<UploadOutcome>((resolve) => (finish = resolve));
        const one = { options, finish, cancelled: false };
        uploads.push(one);
        return {
          done: whenDone,
          cancel() {
            one.cancelled = true;
            finish({ kind: 'cancelled' });
          },
        };
      }}
      {...props}
    />
  );
}

beforeEach(() => {
  sent = [];
  uploads = [];
  answer = done;
});
afterEach(() => page.close());

const button = (words: string): HTMLElement => {
  const found = [...page.host.querySelectorAll('button')].find(
    (one) => (one.getAttribute('aria-label') ?? one.textContent) === words,
  );
  if (!found) throw new Error(`No button "${words}" in ${page.host.textContent}`);
  return found;
};
const press = (words: string): Promise<void> => page.doing(() => button(words).click());

function dropped(files: File[]): Event {
  const event = new Event('drop', { bubbles: true, cancelable: true });
  Object.assign(event, { dataTransfer: { types: ['Files'], files, dropEffect: 'none' } });
  return event;
}
const uploaded = (name: string): UploadOutcome => ({
  kind: 'uploaded',
  file: { upload: 't', sha256: 'cd', size: 1, mime: 'text/plain', name, hasPreview: false },
});

describe('the evidence of an incident', () => {
  it('[EV20] shows each piece with who, when, size and hash, newest first, and markup as text', async () => {
    page = await draw(panel());
    const rows = [...page.host.querySelectorAll('ul[aria-label=Evidence] > li')];
    expect(rows[0]?.querySelector('strong')?.textContent).toBe('The <b>post</b>');
    expect(page.host.querySelector('strong b')).toBeNull();
    expect(rows[1]?.textContent).toContain('image/png · 1.9 MB · ANA · ');
    expect(rows[1]?.textContent).toContain('SHA-256 abababababab…');
    const link = rows[1]?.querySelector('a');
    expect(link?.getAttribute('href')).toBe(
      '/api/elections/us-general/incidents/US28-0042/evidence/e1',
    );
    expect(link?.hasAttribute('download')).toBe(true);
  });

  it('[EV20] an address opens only after a second look, without telling where from', async () => {
    page = await draw(panel({ evidence: [address] }));
    expect(page.host.querySelector('a')).toBeNull();
    await press('Open https://example.org/a…');
    expect(page.find('a').getAttribute('rel')).toContain('noreferrer');
    const bad = { ...address, url: 'javascript:alert(1)' };
    await page.redraw(panel({ evidence: [bad] }));
    expect(page.host.querySelector('a[href]')).toBeNull();
  });

  it('[EV21] a picture that may distress is not even fetched until it is asked for', async () => {
    let asked = 0;
    page = await draw(panel({ isVeiled: true, onUnveil: () => (asked += 1) }));
    expect(page.host.querySelector('img')).toBeNull();
    await press('Show the picture flyer.png, which may distress');
    expect(page.find('img').getAttribute('src')).toContain('/evidence/e1/preview?w=320');
    expect(page.find('img').dataset['grey']).toBe('true');
    expect(asked).toBe(1);
  });

  it('[EV22] files that are dropped are uploaded, two at once, and then added', async () => {
    page = await draw(panel());
    const files = ['a.txt', 'b.txt', 'c.txt'].map((name) => new File(['x'], name));
    await page.doing(() => page.find('[data-over], div').dispatchEvent(dropped(files)));
    expect(uploads.map(({ options }) => options.file.name)).toEqual(['a.txt', 'b.txt']);
    await page.doing(() => uploads[0]?.options.onProgress(0.5));
    expect(page.find('progress').getAttribute('value')).toBe('50');
    await page.doing(() => uploads[0]?.finish(uploaded('a.txt')));
    expect(sent).toEqual([
      {
        type: 'incident.evidence-add',
        incident: 'US28-0042',
        evidence: { kind: 'file', upload: 't', title: '' },
      },
    ]);
    expect(uploads.map(({ options }) => options.file.name)).toEqual(['a.txt', 'b.txt', 'c.txt']);
    expect(page.host.querySelectorAll('progress')).toHaveLength(2);
  });

  it('[EV22] offers no other try of what can only fail again', async () => {
    page = await draw(panel());
    await page.doing(() => page.find('div').dispatchEvent(dropped([new File(['x'], 'a.txt')])));
    await page.doing(() =>
      uploads[0]?.finish({ kind: 'failed', message: 'It is too large.', isFinal: true }),
    );
    expect(page.host.textContent).toContain('Not added: It is too large.');
    expect(page.host.querySelector('[aria-label="Try again: a.txt"]')).toBeNull();
    await press('Put away: a.txt');
    expect(page.host.textContent).not.toContain('It is too large.');
  });

  it('[EV22] what failed says why, and can be tried again or put away', async () => {
    page = await draw(panel());
    await page.doing(() => page.find('div').dispatchEvent(dropped([new File(['x'], 'a.txt')])));
    await page.doing(() => uploads[0]?.finish({ kind: 'failed', message: 'The disk is full.' }));
    expect(page.host.textContent).toContain('Not added: The disk is full.');
    await press('Try again: a.txt');
    answer = {
      kind: 'refused',
      commandId: 'c',
      refusal: { kind: 'nothing-changes', message: 'It is there already.' },
    } as unknown as CommandResult;
    await page.doing(() => uploads[1]?.finish(uploaded('a.txt')));
    expect(page.host.textContent).toContain('Not added: It is there already.');
    await press('Put away: a.txt');
    expect(page.host.textContent).not.toContain('a.txt');
    expect(document.activeElement?.tagName).toBe('H3');
  });

  it('[EV22] an upload can be cancelled, and ends with the page', async () => {
    page = await draw(panel());
    const two = [new File(['x'], 'a.txt'), new File(['x'], 'b.txt')];
    await page.doing(() => page.find('div').dispatchEvent(dropped(two)));
    await press('Cancel: a.txt');
    expect(uploads.map(({ cancelled }) => cancelled)).toEqual([true, false]);
    expect(sent).toEqual([]);
    await page.redraw(<p>elsewhere</p>);
    expect(uploads.map(({ cancelled }) => cancelled)).toEqual([true, true]);
  });

  it('[EV22] a picture is pasted, but not into another text', async () => {
    page = await draw(
      <>
        <textarea id="note" />
        {panel()}
      </>,
    );
    const paste = (target: EventTarget): Promise<void> => {
      const event = new Event('paste', { bubbles: true, cancelable: true });
      Object.assign(event, { clipboardData: { files: [new File(['x'], 'image.png')] } });
      return page.doing(() => target.dispatchEvent(event));
    };
    await paste(page.find('#note'));
    expect(uploads).toEqual([]);
    await paste(document.body);
    expect(uploads).toHaveLength(1);
  });

  it('[EV22] while nothing can be written, nothing is sent, and the reason stands at the buttons', async () => {
    page = await draw(panel({ blocked: 'offline' }));
    await page.doing(() => page.find('div').dispatchEvent(dropped([new File(['x'], 'a.txt')])));
    expect(uploads).toEqual([]);
    const add = button('Add files');
    expect(add.getAttribute('aria-disabled')).toBe('true');
    const reason = document.getElementById(add.getAttribute('aria-describedby') ?? '');
    expect(reason?.textContent).toBe('offline');
    await page.redraw(panel({ canWrite: false }));
    expect(page.host.textContent).not.toContain('Add files');
    expect(page.host.textContent).not.toContain('Remove');
  });

  it('[EV23] an address is added by keyboard; what is wrong is said, and the focus comes back', async () => {
    page = await draw(panel());
    await press('Add address');
    const field = page.find('input[type=url]') as HTMLInputElement;
    await page.doing(() => typeInto(field, 'javascript:alert(1)'));
    const submit = (): Promise<void> =>
      page.doing(() =>
        page.find('form').dispatchEvent(new Event('submit', { bubbles: true, cancelable: true })),
      );
    await submit();
    expect(sent).toEqual([]);
    expect(page.host.textContent).toContain('starts with http:// or https://');
    await page.doing(() => typeInto(field, ' https://example.org/b '));
    await submit();
    expect(sent).toEqual([
      {
        type: 'incident.evidence-add',
        incident: 'US28-0042',
        evidence: { kind: 'url', url: 'https://example.org/b', title: '' },
      },
    ]);
    expect(document.activeElement?.textContent).toBe('Add address');
  });

  it('[EV23] a piece is removed with a reason; Escape thinks better of it', async () => {
    page = await draw(panel({ evidence: [base], mayRemove: ({ by }) => by === 'ana' }));
    await press('Remove flyer.png…');
    const form = page.find('form:has([aria-label="Remove flyer.png"])');
    const submit = (): Promise<void> =>
      page.doing(() =>
        form.dispatchEvent(new Event('submit', { bubbles: true, cancelable: true })),
      );
    await submit();
    expect(sent).toEqual([]);
    expect(form.textContent).toContain('Say why');
    await page.doing(() => typeInto(form.querySelector('input') as HTMLInputElement, 'a voter'));
    await submit();
    expect(sent).toEqual([
      {
        type: 'incident.evidence-remove',
        incident: 'US28-0042',
        evidence: 'e1',
        reason: 'a voter',
      },
    ]);
    await page.redraw(panel({ evidence: [base], mayRemove: () => false }));
    expect(page.host.textContent).not.toContain('Remove…');
  });
});
