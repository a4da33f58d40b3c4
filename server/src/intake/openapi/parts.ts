export type JsonSchema = Record<string, unknown>;

export interface Operation {
  operationId: string;
  tags: string[];
  summary: string;
  description?: string;
  security: Record<string, string[]>[];
  parameters?: Record<string, unknown>[];
  requestBody?: {
    required: boolean;
    content: Record<string, { schema: JsonSchema; example?: unknown }>;
  };
  responses: Record<
    string,
    {
      description: string;
      headers?: Record<string, unknown>;
      content?: Record<string, { schema: JsonSchema }>;
    }
  >;
}

export type Paths = Record<
  string,
  Partial<Record<'get' | 'post' | 'put' | 'patch' | 'delete', Operation>>
>;

export interface OpenApiDocument {
  openapi: '3.1.0';
  info: {
    title: string;
    version: string;
    summary: string;
    description: string;
    license: { name: string; identifier: string };
  };
  servers: { url: string }[];
  tags: { name: string; description: string }[];
  paths: Paths;
  components: {
    schemas: Record<string, JsonSchema>;
    securitySchemes: Record<string, unknown>;
    parameters: Record<string, unknown>;
  };
}

export const BY_KEY = [{ intakeKey: [] }];
export const BY_SESSION = [{ session: [] }];
export const ELECTION = { $ref: '#/components/parameters/election' };

/** A schema of the components. */
export function ref(name: string): JsonSchema {
  return { $ref: `#/components/schemas/${name}` };
}

/** A JSON body of a component's shape. */
export function json(name: string): Record<string, { schema: JsonSchema }> {
  return { 'application/json': { schema: ref(name) } };
}

const NOS: Readonly<Record<string, string>> = {
  '400': 'Malformed; the message says where and what would be right',
  '401': 'Nobody known asks: no key or session, or a revoked one',
  '403': 'Known, but not allowed to',
  '404': 'Not here, or not shared with you',
  '409': 'Refused by the state things are in; the refusal says who and what stood in the way',
  '413': 'Too large, or too many at once',
  '415': 'Another media type, charset or content coding than is taken',
  '422': 'A field is missing or names something that this election does not have',
  '503': 'Too much at once, or stopping: send again after Retry-After. Nothing was kept',
  '507': "The server's disk is full: nothing was kept",
};

/** The usual answers that say no. */
export function nos(...statuses: string[]): Operation['responses'] {
  const retry = { 'Retry-After': { schema: { type: 'integer' }, description: 'Seconds' } };
  return Object.fromEntries(
    statuses.map((status) => [
      status,
      {
        description: NOS[status] ?? 'Refused',
        ...(status === '503' ? { headers: retry } : {}),
        content: json('Error'),
      },
    ]),
  );
}

/** A query parameter. */
export function query(
  name: string,
  schema: JsonSchema,
  description?: string,
): Record<string, unknown> {
  return { name, in: 'query', schema, ...(description === undefined ? {} : { description }) };
}
