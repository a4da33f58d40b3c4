import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { wrongIn } from '../../guard/issue-words.ts';
import { bearer } from '../authorise.ts';
import {
  CONNECTOR_TEXT,
  defined,
  fitRaw,
  fitText,
  fitTime,
  fitUrl,
  jurisdictionOf,
  severityOf,
} from '../connector-fields.ts';
import type { Connector, ConnectorItem } from '../connector.ts';
import { no } from '../no.ts';
import { parseBody } from '../parse-body.ts';

/** https://developer.pagerduty.com/api-reference/368ae3d938c9e-send-an-event-to-pager-duty */
const dedupKey = z.string().max(255, "'dedup_key' is longer than 255 characters").nullish();
const Event = z.discriminatedUnion(
  'event_action',
  [
    z.looseObject({
      event_action: z.literal('trigger'),
      dedup_key: dedupKey,
      payload: z.looseObject(
        {
          summary: z
            .string({ error: "'payload.summary' is missing or blank" })
            .trim()
            .min(1, "'payload.summary' is missing or blank"),
          source: z
            .string({ error: "'payload.source' is missing or blank" })
            .min(1, "'payload.source' is missing or blank"),
          severity: z.enum(['critical', 'error', 'warning', 'info'], {
            error:
              "'payload.severity' is invalid (must be one of the following: 'critical', 'warning', 'error' or 'info')",
          }),
          timestamp: z.string().nullish(),
          component: z.string().nullish(),
          group: z.string().nullish(),
          class: z.string().nullish(),
          custom_details: z.unknown().optional(),
        },
        { error: "'payload' is missing or blank" },
      ),
      links: z.array(z.looseObject({ href: z.string(), text: z.string().optional() })).nullish(),
      client: z.string().nullish(),
      client_url: z.string().nullish(),
    }),
    z.looseObject({
      event_action: z.enum(['acknowledge', 'resolve']),
      dedup_key: z
        .string({ error: "'dedup_key' is missing or blank" })
        .min(1, "'dedup_key' is missing or blank")
        .max(255),
    }),
  ],
  {
    error:
      "'event_action' is missing or invalid (must be one of the following: 'trigger', 'acknowledge' or 'resolve')",
  },
);
type Trigger = Extract<z.infer<typeof Event>, { event_action: 'trigger' }>;

function textOf({ payload }: Trigger): string {
  const about = [payload.component, payload.group, payload.class]
    .filter((part) => typeof part === 'string' && part !== '')
    .join(', ');
  return `${payload.summary}\n${payload.source}${about === '' ? '' : ` (${about})`}`;
}

/** PagerDuty's Events API, version 2: any program that can page can send here instead. */
export const connector: Connector = {
  id: 'pagerduty',
  title: 'PagerDuty Events API v2',
  routes: ['/pagerduty', '/v2/enqueue', '/pagerduty/v2/enqueue'],
  mediaTypes: ['*'],
  notes: [
    'The intake key stands as routing_key in the body, as a PagerDuty integration key would; an Authorization header is taken as well.',
    'trigger raises a signal, known by dedup_key (one is made and answered where none is given); triggered again it is a duplicate, after a resolve it is a new signal.',
    'resolve marks the signal; acknowledge is accepted and leaves nothing behind, because acknowledging is done on the board.',
    'Severity becomes: critical S1, error S2, warning S3, info S5.',
  ],
  example: {
    routing_key: '<intake key>',
    event_action: 'trigger',
    dedup_key: 'results-site-down',
    payload: {
      summary: 'The results site does not answer',
      source: 'probe-3',
      severity: 'critical',
      timestamp: '2028-11-07T18:14:05Z',
    },
  },
  keyIn: 'body',
  key({ headers, bytes }) {
    const body = parseBody(bytes);
    const key =
      'no' in body || typeof body.value !== 'object' || body.value === null
        ? undefined
        : (body.value as Record<string, unknown>)['routing_key'];
    return typeof key === 'string' && key !== ''
      ? key
      : bearer(headers.get('authorization') ?? undefined);
  },
  parse({ bytes }, room) {
    const body = parseBody(bytes);
    if ('no' in body) return body;
    const parsed = Event.safeParse(body.value);
    if (!parsed.success) {
      const { path, words } = wrongIn(parsed.error, body.value);
      // PagerDuty's own words name the field themselves.
      const said = path === '' || words.startsWith("'") ? words : `'${path}' ${words}`;
      return { no: no(400, 'malformed', said, { path }) };
    }
    const event = parsed.data;
    if (event.event_action !== 'trigger') {
      return {
        items: [
          {
            input: null,
            externalId: event.dedup_key,
            what: event.event_action === 'resolve' ? 'over' : 'none',
            reusesIds: true,
          },
        ],
      };
    }
    const externalId =
      event.dedup_key === null || event.dedup_key === undefined || event.dedup_key === ''
        ? randomUUID().replaceAll('-', '')
        : event.dedup_key;
    const { routing_key: _secret, ...sent } = event;
    const item: ConnectorItem = {
      what: 'raise',
      externalId,
      reusesIds: true,
      input: defined({
        externalId,
        text: fitText(textOf(event), CONNECTOR_TEXT),
        observedAt: fitTime(event.payload.timestamp),
        url: [event.client_url, ...(event.links ?? []).map((link) => link.href)]
          .map(fitUrl)
          .find((url) => url !== undefined),
        channel: 'alert',
        severity: severityOf(event.payload.severity),
        jurisdiction: jurisdictionOf([event.payload.group, event.payload.component], room),
        raw: fitRaw(sent),
      }),
    };
    return { items: [item] };
  },
  answer(outcome, items) {
    const [wrong] = outcome.rejected;
    if (wrong)
      return {
        status: 400,
        body: invalid([`'${wrong.path === '' ? 'event' : wrong.path}' ${wrong.reason}`]),
      };
    return {
      status: 202,
      body: { status: 'success', message: 'Event processed', dedup_key: items[0]?.externalId },
    };
  },
  refusal: (wrong) => ({ body: { ...invalid([wrong.refusal.message]), error: wrong.refusal } }),
};

/** An error as PagerDuty's clients expect it. */
function invalid(errors: string[]): Record<string, unknown> {
  return { status: 'invalid event', message: 'Event object is invalid', errors };
}
