import { isUtf8 } from 'node:buffer';

const HTML =
  /^(?:\s|<!--[\s\S]*?-->|<\?xml[^>]*>)*<(?:!doctype\s+html|html|head|body|script|iframe|h1|div|font|table|a|style|title|b|br|p|img|meta|link|form|object|embed|base)\b/i;
const SVG = /<(?:\w+:)?svg[\s>/]/i;
const MAIL_FIELD =
  /^(Return-Path|Received|Delivered-To|Message-ID|MIME-Version|From|To|Subject|Date|DKIM-Signature|Content-Type|X-[\w-]+):/i;

/** The text that the first bytes of a file hold, or undefined when they are none (or not in Unicode). */
export function textIn(head: Buffer, isWhole: boolean): string | undefined {
  const wide = wideText(head);
  if (wide !== undefined) return wide;
  if (head.includes(0)) return undefined;
  // What was cut off may end within a character.
  for (let cut = 0; cut <= (isWhole ? 0 : 3); cut += 1)
    if (isUtf8(head.subarray(0, head.length - cut)))
      return decoded('utf-8', head.subarray(0, head.length - cut));
  return undefined;
}

/** Whether this is text in UTF-16, by its byte-order mark and by holding nothing but text. */
export function isWide(head: Buffer): boolean {
  return wideText(head) !== undefined;
}

function wideText(head: Buffer): string | undefined {
  const mark = head.length < 2 ? 0 : head.readUInt16BE(0);
  if (mark !== 0xfffe && mark !== 0xfeff) return undefined;
  const even = head.subarray(0, Math.min(head.length, 8192) & ~3);
  const text = decoded(mark === 0xfffe ? 'utf-16le' : 'utf-16be', even);
  return /[^\P{Cc}\t\r\n\f]|\uFFFD/u.test(text.slice(0, -1)) ? undefined : text;
}

function decoded(encoding: string, bytes: Buffer): string {
  return new TextDecoder(encoding).decode(bytes);
}

/** What kind of text it is, judged by its beginning. What could be drawn by a browser comes first. */
export function textKind(text: string, isWhole: boolean): string {
  if (HTML.test(text)) return 'text/html';
  if (SVG.test(text) && text.trimStart().startsWith('<')) return 'image/svg+xml';
  if (/^\s*<\?xml\s/.test(text)) return 'application/xml';
  if (isMail(text)) return 'message/rfc822';
  if (isJson(text, isWhole)) return 'application/json';
  return isCsv(text, isWhole) ? 'text/csv' : 'text/plain';
}

/** At least three fields of a header (RFC 5322), before anything else. */
function isMail(text: string): boolean {
  let fields = 0;
  for (const line of text.slice(0, 20_000).split(/\r?\n/)) {
    if (line === '') break;
    if (/^[ \t]/.test(line)) continue;
    if (!/^[\w-]+:/.test(line)) return false;
    if (MAIL_FIELD.test(line)) fields += 1;
  }
  return fields >= 3;
}

function isJson(text: string, isWhole: boolean): boolean {
  if (!/^\s*(?:\{\s*["}]|\[\s*[[{"\d\]tfn-])/.test(text)) return false;
  if (!isWhole) return true;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Rows with the same number of the same separator, more than one of them. */
function isCsv(text: string, isWhole: boolean): boolean {
  const lines = text.split(/\r?\n/).slice(0, 12);
  if (!isWhole) lines.pop();
  const rows = lines.filter((line) => line.trim() !== '').slice(0, 10);
  if (rows.length < 2) return false;
  return [',', ';', '\t'].some((separator) => {
    const counts = new Set(
      rows.map((row) => row.replaceAll(/"[^"]*"/g, '').split(separator).length - 1),
    );
    return counts.size === 1 && !counts.has(0);
  });
}
