import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { servedAs, sniffed } from './sniff.ts';

const of = (text: string | Buffer, more = 0): Promise<string> => {
  const head = Buffer.from(text);
  return sniffed(head, head.length + more);
};

describe('what a file is', () => {
  it.each([
    ['%PDF-1.7\n%âãÏÓ', 'application/pdf'],
    ['PK\u0003\u0004\u0014\u0000\u0000\u0000', 'application/zip'],
    ['MZ\u0090\u0000\u0003\u0000\u0000\u0000', 'application/x-msdownload'],
    ['<!DOCTYPE html><p>x', 'text/html'],
    ['  <!-- a --> <HTML lang=en>', 'text/html'],
    ['\uFEFF<script>alert(1)</script>', 'text/html'],
    ['<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"/>', 'text/html'],
    ['<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', 'image/svg+xml'],
    ['<?xml version="1.0"?>\n<!DOCTYPE svg>\n<svg:svg xmlns:svg="x"/>', 'image/svg+xml'],
    ['<?xml version="1.0"?><rss/>', 'application/xml'],
    ['{"a": [1, 2]}', 'application/json'],
    ['[{"a": 1}]', 'application/json'],
    ['{"a": [1, 2', 'text/plain'],
    ['[note] not JSON', 'text/plain'],
    ['id,author,text\n1,Ana,"one, two"\n2,Bo,x\n', 'text/csv'],
    ['id;text\r\n1;x\r\n', 'text/csv'],
    ['id\ttext\n1\tx\n', 'text/csv'],
    ['One line, with a comma', 'text/plain'],
    ['Dear all,\nthe polls open at 7.\n', 'text/plain'],
    [
      'Received: from a\r\n by b\r\nFrom: a@example.org\r\nSubject: polls\r\nDate: x\r\n\r\n<html>',
      'message/rfc822',
    ],
    ['Note: to self\nFrom: me', 'text/plain'],
    ['\u0000\u0001\u0002\u0003binary', 'application/octet-stream'],
  ])('[EV8] %j is %s', async (text, mime) => {
    expect(await of(text)).toBe(mime);
  });

  it('[EV8] pictures are told by their bytes, whatever follows them', async () => {
    const blank = sharp({ create: { width: 2, height: 2, channels: 3, background: 'red' } });
    for (const kind of ['png', 'jpeg', 'webp', 'gif', 'avif', 'tiff'] as const) {
      const bytes = await blank.clone().toFormat(kind).toBuffer();
      expect(await of(Buffer.concat([bytes, Buffer.from('<script>')]))).toBe(`image/${kind}`);
    }
  });

  it('[EV8] text in UTF-16 is text, and a character that was cut in two is none that is broken', async () => {
    expect(await of(Buffer.from('\uFEFFwas auch immer', 'utf16le'))).toBe('text/plain');
    expect(await of(Buffer.from('naïve ü').subarray(0, -1), 10)).toBe('text/plain');
    expect(await of(Buffer.from('naïve ü').subarray(0, -1))).toBe('application/octet-stream');
  });

  it('[EV9] what a browser could run or draw as a page is served as bytes', () => {
    for (const mime of [
      'text/html',
      'image/svg+xml',
      'application/xml',
      'application/xhtml+xml',
      'text/javascript',
      'application/x-shockwave-flash',
      'multipart/related',
      '',
    ])
      expect(servedAs(mime)).toBe('application/octet-stream');
    expect(servedAs('image/png')).toBe('image/png');
    expect(servedAs('text/csv')).toBe('text/csv; charset=utf-8');
  });
});
