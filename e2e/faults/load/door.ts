import { Agent, request } from 'node:http';
import type { CommandResult, Refusal, RefusalKind } from '@warroom/shared';
import type { Answer, Outcome } from '../history/history.ts';

/** A place that requests go to: a node, or the balancer before all of them. */
export interface Door {
  name: string;
  /** Without a slash at the end. */
  url: string;
}

/** What was answered, if it was. `not-sent`: nobody listened. */
export type Reply =
  | { kind: 'answered'; status: number; body: unknown; retryAfterMs: number | undefined }
  | { kind: 'not-sent' | 'cut-off'; why: string };

/** Longer than the 5 s after which a server says that it doesn't know. */
const TIMEOUT_MS = 9_000;

/** Posts JSON over kept connections, at little cost: the servers under test share the machine. */
export function poster(): {
  post(door: Door, path: string, body: unknown, headers: Record<string, string>): Promise<Reply>;
  close(): void;
} {
  const agent = new Agent({ keepAlive: true, maxSockets: 128 });
  return {
    close: () => agent.destroy(),
    post: (door, path, value, headers) =>
      new Promise((resolve) => {
        const body = JSON.stringify(value);
        const sent = request(
          door.url + path,
          {
            agent,
            method: 'POST',
            timeout: TIMEOUT_MS,
            headers: {
              'content-type': 'application/json',
              'content-length': Buffer.byteLength(body),
              origin: door.url,
              ...headers,
            },
          },
          (response) => {
            const chunks: Buffer[] = [];
            response.on('data', (chunk: Buffer) => chunks.push(chunk));
            response.on('error', (error) => resolve({ kind: 'cut-off', why: error.message }));
            response.on('end', () => {
              const seconds = Number(response.headers['retry-after']);
              resolve({
                kind: 'answered',
                status: response.statusCode ?? 0,
                body: parsed(Buffer.concat(chunks).toString()),
                retryAfterMs: Number.isFinite(seconds) ? seconds * 1000 : undefined,
              });
            });
          },
        );
        sent.on('timeout', () => sent.destroy(new Error(`no answer within ${TIMEOUT_MS} ms`)));
        sent.on('error', (error: Error & { code?: string }) =>
          resolve({
            kind: error.code === 'ECONNREFUSED' ? 'not-sent' : 'cut-off',
            why: error.message,
          }),
        );
        sent.end(body);
      }),
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Refusals of circumstance: asked again, the same may be done. */
const PASSING: ReadonlySet<RefusalKind> = new Set(['unavailable', 'overloaded', 'rate-limited']);

/** What a command's answer means for its client. */
export function commandOutcome(reply: Reply): Outcome {
  if (reply.kind !== 'answered') return unanswered(reply);
  if (isResult(reply.body)) {
    const result = reply.body;
    return result.kind === 'done'
      ? { kind: 'acknowledged', answer: answerOf(result) }
      : refusedBy(result.refusal, true);
  }
  return otherOutcome(reply);
}

/** What intake's answer to so many signals means for each of them. */
export function intakeOutcome(reply: Reply, count: number): Outcome {
  if (reply.kind !== 'answered') return unanswered(reply);
  const { status, body } = reply;
  if (status !== 202) return otherOutcome(reply);
  const { accepted, duplicates, rejected } = body as {
    accepted: number;
    duplicates: number;
    rejected: unknown[];
  };
  if (rejected.length > 0) throw new Error(`signals were rejected: ${JSON.stringify(rejected)}`);
  if (accepted + duplicates !== count)
    throw new Error(`of ${count} signals ${accepted} are new and ${duplicates} known`);
  const repeated = accepted === count ? false : duplicates === count ? true : undefined;
  return { kind: 'acknowledged', answer: repeated === undefined ? {} : { repeated } };
}

function unanswered({ kind, why }: Exclude<Reply, { kind: 'answered' }>): Outcome {
  return kind === 'not-sent'
    ? { kind: 'refused', by: 'not-sent', decided: false }
    : { kind: 'unknown', why };
}

function otherOutcome({ status, body }: Extract<Reply, { kind: 'answered' }>): Outcome {
  const refusal = refusalIn(body);
  // 500 says of itself that nothing tells; what a balancer says in a server's stead tells as little.
  return refusal === undefined || status === 500
    ? { kind: 'unknown', why: `${status} ${JSON.stringify(body)?.slice(0, 200)}` }
    : refusedBy(refusal, false);
}

function refusedBy({ kind }: Refusal, byRules: boolean): Outcome {
  return kind === 'unsettled'
    ? { kind: 'unknown', why: kind }
    : { kind: 'refused', by: kind, decided: byRules && !PASSING.has(kind) };
}

function isResult(body: unknown): body is CommandResult {
  return typeof body === 'object' && body !== null && 'kind' in body;
}

function refusalIn(body: unknown): Refusal | undefined {
  return typeof body === 'object' && body !== null && 'error' in body
    ? (body.error as Refusal)
    : undefined;
}

function answerOf(result: Extract<CommandResult, { kind: 'done' }>): Answer {
  return {
    repeated: result.repeated,
    ...(result.opened === null ? {} : { opened: result.opened }),
    ...(result.incident === null
      ? {}
      : { incident: { id: result.incident.id, version: result.incident.version } }),
    ...(result.signals === undefined ? {} : { signals: result.signals }),
  };
}
