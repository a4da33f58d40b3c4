import { createHash } from 'node:crypto';
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
import type { Room } from '../../desk/room.ts';

const words = z.record(z.string(), z.string()).default({});

/** One alert of the webhook, https://prometheus.io/docs/alerting/latest/configuration/#webhook_config. */
const Alert = z.looseObject({
  status: z.enum(['firing', 'resolved']),
  labels: words,
  annotations: words,
  startsAt: z.string(),
  endsAt: z.string().optional(),
  generatorURL: z.string().optional(),
  fingerprint: z.string().max(200).optional(),
});
type Alert = z.infer<typeof Alert>;

/** Fields that later versions add are passed over; version 4 has been the only one since 2017. */
const Delivery = z.looseObject({
  version: z.literal('4', {
    error: 'must be "4": the webhook format of Alertmanager 0.14 and later',
  }),
  status: z.string().optional(),
  receiver: z.string().optional(),
  externalURL: z.string().optional(),
  truncatedAlerts: z.number().optional(),
  alerts: z.array(Alert).max(1000),
});

/** What an alert says: its summary and description, else its name and labels. */
function textOf({ labels, annotations }: Alert): string {
  const said = [
    annotations['summary'] ?? annotations['title'],
    annotations['description'] ?? annotations['message'],
  ]
    .map((part) => part?.trim() ?? '')
    .filter((part, index, parts) => part !== '' && parts.indexOf(part) === index);
  if (said.length > 0) return said.join('\n');
  const rest = Object.entries(labels).filter(
    ([name]) => name !== 'alertname' && name !== 'severity',
  );
  return [
    labels['alertname'] ?? 'Alert',
    rest.map(([name, value]) => `${name}=${value}`).join(', '),
  ]
    .filter((part) => part !== '')
    .join(': ');
}

/** The fingerprint is that of the labels; with its start it names one firing of the alert. */
function externalIdOf(alert: Alert): string {
  const fingerprint =
    alert.fingerprint ??
    createHash('sha256')
      .update(JSON.stringify(Object.entries(alert.labels).toSorted(([a], [b]) => (a < b ? -1 : 1))))
      .digest('hex')
      .slice(0, 16);
  return fitText(`${fingerprint}@${alert.startsAt}`, 512);
}

function itemOf(alert: Alert, room: Pick<Room, 'rules' | 'election'>): ConnectorItem {
  const externalId = externalIdOf(alert);
  if (alert.status === 'resolved') return { input: null, externalId, what: 'over' };
  const { labels } = alert;
  const category = labels['category'];
  return {
    what: 'raise',
    externalId,
    input: defined({
      externalId,
      text: fitText(textOf(alert), CONNECTOR_TEXT) || 'Alert without a name',
      observedAt: fitTime(alert.startsAt),
      url: fitUrl(alert.generatorURL),
      channel: 'alert',
      severity: severityOf(labels['severity'] ?? labels['priority']),
      category: category !== undefined && room.rules.hasCategory(category) ? category : undefined,
      jurisdiction: jurisdictionOf(
        [labels['jurisdiction'], labels['state'], labels['county'], labels['region']],
        room,
      ),
      raw: fitRaw({
        labels,
        annotations: alert.annotations,
        fingerprint: alert.fingerprint ?? null,
        startsAt: alert.startsAt,
      }),
    }),
  };
}

/** The webhook of Prometheus Alertmanager, format version 4. */
export const connector: Connector = {
  id: 'alertmanager',
  title: 'Prometheus Alertmanager webhook (version 4)',
  routes: ['/alertmanager'],
  mediaTypes: ['application/json'],
  notes: [
    'Give the key in http_config: authorization: credentials; send_resolved: true (the default) shows when an alert is over.',
    'Each firing alert is one signal, known by fingerprint and startsAt: repeated notifications are duplicates, the next firing is a new signal.',
    'The text is the annotations summary and description, else the alert name and its labels; generatorURL is the address.',
    'The label severity becomes: critical or page S1; high or error S2; warning S3; low S4; info or none S5; sev1 to sev5, p1 to p5 and S1 to S5 likewise; others none.',
    'The labels jurisdiction, state, county or region name the jurisdiction where the election knows it, by id, code or name; the label category names the category.',
    'A resolved alert marks its signal; one that was never seen firing is accepted and leaves nothing behind.',
    'Too much at once is answered 503, never 429: Alertmanager drops what is answered 429.',
  ],
  example: {
    version: '4',
    status: 'firing',
    receiver: 'warroom',
    alerts: [
      {
        status: 'firing',
        labels: { alertname: 'ResultsSiteSlow', severity: 'warning', jurisdiction: 'AZ' },
        annotations: { summary: 'The results site answers in 9 s', description: 'Usual is 0.3 s.' },
        startsAt: '2028-11-07T18:14:05.119Z',
        endsAt: '0001-01-01T00:00:00Z',
        generatorURL: 'https://prometheus.example.org/graph?g0.expr=up',
        fingerprint: 'f480ddb109c1d34f',
      },
    ],
  },
  keyIn: 'header',
  key: ({ headers }) => bearer(headers.get('authorization') ?? undefined),
  parse({ bytes }, room) {
    const body = parseBody(bytes);
    if ('no' in body) return body;
    const parsed = Delivery.safeParse(body.value);
    if (parsed.success) return { items: parsed.data.alerts.map((alert) => itemOf(alert, room)) };
    const { path, words } = wrongIn(parsed.error, body.value);
    return {
      no: no(
        400,
        'malformed',
        `This is no Alertmanager webhook of version 4: ${path === '' ? 'the body' : path}: ${words}.`,
        { path },
      ),
    };
  },
};
