/** Where and why a text stops being JSON; line and column count from 1. */
export interface JsonFault {
  line: number;
  column: number;
  reason: string;
}

const WORDS = ['true', 'false', 'null'];
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
// A string up to its closing quote; control characters have to be escaped (RFC 8259, section 7).
const STRING = /"(?:[^"\\\u0000-\u001F]|\\(?:["\\/bfnrt]|u[\dA-Fa-f]{4}))*/y;

/**
 * Finds what is wrong with a text that JSON.parse refused, since Node names no position in most of its
 * messages. Iterative, so nesting can't exhaust the stack. Undefined where the text is JSON after all.
 */
export function jsonFault(text: string): JsonFault | undefined {
  const open: ('{' | '[')[] = [];
  let at = skipSpace(text, 0);
  let expect: 'value' | 'first' | 'name' | 'first-name' | 'next' = 'value';
  const fault = (where: number, reason: string): JsonFault => {
    const before = text.slice(0, where);
    const lineStart = before.lastIndexOf('\n') + 1;
    return { line: before.split('\n').length, column: where - lineStart + 1, reason };
  };
  for (;;) {
    const char = text[at];
    if (expect === 'next' && open.length === 0)
      return char === undefined
        ? undefined
        : fault(at, 'something follows after the end of the JSON value');
    if (char === undefined)
      return fault(
        at,
        at === 0 || text.trim() === ''
          ? 'the body is empty'
          : `the text ends in the middle of ${inside(open.at(-1))}`,
      );
    if (expect === 'next') {
      const kind = open.at(-1);
      if (char === ',') expect = kind === '{' ? 'name' : 'value';
      else if (char === (kind === '{' ? '}' : ']')) open.pop();
      else
        return fault(
          at,
          `expected a comma or ${kind === '{' ? '}' : ']'} here, found ${shown(char)}`,
        );
      at = skipSpace(text, at + 1);
      continue;
    }
    if ((expect === 'first-name' && char === '}') || (expect === 'first' && char === ']')) {
      open.pop();
      expect = 'next';
      at = skipSpace(text, at + 1);
      continue;
    }
    if (expect === 'name' || expect === 'first-name') {
      const name = stringAt(text, at);
      if (name === undefined)
        return fault(at, `expected a field's name in double quotes here, found ${shown(char)}`);
      if (!name.closed) return fault(name.end, stringFault(text, name.end));
      const colon = skipSpace(text, name.end);
      if (text[colon] !== ':') return fault(colon, "expected a colon after the field's name");
      at = skipSpace(text, colon + 1);
      expect = 'value';
      continue;
    }
    if (char === '{' || char === '[') {
      open.push(char);
      expect = char === '{' ? 'first-name' : 'first';
      at = skipSpace(text, at + 1);
      continue;
    }
    const scalar = scalarAt(text, at);
    if (scalar === undefined) return fault(at, `expected a value here, found ${shown(char)}`);
    if (!scalar.closed) return fault(scalar.end, stringFault(text, scalar.end));
    at = skipSpace(text, scalar.end);
    expect = 'next';
  }
}

function skipSpace(text: string, from: number): number {
  let at = from;
  while (text[at] === ' ' || text[at] === '\n' || text[at] === '\r' || text[at] === '\t') at += 1;
  return at;
}

/** Just after the string's closing quote, or where it goes wrong; undefined where no string starts. */
function stringAt(text: string, at: number): { end: number; closed: boolean } | undefined {
  STRING.lastIndex = at;
  const match = STRING.exec(text);
  if (!match) return undefined;
  const end = at + match[0].length;
  return text[end] === '"' ? { end: end + 1, closed: true } : { end, closed: false };
}

function scalarAt(text: string, at: number): { end: number; closed: boolean } | undefined {
  if (text[at] === '"') return stringAt(text, at);
  const word = WORDS.find((candidate) => text.startsWith(candidate, at));
  if (word !== undefined) return { end: at + word.length, closed: true };
  NUMBER.lastIndex = at;
  const match = NUMBER.exec(text);
  return match ? { end: at + match[0].length, closed: true } : undefined;
}

function stringFault(text: string, at: number): string {
  const char = text[at];
  if (char === undefined) return 'the text ends in the middle of a string';
  if (char === '\\') return 'this backslash starts no escape that JSON knows';
  return 'a control character (a line break or tab, say) stands in a string; write it as \\n or \\t';
}

function inside(kind: '{' | '[' | undefined): string {
  return kind === '{' ? 'an object' : kind === '[' ? 'an array' : 'a value';
}

function shown(char: string): string {
  return char < ' ' ? 'a control character' : `"${char}"`;
}
