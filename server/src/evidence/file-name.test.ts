import { describe, expect, it } from 'vitest';
import { attachmentNamed, cleanFileName, decodedFileName } from './file-name.ts';

describe('names of files', () => {
  it.each([
    ['flyer.pdf', 'flyer.pdf'],
    ['../../etc/passwd', 'passwd'],
    ['C:\\Users\\ana\\flyer.pdf', 'flyer.pdf'],
    ['..', 'file'],
    ['.htaccess', 'htaccess'],
    ['', 'file'],
    ['////', 'file'],
    ['photo\u202Egpj.exe', 'photogpj.exe'],
    ['a\u0000b\u0007\r\nc.txt', 'abc.txt'],
    ['zero\u200Bwidth\uFEFF.txt', 'zerowidth.txt'],
    ['a<b>:"c|d?*.txt', 'a_b___c_d__.txt'],
    ['Zür\u0069\u0308ch  Wahl.csv', 'Zürïch Wahl.csv'],
    ['report. . ', 'report'],
  ])('[EV3] %j becomes %j', (raw, clean) => {
    expect(cleanFileName(raw)).toBe(clean);
  });

  it('[EV3] stay within 200 characters and keep their ending', () => {
    const long = cleanFileName(`${'x'.repeat(500)}.pdf`);
    expect(long).toHaveLength(200);
    expect(long.endsWith('x.pdf')).toBe(true);
    const wide = cleanFileName(`${'選'.repeat(300)}.png`);
    expect(Buffer.byteLength(wide)).toBeLessThanOrEqual(360);
    expect(wide.endsWith('選.png')).toBe(true);
    expect(cleanFileName('😀'.repeat(300))).not.toMatch(/\p{Cs}/u);
  });

  it('[EV3] come percent-encoded, or not at all', () => {
    expect(decodedFileName('Z%C3%BCrich.pdf')).toBe('Zürich.pdf');
    expect(decodedFileName('%E0%A4%A')).toBeUndefined();
  });

  it('[EV9] go out so that no reader can be talked into more', () => {
    expect(attachmentNamed('flyer.pdf')).toBe(
      `attachment; filename="flyer.pdf"; filename*=UTF-8''flyer.pdf`,
    );
    expect(attachmentNamed(`Zürich "x" (1)'s.pdf`)).toBe(
      `attachment; filename="Z_rich _x_ (1)'s.pdf"; filename*=UTF-8''Z%C3%BCrich%20%22x%22%20%281%29%27s.pdf`,
    );
  });
});
