import { CONNECTORS } from '../connector-routes.ts';
import type { Connector } from '../connector.ts';
import { INTAKE_LIMITS } from '../limits.ts';
import { BY_KEY, BY_SESSION, ELECTION, json, nos, query, ref } from './parts.ts';
import type { Operation, Paths } from './parts.ts';

/** Posting signals, and reading them. */
export function intakePaths(): Paths {
  const { bodyBytes, signalBytes, signalsPerRequest, signalsPerSecond } = INTAKE_LIMITS;
  return {
    '/api/elections/{election}/signals': {
      post: {
        operationId: 'postSignals',
        tags: ['Intake'],
        summary: 'Post signals',
        description: `One signal or an array of at most ${signalsPerRequest}; ${signalBytes / 1024} kB a signal, ${bodyBytes / 1_048_576} MB a request, ${signalsPerSecond.toLocaleString('en-US')} signals a second and key. Answered when all that was accepted is durable. In an array each bad signal is rejected by its index and the others are taken; a bad signal sent alone is answered 400. The same externalId from the same source is a duplicate, however often and however parallel it comes.`,
        security: BY_KEY,
        parameters: [ELECTION],
        requestBody: {
          required: true,
          content: {
            'application/json': {
              schema: {
                oneOf: [
                  ref('SignalInput'),
                  { type: 'array', maxItems: signalsPerRequest, items: ref('SignalInput') },
                ],
              },
              example: [
                {
                  externalId: 'post-4711',
                  observedAt: '2028-11-07T18:14:05Z',
                  text: 'Line around the block at the library, two hours',
                  url: 'https://example.org/p/4711',
                  language: 'en',
                  channel: 'post',
                  jurisdiction: 'US-AZ',
                },
              ],
            },
          },
        },
        responses: {
          '202': { description: 'Durable', content: json('IntakeAnswer') },
          ...nos('400', '401', '403', '404', '413', '415', '503', '507'),
        },
      },
      get: {
        operationId: 'listSignals',
        tags: ['Desk'],
        summary: 'Page through signals, newest first',
        security: BY_SESSION,
        parameters: [
          ELECTION,
          query('state', { type: 'string', enum: ['undecided', 'linked', 'dismissed', 'all'] }),
          query(
            'q',
            { type: 'string' },
            'A search as typed on the board: words, "phrases" and fields like sev:S1',
          ),
          ...['source', 'jurisdiction', 'category', 'severity', 'language', 'incident'].map(
            (name) => query(name, { type: 'string' }),
          ),
          query('before', { type: 'string' }, 'The cursor `next` of the page before'),
          query('limit', { type: 'integer', maximum: 200 }),
        ],
        responses: {
          '200': { description: 'items, next, total', content: json('View') },
          ...nos('401', '403', '404'),
        },
      },
    },
  };
}

/** The connectors, each with its own notes and example. */
export function connectorPaths(): Paths {
  const operation = (connector: Connector, path: string, index: number): Operation => ({
    operationId: index === 0 ? connector.id : `${connector.id}${index + 1}`,
    tags: ['Connectors'],
    summary: connector.title,
    description: connector.notes.join('\n'),
    // PagerDuty's senders put the key in the body.
    security: connector.keyIn === 'header' ? BY_KEY : [...BY_KEY, {}],
    parameters: path.includes('{election}') ? [ELECTION] : [],
    requestBody: {
      required: true,
      content: {
        [connector.mediaTypes.includes('*')
          ? 'application/json'
          : (connector.mediaTypes[0] ?? 'application/json')]: {
          schema: { type: 'object' },
          example: connector.example,
        },
      },
    },
    responses: {
      '202': {
        description: 'Durable',
        content: connector.answer
          ? { 'application/json': { schema: { type: 'object' } } }
          : json('ConnectorAnswer'),
      },
      ...nos('400', '401', '403', '404', '413', '415', '503', '507'),
    },
  });
  return Object.fromEntries(
    CONNECTORS.flatMap((connector) =>
      connector.routes.map((route, index) => {
        const path = `/api/elections/{election}${route}`;
        return [path, { post: operation(connector, path, index) }] as const;
      }),
    ),
  );
}
