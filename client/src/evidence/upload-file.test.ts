import { describe, expect, it } from 'vitest';
import { uploadFile } from './upload-file.ts';

const NOTHING: unknown = null;

/** A request that does what it is told, as far as uploading looks at it. */
function request() {
  const target = new EventTarget();
  return Object.assign(target, {
    upload: new EventTarget(),
    headers: new Map<string, string>(),
    opened: [] as string[],
    sent: NOTHING,
    timeout: 0,
    status: 0,
    responseText: '',
    open(method: string, path: string) {
      this.opened = [method, path];
    },
    setRequestHeader(name: string, value: string) {
      this.headers.set(name, value);
    },
    send(body: unknown) {
      this.sent = body;
    },
    abort() {
      target.dispatchEvent(new Event('abort'));
    },
    answer(status: number, text: string) {
      this.status = status;
      this.responseText = text;
      target.dispatchEvent(new Event('load'));
    },
  });
}

function upload(file: File) {
  const under = request();
  const shares: number[] = [];
  const sent = uploadFile({
    election: 'us-general',
    file,
    onProgress: (share) => shares.push(share),
    open: () => under as unknown as XMLHttpRequest,
  });
  return { under, shares, ...sent };
}

describe('uploading', () => {
  it('[EV22] sends the bytes with their name, tells how far it is, and what the server made of it', async () => {
    const file = new File(['x'], 'Zürich \uD800 1.pdf');
    const { under, shares, done } = upload(file);
    expect(under.opened).toEqual(['POST', '/api/elections/us-general/uploads']);
    expect(under.headers.get('x-file-name')).toBe('Z%C3%BCrich%20_%201.pdf');
    expect(under.sent).toBe(file);
    under.upload.dispatchEvent(Object.assign(new Event('progress'), { loaded: 1, total: 4 }));
    expect(shares).toEqual([0.25]);
    under.answer(200, '{"upload":"t"}');
    expect(await done).toEqual({ kind: 'uploaded', file: { upload: 't' } });
  });

  it.each([
    [
      507,
      '{"error":{"message":"The disk of the server is full."}}',
      'The disk of the server is full.',
    ],
    [413, '<html>too large</html>', 'A proxy before the server'],
    [500, '', 'The server did not take the file (500)'],
    [200, '<html>a captive portal</html>', 'The server did not take the file (200)'],
  ])('[EV22] %i with %j is told in words', async (status, text, words) => {
    const { under, done } = upload(new File(['x'], 'a'));
    under.answer(status, text);
    const outcome = await done;
    expect(outcome.kind === 'failed' ? outcome.message : '').toContain(words);
  });

  it('[EV22] a line that breaks and a cancelled upload end it', async () => {
    const broken = upload(new File(['x'], 'a'));
    broken.under.dispatchEvent(new Event('error'));
    expect(await broken.done).toMatchObject({ kind: 'failed' });
    const cancelled = upload(new File(['x'], 'a'));
    cancelled.cancel();
    expect(await cancelled.done).toEqual({ kind: 'cancelled' });
  });

  it('[EV22] what the server would refuse is not sent at all', async () => {
    for (const bytes of [new Uint8Array(0), new Uint8Array(25_000_001)]) {
      const { under, done } = upload(new File([bytes], 'a'));
      expect(await done).toMatchObject({ kind: 'failed' });
      expect(under.sent).toBeNull();
    }
  });
});
