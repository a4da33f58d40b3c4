import { refuse, type Refusal } from '@warroom/shared';

/** What JSON from outside may hold, checked before anything walks it recursively. */
export interface JsonLimits {
  /** Objects and arrays within one another. */
  depth: number;
  /** Members of all objects together. */
  keys: number;
  /** Entries of all arrays together. */
  items: number;
}

export const JSON_LIMITS: JsonLimits = { depth: 32, keys: 100_000, items: 100_000 };

/** Keys that could reach a prototype when an object is copied carelessly. */
const FORBIDDEN_KEYS: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

export type Parsed = { ok: true; value: unknown } | { ok: false; refusal: Refusal };

/**
 * Reads JSON from outside: depth is checked on the text before it is parsed, the rest on the value.
 * Refused as `malformed`: what is no JSON, deeper than `limits.depth`, larger than the other limits,
 * with keys that could reach a prototype, NUL, lone surrogates or numbers that are not finite.
 */
export function parseJson(text: string, limits: JsonLimits = JSON_LIMITS): Parsed {
  const deep = checkJsonText(text, limits);
  if (deep) return { ok: false, refusal: deep };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const why = error instanceof Error ? error.message.slice(0, 160) : 'unreadable';
    return { ok: false, refusal: refuse('malformed', `The body is not valid JSON: ${why}.`) };
  }
  const refusal = checkJsonValue(value, limits);
  return refusal ? { ok: false, refusal } : { ok: true, value };
}

const QUOTE = 34;
const BACKSLASH = 92;
const OPEN_ARRAY = 91;
const CLOSE_ARRAY = 93;
const OPEN_OBJECT = 123;
const CLOSE_OBJECT = 125;

/** Refuses a JSON text that nests deeper than `limits.depth`, in one pass without a stack. */
export function checkJsonText(text: string, limits: JsonLimits = JSON_LIMITS): Refusal | undefined {
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) {
      at = endOfString(text, at);
      if (at < 0) return undefined; // no end: JSON.parse will say so
    } else if (code === OPEN_ARRAY || code === OPEN_OBJECT) {
      depth += 1;
      if (depth > limits.depth) return tooDeep(limits);
    } else if (code === CLOSE_ARRAY || code === CLOSE_OBJECT) depth -= 1;
  }
  return undefined;
}

/** The place of the quote that ends the string begun at `start`, or -1. */
function endOfString(text: string, start: number): number {
  let end = text.indexOf('"', start + 1);
  while (end > 0) {
    let slashes = 0;
    while (text.charCodeAt(end - 1 - slashes) === BACKSLASH) slashes += 1;
    if (slashes % 2 === 0) return end;
    end = text.indexOf('"', end + 1);
  }
  return -1;
}

interface Frame {
  /** The members' names; undefined for an array. */
  keys: string[] | undefined;
  values: readonly unknown[];
  next: number;
}

/**
 * Checks a value that was parsed elsewhere (a socket frame). Walks with a stack of its own, so depth
 * cannot exhaust the call stack. Answers the first fault, with its path, or undefined.
 */
export function checkJsonValue(
  value: unknown,
  limits: JsonLimits = JSON_LIMITS,
): Refusal | undefined {
  const stack: Frame[] = [];
  let keys = 0;
  let items = 0;
  let current: unknown = value;
  for (;;) {
    const fault = faultOfLeaf(current);
    if (fault !== undefined) return malformed(`${fault}.`, stack);
    if (typeof current === 'object' && current !== null) {
      if (stack.length >= limits.depth) return tooDeep(limits);
      if (Array.isArray(current)) {
        items += current.length;
        if (items > limits.items)
          return malformed(`holds more than ${limits.items} list entries.`, stack);
        if (current.length > 0) stack.push({ keys: undefined, values: current, next: 0 });
      } else {
        const names = Object.keys(current);
        keys += names.length;
        if (keys > limits.keys) return malformed(`holds more than ${limits.keys} fields.`, stack);
        for (const name of names) {
          if (FORBIDDEN_KEYS.has(name))
            return malformed(`holds a field named ${name}, which is not allowed.`, stack);
          if (unfit(name)) return malformed('holds a field name that is not valid text.', stack);
        }
        if (names.length > 0) stack.push({ keys: names, values: Object.values(current), next: 0 });
      }
    }
    let frame = stack.at(-1);
    while (frame && frame.next >= frame.values.length) {
      stack.pop();
      frame = stack.at(-1);
    }
    if (!frame) return undefined;
    current = frame.values[frame.next];
    frame.next += 1;
  }
}

function faultOfLeaf(value: unknown): string | undefined {
  if (typeof value === 'string') {
    if (value.includes('\u0000')) return 'holds a NUL character; remove it';
    if (!wellFormed(value)) return 'holds half a surrogate pair, which is not valid Unicode';
  } else if (typeof value === 'number' && !Number.isFinite(value)) {
    return 'holds a number too large to be kept';
  }
  return undefined;
}

function unfit(text: string): boolean {
  return text.includes('\u0000') || !wellFormed(text);
}

/** String.prototype.isWellFormed (ES2024) is in every Node we run on; for plain Latin-1 it is free. */
function wellFormed(text: string): boolean {
  return (text as string & { isWellFormed(): boolean }).isWellFormed();
}

function tooDeep(limits: JsonLimits): Refusal {
  return refuse('malformed', `The JSON nests deeper than ${limits.depth} levels; flatten it.`);
}

function malformed(problem: string, stack: readonly Frame[]): Refusal {
  const path = stack
    .map(({ keys, next }) => (keys ? (keys[next - 1] ?? '') : String(next - 1)))
    .join('.');
  // A hostile name must not make the answer long.
  const place = path.replace(/\p{Cc}/gu, '?').slice(0, 200);
  const subject = place === '' ? 'The JSON' : place;
  return refuse('malformed', `${subject} ${problem}`, place === '' ? {} : { path: place });
}
