import { checkJsonText } from '../guard/json-guard.ts';
import { jsonFault } from './json-position.ts';
import { no } from './no.ts';
import type { No } from './no.ts';
import { utf8 } from './read-body.ts';

/** Deeper bodies are refused before they are parsed; each signal is held to the guard's own limit after. */
const BODY_DEPTH = { depth: 500, keys: Number.POSITIVE_INFINITY, items: Number.POSITIVE_INFINITY };

/** A body as JSON, or a 400 that says at which line and column it stops being it. */
export function parseBody(bytes: Uint8Array): { value: unknown } | { no: No } {
  const decoded = utf8(bytes);
  if ('no' in decoded) return decoded;
  const deep = checkJsonText(decoded.text, BODY_DEPTH);
  if (deep)
    return {
      no: {
        status: 400,
        refusal: {
          ...deep,
          message:
            'The JSON nests deeper than 500 levels; a signal may have 32. Nothing of this request was kept.',
        },
      },
    };
  try {
    return { value: JSON.parse(decoded.text) as unknown };
  } catch (error) {
    const fault = jsonFault(decoded.text);
    const where = fault
      ? `line ${fault.line}, column ${fault.column}: ${fault.reason}`
      : error instanceof Error
        ? error.message
        : 'unreadable';
    return {
      no: no(
        400,
        'malformed',
        `The body is not JSON (${where}). Nothing of this request was kept.`,
        fault ? { path: `${fault.line}:${fault.column}` } : {},
      ),
    };
  }
}

/** Whether a Content-Type is one of the accepted media types; parameters but a foreign charset are passed over. */
export function isMediaType(header: string | undefined, accepted: readonly string[]): boolean {
  if (header === undefined) return false;
  const [type, ...parameters] = header.toLowerCase().split(';');
  if (!accepted.includes((type ?? '').trim())) return false;
  return parameters.every((parameter) => {
    const [name, value] = parameter.split('=');
    return (
      name?.trim() !== 'charset' ||
      ['utf-8', 'utf8', 'us-ascii'].includes((value ?? '').trim().replaceAll('"', ''))
    );
  });
}
