import { Command, ImportPlan, ImportReading, ImportStart, Refusal, SignalInput } from '@warroom/shared';
import { z } from 'zod';
import { CONNECTORS } from '../connector-routes.ts';
import type { Connector } from '../connector.ts';
import { INTAKE_LIMITS } from '../limits.ts';
import { deskPaths } from './desk-paths.ts';
import { BY_KEY, BY_SESSION, ELECTION, json, nos, query, ref } from './parts.ts';
import type { JsonSchema, OpenApiDocument, Operation, Paths } from './parts.ts';

/** The schema of a zod type as it is sent; what JSON Schema can't say is left open. */
function schemaOf(type: z.ZodType): JsonSchema {
  const { $schema: _dialect, ...schema } = z.toJSONSchema(type, { io: 'input', unrepresentable: 'any' });
  return schema;
}

/** The API's description, OpenAPI 3.1 (https://spec.openapis.org/oas/v3.1.0), made of the schemas that check the input. */
export function openApiDocument(version: string): OpenApiDocument {
  return {
    openapi: '3.1.0',
    info: {
      title: 'Election War Room',
      version,
      summary: 'Signals in, incidents worked, walls live.',
      description:
        'Programs post signals with an intake key; people work incidents with a session. Every refusal is {"error": {kind, message, …}}, its message made to be read. Posting again is harmless where an externalId or commandId is given.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    tags: [
      { name: 'Intake', description: 'Signals from programs, with an intake key of the election.' },
      { name: 'Connectors', description: 'The same for senders with formats of their own.' },
      { name: 'Import', description: 'Signals from CSV and NDJSON files, by people who may import.' },
      { name: 'Desk', description: 'Commands and reading, by people and displays.' },
      { name: 'Accounts', description: 'Signing in and out.' },
      { name: 'Server', description: 'For whoever runs it.' },
    ],
    paths: { ...intakePaths(), ...connectorPaths(), ...importPaths(), ...deskPaths() },
    components: {
      schemas: {
        SignalInput: schemaOf(SignalInput),
        Command: schemaOf(Command),
        Refusal: schemaOf(Refusal),
        ImportStart: schemaOf(ImportStart),
        ImportReading: schemaOf(ImportReading),
        ImportPlan: schemaOf(ImportPlan),
        Error: { type: 'object', required: ['error'], properties: { error: ref('Refusal') } },
        IntakeAnswer: {
          type: 'object',
          required: ['accepted', 'duplicates', 'rejected'],
          properties: {
            accepted: { type: 'integer', minimum: 0 },
            duplicates: { type: 'integer', minimum: 0, description: 'Known already by their externalId' },
            rejected: {
              type: 'array',
              items: {
                type: 'object',
                required: ['index', 'path', 'reason'],
                properties: { index: { type: 'integer', description: 'Place in the array sent, from 0' }, path: { type: 'string', description: 'The field; empty for the signal as a whole' }, reason: { type: 'string' } },
              },
            },
          },
        },
        ConnectorAnswer: { allOf: [ref('IntakeAnswer'), { type: 'object', required: ['resolved'], properties: { resolved: { type: 'integer', minimum: 0, description: 'Known alerts that are over now' } } }] },
        View: { type: 'object', description: 'As the caller may see it; shared/src holds its type.' },
      },
      securitySchemes: {
        intakeKey: { type: 'http', scheme: 'bearer', description: 'An intake key of the election, made by an admin and shown once.' },
        session: { type: 'apiKey', in: 'cookie', name: 'warroom_session', description: 'Set by signing in. Unsafe methods need an Origin of this server.' },
      },
      parameters: { election: { name: 'election', in: 'path', required: true, description: "The election's id, as in its address", schema: { type: 'string', examples: ['us-general'] } } },
    },
  };
}

function intakePaths(): Paths {
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
              schema: { oneOf: [ref('SignalInput'), { type: 'array', maxItems: signalsPerRequest, items: ref('SignalInput') }] },
              example: [{ externalId: 'post-4711', observedAt: '2028-11-07T18:14:05Z', text: 'Line around the block at the library, two hours', url: 'https://example.org/p/4711', language: 'en', channel: 'post', jurisdiction: 'US-AZ' }],
            },
          },
        },
        responses: { '202': { description: 'Durable', content: json('IntakeAnswer') }, ...nos('400', '401', '403', '404', '413', '415', '503', '507') },
      },
      get: {
        operationId: 'listSignals',
        tags: ['Desk'],
        summary: 'Page through signals, newest first',
        security: BY_SESSION,
        parameters: [
          ELECTION,
          query('state', { type: 'string', enum: ['undecided', 'linked', 'dismissed', 'all'] }),
          query('q', { type: 'string' }, 'Words of the text'),
          ...['source', 'jurisdiction', 'category', 'severity', 'language', 'incident'].map((name) => query(name, { type: 'string' })),
          query('before', { type: 'string' }, 'The cursor `next` of the page before'),
          query('limit', { type: 'integer', maximum: 200 }),
        ],
        responses: { '200': { description: 'items, next, total', content: json('View') }, ...nos('401', '403', '404') },
      },
    },
  };
}

function connectorPaths(): Paths {
  const operation = (connector: Connector, path: string, index: number): Operation => ({
    operationId: index === 0 ? connector.id : `${connector.id}${index + 1}`,
    tags: ['Connectors'],
    summary: connector.title,
    description: connector.notes.join('\n'),
    // PagerDuty's senders put the key in the body.
    security: connector.keyIn === 'header' ? BY_KEY : [...BY_KEY, {}],
    parameters: path.includes('{election}') ? [ELECTION] : [],
    requestBody: { required: true, content: { [connector.mediaTypes.includes('*') ? 'application/json' : (connector.mediaTypes[0] ?? 'application/json')]: { schema: { type: 'object' }, example: connector.example } } },
    responses: { '202': { description: 'Durable', content: connector.answer ? { 'application/json': { schema: { type: 'object' } } } : json('ConnectorAnswer') }, ...nos('400', '401', '403', '404', '413', '415', '503', '507') },
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

function importPaths(): Paths {
  const id = { name: 'id', in: 'path', required: true, schema: { type: 'string' } };
  const base = '/api/elections/{election}/imports';
  const operation = (operationId: string, summary: string, more: Partial<Operation> = {}): Operation => ({
    operationId,
    tags: ['Import'],
    summary,
    security: BY_SESSION,
    parameters: [ELECTION, id],
    responses: { '200': { description: 'The import as it stands', content: json('View') }, ...nos('400', '401', '403', '404', '409') },
    ...more,
  });
  const body = (name: string): NonNullable<Operation['requestBody']> => ({ required: true, content: json(name) });
  return {
    [base]: {
      get: operation('listImports', 'Imports of the last day', { parameters: [ELECTION] }),
      post: operation('startImport', 'Begin an import; the file follows in pieces', { parameters: [ELECTION], requestBody: body('ImportStart') }),
    },
    [`${base}/{id}`]: { get: operation('import', 'One import: its state and counts'), delete: operation('deleteImport', 'Delete an import and its file') },
    [`${base}/{id}/bytes`]: {
      put: operation('uploadPiece', 'Upload the next piece', {
        parameters: [ELECTION, id, { ...query('offset', { type: 'integer', minimum: 0 }, 'Where the piece belongs: the bytes received so far'), required: true }],
        requestBody: { required: true, content: { 'application/octet-stream': { schema: {} } } },
      }),
    },
    [`${base}/{id}/preview`]: { post: operation('previewImport', 'The first rows, the columns, and a map guessed from their names', { requestBody: body('ImportReading') }) },
    [`${base}/{id}/run`]: {
      post: operation('runImport', 'A dry run, or the import itself', {
        requestBody: { required: true, content: { 'application/json': { schema: { type: 'object', required: ['plan', 'dryRun'], properties: { plan: ref('ImportPlan'), dryRun: { type: 'boolean' } } } } } },
      }),
    },
    [`${base}/{id}/stop`]: { post: operation('stopImport', 'Stop it; what was acknowledged stays') },
    [`${base}/{id}/resume`]: { post: operation('resumeImport', 'Go on where it was stopped') },
    [`${base}/{id}/rejected`]: { get: operation('rejectedRows', 'Rows that were not taken, with line and reasons', { responses: { '200': { description: 'A CSV file', content: { 'text/csv': { schema: { type: 'string' } } } }, ...nos('401', '403', '404') } }) },
  };
}
