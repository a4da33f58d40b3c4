import {
  Command,
  ImportPlan,
  ImportReading,
  ImportStart,
  Refusal,
  SignalInput,
} from '@warroom/shared';
import { z } from 'zod';
import { deskPaths } from './desk-paths.ts';
import { importPaths } from './import-paths.ts';
import { connectorPaths, intakePaths } from './intake-paths.ts';
import { ref } from './parts.ts';
import type { JsonSchema, OpenApiDocument } from './parts.ts';

/** The schema of a zod type as it is sent; what JSON Schema can't say is left open. */
function schemaOf(type: z.ZodType): JsonSchema {
  const { $schema: _dialect, ...schema } = z.toJSONSchema(type, {
    io: 'input',
    unrepresentable: 'any',
  });
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
      {
        name: 'Import',
        description: 'Signals from CSV and NDJSON files, by people who may import.',
      },
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
            duplicates: {
              type: 'integer',
              minimum: 0,
              description: 'Known already by their externalId',
            },
            rejected: {
              type: 'array',
              items: {
                type: 'object',
                required: ['index', 'path', 'reason'],
                properties: {
                  index: { type: 'integer', description: 'Place in the array sent, from 0' },
                  path: {
                    type: 'string',
                    description: 'The field; empty for the signal as a whole',
                  },
                  reason: { type: 'string' },
                },
              },
            },
          },
        },
        ConnectorAnswer: {
          allOf: [
            ref('IntakeAnswer'),
            {
              type: 'object',
              required: ['resolved'],
              properties: {
                resolved: {
                  type: 'integer',
                  minimum: 0,
                  description: 'Known alerts that are over now',
                },
              },
            },
          ],
        },
        View: {
          type: 'object',
          description: 'As the caller may see it; shared/src holds its type.',
        },
      },
      securitySchemes: {
        intakeKey: {
          type: 'http',
          scheme: 'bearer',
          description: 'An intake key of the election, made by an admin and shown once.',
        },
        session: {
          type: 'apiKey',
          in: 'cookie',
          name: 'warroom_session',
          description: 'Set by signing in. Unsafe methods need an Origin of this server.',
        },
      },
      parameters: {
        election: {
          name: 'election',
          in: 'path',
          required: true,
          description: "The election's id, as in its address",
          schema: { type: 'string', examples: ['us-general'] },
        },
      },
    },
  };
}
