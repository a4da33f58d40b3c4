import { BY_SESSION, ELECTION, json, nos, query, ref } from './parts.ts';
import type { JsonSchema, Operation, Paths } from './parts.ts';

/** How searches are written. */
const SEARCH =
  'A search as typed on the board: words, "phrases" and fields, as in sev:S1,S2 in:AZ is:unassigned -tag:seen "drop box"';

/** Which displays something is for. */
const TARGET: JsonSchema = {
  oneOf: [
    { kind: { const: 'all' } },
    { kind: { const: 'group' }, group: { type: 'string' } },
    { kind: { const: 'display' }, display: { type: 'string' } },
  ].map((properties) => ({ type: 'object', required: Object.keys(properties), properties })),
};

/** What people, displays and operators ask for. */
export function deskPaths(): Paths {
  const read = (
    operationId: string,
    summary: string,
    parameters: Record<string, unknown>[] = [ELECTION],
  ): Operation => ({
    operationId,
    tags: ['Desk'],
    summary,
    security: BY_SESSION,
    parameters,
    responses: {
      '200': { description: 'As the caller may see it', content: json('View') },
      ...nos('401', '404'),
    },
  });
  const id = (name: string, example: string): Record<string, unknown> => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string', examples: [example] },
  });
  const body = (properties: Record<string, JsonSchema>): NonNullable<Operation['requestBody']> => ({
    required: true,
    content: {
      'application/json': {
        schema: { type: 'object', required: Object.keys(properties), properties },
      },
    },
  });
  const server = (
    operationId: string,
    summary: string,
    type: string,
    statuses: string[] = [],
  ): Operation => ({
    operationId,
    tags: ['Server'],
    summary,
    security: [],
    responses: {
      '200': { description: 'As it says', content: { [type]: { schema: {} } } },
      ...nos(...statuses),
    },
  });
  const forDisplays = (
    operationId: string,
    summary: string,
    description: string,
    properties: Record<string, JsonSchema>,
  ): Operation => ({
    operationId,
    tags: ['Desk'],
    summary,
    description,
    security: BY_SESSION,
    parameters: [ELECTION],
    requestBody: body(properties),
    responses: {
      '200': { description: 'Which displays it was', content: json('View') },
      ...nos('400', '401', '403', '404'),
    },
  });
  const text = { type: 'string' };
  const forPeople = (operationId: string, summary: string): Operation => {
    const operation = read(operationId, summary, [ELECTION, id('incident', 'US28-0042')]);
    return { ...operation, responses: { ...operation.responses, ...nos('403', '429') } };
  };
  const forSearch = (
    operationId: string,
    summary: string,
    parameters: Record<string, unknown>[],
  ): Operation => {
    const operation = read(operationId, summary, [ELECTION, ...parameters]);
    return { ...operation, responses: { ...operation.responses, ...nos('403', '429') } };
  };
  return {
    '/api/elections/{election}': {
      get: read('election', 'The election: calendar, jurisdictions, taxonomy, policies'),
    },
    '/api/elections/{election}/snapshot': {
      get: read('snapshot', 'All open incidents; ETag is epoch and cursor'),
    },
    '/api/elections/{election}/commands': {
      post: {
        operationId: 'command',
        tags: ['Desk'],
        summary: 'Ask for a change of incidents or signals',
        description:
          'The same commands as over the socket. commandId makes it idempotent: sent again, the first answer comes back. A stale expectedVersion is answered 409 with the incident as it is and what happened in between.',
        security: BY_SESSION,
        parameters: [ELECTION],
        requestBody: {
          required: true,
          content: {
            'application/json': {
              schema: ref('Command'),
              example: {
                type: 'incident.acknowledge',
                commandId: '6f1c2d7e-0b1a-4a55-9a10-2f0c2f6c5a11',
                incident: 'US28-0042',
              },
            },
          },
        },
        responses: {
          '200': { description: 'Done and durable', content: json('View') },
          ...nos('400', '401', '403', '404', '409', '422', '503', '507'),
        },
      },
    },
    '/api/elections/{election}/signals/{signal}': {
      get: read('signal', 'One signal', [ELECTION, id('signal', 's0a1b2c3d4e5f60718293a4b5')]),
    },
    '/api/elections/{election}/incidents': {
      get: read('listIncidents', 'Page through incidents, newest change first', [
        ELECTION,
        query('state', {
          type: 'string',
          enum: ['open', 'resolved', 'closed', 'dismissed', 'merged', 'all'],
        }),
        query('q', text, SEARCH),
        ...['severity', 'jurisdiction', 'category'].map((name) => query(name, text)),
        query('before', text),
        query('limit', { type: 'integer', maximum: 200 }),
      ]),
    },
    '/api/elections/{election}/bulk': {
      post: {
        operationId: 'bulk',
        tags: ['Desk'],
        summary: 'Ask for up to 500 changes at once',
        description:
          'Each command is one of its own, with its own commandId, and answered by itself in `results`, in the order given: one that is refused stops no other. At most 2 MB.',
        security: BY_SESSION,
        parameters: [ELECTION],
        requestBody: body({ commands: { type: 'array', maxItems: 500, items: ref('Command') } }),
        responses: {
          '200': { description: 'A result for each, done ones durable', content: json('View') },
          ...nos('400', '401', '404', '413', '429'),
        },
      },
    },
    '/api/elections/{election}/matching': {
      get: forSearch(
        'matching',
        'Ids of what the board shows for a search, at most 500, and how many',
        [
          query('kind', { type: 'string', enum: ['incidents', 'signals'] }),
          query('q', text, SEARCH),
          query('view', text, 'Id of a built-in or saved view'),
          query('sort', { type: 'string', enum: ['severity', 'due', 'newest', 'changed'] }),
        ],
      ),
    },
    '/api/elections/{election}/counts': {
      get: forSearch(
        'counts',
        'How many signals answer each of up to 40 searches, counted up to 1,000',
        [query('q', text, 'A search; may be given many times')],
      ),
    },
    '/api/elections/{election}/views': {
      get: forSearch('views', 'Saved views: the team’s and one’s own', []),
    },
    '/api/elections/{election}/walls': {
      get: forSearch(
        'walls',
        'What walls show: playlists, schedule, announcements, pins and pauses; the displays with their last reports, and which are missing',
        [],
      ),
    },
    '/api/elections/{election}/displays/redact': {
      post: forDisplays(
        'redactDisplays',
        'Turn visitor mode of displays on, or off (leads)',
        'Turned on it holds at once, also while the journal takes no writes; `recorded` is false then.',
        { target: TARGET, on: { type: 'boolean' } },
      ),
    },
    '/api/elections/{election}/displays/identify': {
      post: forDisplays(
        'identifyDisplays',
        'Have displays show their names for 15 s',
        '`connected` are those that were reached.',
        { target: TARGET },
      ),
    },
    '/api/elections/{election}/displays/reload': {
      post: forDisplays(
        'reloadDisplays',
        'Have displays load their page again',
        '`connected` are those that were reached.',
        { target: TARGET },
      ),
    },
    '/api/displays/me': {
      get: read('ownDisplay', 'What a paired screen shows: its settings and its program', []),
    },
    '/api/displays/me/visitor': {
      post: {
        ...read('ownVisitorMode', 'A paired screen turns its visitor mode on; never off', []),
        responses: {
          '200': { description: 'Since when it holds', content: json('View') },
          ...nos('401'),
        },
      },
    },
    '/api/elections/{election}/incidents/{incident}': {
      get: read('incident', 'One incident with its timeline', [
        ELECTION,
        id('incident', 'US28-0042'),
      ]),
    },
    '/api/elections/{election}/incidents/{incident}/more': {
      get: forPeople(
        'incidentMore',
        'Tasks, links, evidence, watchers and escalation of an incident',
      ),
    },
    '/api/elections/{election}/incidents/{incident}/suggestions': {
      get: forPeople(
        'incidentSuggestions',
        'Open incidents that may be the same, each with a score of 0 to 1 and why in words; best first',
      ),
    },
    '/api/elections/{election}/incidents/{incident}/signals': {
      get: read('incidentSignals', "An incident's signals", [
        ELECTION,
        id('incident', 'US28-0042'),
        query('before', text),
        query('limit', { type: 'integer', maximum: 200 }),
      ]),
    },
    '/api/elections': { get: read('elections', 'The elections one works on', []) },
    '/api/session': {
      get: { ...read('session', 'Who is signed in', []), tags: ['Accounts'] },
      post: {
        operationId: 'signIn',
        tags: ['Accounts'],
        summary: 'Sign in; sets the session cookie',
        security: [],
        requestBody: body({
          email: { type: 'string', format: 'email' },
          password: { type: 'string', format: 'password' },
        }),
        responses: {
          '200': { description: 'Signed in', content: json('View') },
          ...nos('400', '401'),
        },
      },
      delete: {
        operationId: 'signOut',
        tags: ['Accounts'],
        summary: 'Sign out',
        security: BY_SESSION,
        responses: { '204': { description: 'Signed out' } },
      },
    },
    '/api/openapi.json': { get: server('openapi', 'This description', 'application/json') },
    '/api/docs': { get: server('docs', 'This description as a page', 'text/html') },
    '/healthz': { get: server('healthz', 'Whether the process lives', 'application/json') },
    '/readyz': { get: server('readyz', 'Whether it can do its work', 'application/json', ['503']) },
    '/metrics': {
      get: server(
        'metrics',
        'Prometheus metrics, for this machine or with METRICS_TOKEN',
        'text/plain',
      ),
    },
  };
}
