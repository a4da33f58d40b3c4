import { createHash } from 'node:crypto';
import { z } from 'zod';
import { SignalInput } from '@warroom/shared';
import { wrongIn } from '../../guard/issue-words.ts';
import { bearer } from '../authorise.ts';
import {
  CONNECTOR_TEXT,
  defined,
  fitRaw,
  fitText,
  fitTime,
  jurisdictionOf,
  severityOf,
} from '../connector-fields.ts';
import type { Connector, ConnectorItem, ConnectorParse, ConnectorRequest } from '../connector.ts';
import { no } from '../no.ts';
import type { No } from '../no.ts';
import { parseBody } from '../parse-body.ts';
import { utf8 } from '../read-body.ts';
import type { Room } from '../../desk/room.ts';

/** The context attributes of CloudEvents 1.0.2, section "Required attributes"; extensions pass. */
const Event = z.looseObject({
  specversion: z.literal('1.0', { error: 'must be "1.0"' }),
  id: z.string({ error: 'is missing; each event needs an id' }).min(1, 'must not be empty'),
  source: z
    .string({ error: 'is missing; it names where the event comes from' })
    .min(1, 'must not be empty'),
  type: z.string({ error: 'is missing' }).min(1, 'must not be empty'),
  subject: z.string().optional(),
  time: z.string().optional(),
  datacontenttype: z.string().optional(),
  data: z.unknown().optional(),
  data_base64: z.string().optional(),
});
type Event = z.infer<typeof Event>;

const TAKEN = new Set(Object.keys(SignalInput.shape));

function isJson(type: string): boolean {
  return /^[^;]*[/+]json\s*(;|$)/i.test(type);
}

/** The event's data as a value, whichever of the two members holds it. */
function dataOf(event: Event): unknown {
  if (event.data_base64 === undefined) return event.data;
  const text = Buffer.from(event.data_base64, 'base64').toString('utf8');
  if (!isJson(event.datacontenttype ?? 'application/json')) return text;
  const parsed = parseBody(Buffer.from(text));
  return 'no' in parsed ? text : parsed.value;
}

/** `data.text` with the signal's other fields beside it; else the data itself as text. */
function itemOf(event: Event, room: Pick<Room, 'rules' | 'election'>): ConnectorItem {
  const data = dataOf(event);
  const id = `${event.source} ${event.id}`;
  const externalId =
    id.length <= 512 && fitText(id, 512) === id
      ? id
      : createHash('sha256').update(id).digest('base64url');
  const fields =
    typeof data === 'object' &&
    data !== null &&
    !Array.isArray(data) &&
    typeof (data as Record<string, unknown>)['text'] === 'string'
      ? (data as Record<string, unknown>)
      : undefined;
  const own = Object.fromEntries(
    Object.entries(fields ?? {}).filter(
      ([name]) => TAKEN.has(name) && name !== 'externalId' && name !== 'raw',
    ),
  );
  const rest = Object.fromEntries(
    Object.entries(fields ?? {}).filter(([name]) => !TAKEN.has(name)),
  );
  const written =
    typeof data === 'string'
      ? data
      : data === undefined || data === null
        ? ''
        : JSON.stringify(data);
  return {
    what: 'raise',
    externalId,
    input: defined({
      observedAt: fitTime(event.time),
      ...own,
      externalId,
      text: fields
        ? fields['text']
        : fitText(written, CONNECTOR_TEXT) ||
          [event.type, event.subject].filter(Boolean).join(': '),
      severity:
        own['severity'] === undefined
          ? undefined
          : (severityOf(own['severity']) ?? own['severity']),
      jurisdiction:
        own['jurisdiction'] === undefined
          ? undefined
          : (jurisdictionOf([own['jurisdiction']], room) ?? own['jurisdiction']),
      raw: fitRaw(
        defined({
          type: event.type,
          source: event.source,
          subject: event.subject,
          data: fields === undefined || Object.keys(rest).length === 0 ? undefined : rest,
        }),
      ),
    }),
  };
}

/** HTTP protocol binding 1.0.2, section 3.1.3.2: header values are percent-encoded UTF-8, also in quotes. */
function headerValue(value: string): string {
  const bare = /^".*"$/.test(value) ? value.slice(1, -1).replaceAll(/\\(.)/g, '$1') : value;
  try {
    return decodeURIComponent(bare.replaceAll(/%(?![\dA-Fa-f]{2})/g, '%25'));
  } catch {
    return bare;
  }
}

function binary({ headers, bytes }: ConnectorRequest): { value: unknown } | { no: No } {
  const attributes: Record<string, unknown> = {};
  for (const [name, value] of headers)
    if (name.startsWith('ce-')) attributes[name.slice(3)] = headerValue(value);
  const type = headers.get('content-type') ?? '';
  if (bytes.length === 0) return { value: attributes };
  if (isJson(type)) {
    const body = parseBody(bytes);
    return 'no' in body
      ? body
      : { value: { ...attributes, datacontenttype: type, data: body.value } };
  }
  if (!/^text\//i.test(type))
    return {
      no: no(
        415,
        'malformed',
        `The data of an event is taken as JSON or text, not as ${type === '' ? 'a body without a Content-Type' : type}.`,
      ),
    };
  const text = utf8(bytes);
  return 'no' in text ? text : { value: { ...attributes, datacontenttype: type, data: text.text } };
}

function eventsOf(
  request: ConnectorRequest,
): { events: readonly unknown[]; many: boolean } | { no: No } {
  const type = (request.headers.get('content-type') ?? '').toLowerCase();
  if (type.startsWith('application/cloudevents-batch+json')) {
    const body = parseBody(request.bytes);
    if ('no' in body) return body;
    return Array.isArray(body.value)
      ? { events: body.value as unknown[], many: true }
      : { no: no(400, 'malformed', 'A batch of CloudEvents is a JSON array.') };
  }
  if (type.startsWith('application/cloudevents+json')) {
    const body = parseBody(request.bytes);
    return 'no' in body ? body : { events: [body.value], many: false };
  }
  if (type.startsWith('application/cloudevents'))
    return {
      no: no(415, 'malformed', `CloudEvents are taken in the JSON format, not as ${type}.`),
    };
  if (!request.headers.has('ce-specversion')) {
    return {
      no: no(
        415,
        'malformed',
        'Send a CloudEvent in binary mode (headers ce-id, ce-source, ce-type, ce-specversion: 1.0) or as application/cloudevents+json or application/cloudevents-batch+json.',
      ),
    };
  }
  const event = binary(request);
  return 'no' in event ? event : { events: [event.value], many: false };
}

/** CloudEvents 1.0 over HTTP in all three modes. */
export const connector: Connector = {
  id: 'cloudevents',
  title: 'CloudEvents 1.0',
  routes: ['/cloudevents'],
  mediaTypes: ['*'],
  notes: [
    'Binary mode (ce-* headers, percent-decoded), structured (application/cloudevents+json) and batched (application/cloudevents-batch+json, at most 1,000).',
    'id and source together make the external id; the same twice is a duplicate.',
    'data.text is the text, with any other field of a signal beside it; other data is taken as text, JSON as it is written. What else data holds is kept under raw.',
    'time is when it was observed.',
  ],
  example: {
    specversion: '1.0',
    id: 'a-1',
    source: '/monitoring/social',
    type: 'org.example.post',
    time: '2028-11-07T18:14:05Z',
    data: {
      text: 'People say the school is closed',
      url: 'https://example.org/p/1',
      language: 'en',
      jurisdiction: 'AZ',
    },
  },
  keyIn: 'header',
  key: ({ headers }) => bearer(headers.get('authorization') ?? undefined),
  parse(request, room): ConnectorParse {
    const found = eventsOf(request);
    if ('no' in found) return found;
    const items: ConnectorItem[] = [];
    for (const [index, value] of found.events.entries()) {
      const parsed = Event.safeParse(value);
      if (!parsed.success) {
        const wrong = wrongIn(parsed.error, value);
        const path = [...(found.many ? [index] : []), wrong.path].filter(String).join('.');
        return {
          no: no(
            400,
            'malformed',
            `This is no CloudEvent 1.0: ${path === '' ? 'the event' : path} ${wrong.words}. Nothing of this request was kept.`,
            { path },
          ),
        };
      }
      items.push(itemOf(parsed.data, room));
    }
    return { items };
  },
};
