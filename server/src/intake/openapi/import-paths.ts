import { BY_SESSION, ELECTION, json, nos, query, ref } from './parts.ts';
import type { Operation, Paths } from './parts.ts';

/** Imports by the page. */
export function importPaths(): Paths {
  const id = { name: 'id', in: 'path', required: true, schema: { type: 'string' } };
  const base = '/api/elections/{election}/imports';
  const operation = (
    operationId: string,
    summary: string,
    more: Partial<Operation> = {},
  ): Operation => ({
    operationId,
    tags: ['Import'],
    summary,
    security: BY_SESSION,
    parameters: [ELECTION, id],
    responses: {
      '200': { description: 'The import as it stands', content: json('View') },
      ...nos('400', '401', '403', '404', '409'),
    },
    ...more,
  });
  const body = (name: string): NonNullable<Operation['requestBody']> => ({
    required: true,
    content: json(name),
  });
  return {
    [base]: {
      get: operation('listImports', 'Imports of the last day', { parameters: [ELECTION] }),
      post: operation('startImport', 'Begin an import; the file follows in pieces', {
        parameters: [ELECTION],
        requestBody: body('ImportStart'),
      }),
    },
    [`${base}/{id}`]: {
      get: operation('import', 'One import: its state and counts'),
      delete: operation('deleteImport', 'Delete an import and its file'),
    },
    [`${base}/{id}/bytes`]: {
      put: operation('uploadPiece', 'Upload the next piece', {
        parameters: [
          ELECTION,
          id,
          {
            ...query(
              'offset',
              { type: 'integer', minimum: 0 },
              'Where the piece belongs: the bytes received so far',
            ),
            required: true,
          },
        ],
        requestBody: { required: true, content: { 'application/octet-stream': { schema: {} } } },
      }),
    },
    [`${base}/{id}/preview`]: {
      post: operation(
        'previewImport',
        'The first rows, the columns, and a map guessed from their names',
        { requestBody: body('ImportReading') },
      ),
    },
    [`${base}/{id}/run`]: {
      post: operation('runImport', 'A dry run, or the import itself', {
        requestBody: {
          required: true,
          content: {
            'application/json': {
              schema: {
                type: 'object',
                required: ['plan', 'dryRun'],
                properties: { plan: ref('ImportPlan'), dryRun: { type: 'boolean' } },
              },
            },
          },
        },
      }),
    },
    [`${base}/{id}/stop`]: {
      post: operation('stopImport', 'Stop it; what was acknowledged stays'),
    },
    [`${base}/{id}/resume`]: { post: operation('resumeImport', 'Go on where it was stopped') },
    [`${base}/{id}/rejected`]: {
      get: operation('rejectedRows', 'Rows that were not taken, with line and reasons', {
        responses: {
          '200': {
            description: 'A CSV file',
            content: { 'text/csv': { schema: { type: 'string' } } },
          },
          ...nos('401', '403', '404'),
        },
      }),
    },
  };
}
