import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ReceivedSignal } from '../desk/room.ts';
import { authorise, authoriseAnew, bearer, mayBeNew } from './authorise.ts';
import type { Doors, Sender } from './authorise.ts';
import { checkSignal } from './check-signal.ts';
import type { Rejected } from './check-signal.ts';
import { dedupeKey } from './dedupe.ts';
import { intakeGate } from './gate.ts';
import type { IntakeGate } from './gate.ts';
import { NO_INTAKE_METRICS } from './metrics.ts';
import type { IntakeMetrics } from './metrics.ts';
import { busy, journalNo, no, noHeaders } from './no.ts';
import type { No } from './no.ts';
import { isMediaType, parseBody } from './parse-body.ts';
import { declaredLength, readBody } from './read-body.ts';

export interface IntakeParts extends Doors {
  now: () => number;
  /** Shared with the connectors, so that a key's allowance is one; made here where it is not given. */
  gate?: IntakeGate;
  metrics?: IntakeMetrics;
  /** Told of faults, which are answered 500. */
  onFault?: (error: unknown) => void;
}

/** Answer to a POST of signals. */
export interface IntakeAnswer {
  accepted: number;
  duplicates: number;
  rejected: Rejected[];
}

const PATH = /^\/api\/elections\/([^/?#]{1,200})\/signals\/?(?:\?.*)?$/;
const WAY = 'signals';

/**
 * POST /api/elections/:election/signals on the bare node request: a framework's request object alone
 * would cost more than all that is done here. Answers true when it took the request over.
 */
export function intakeHandler(
  parts: IntakeParts,
): (request: IncomingMessage, response: ServerResponse) => boolean {
  const gate = parts.gate ?? intakeGate(parts.now);
  const metrics = parts.metrics ?? NO_INTAKE_METRICS;
  const { limits } = gate;

  const refuseWith = (
    request: IncomingMessage,
    response: ServerResponse,
    wrong: No,
    unread: boolean,
  ): void => {
    metrics.refused(WAY, wrong.status);
    if (response.headersSent || response.destroyed) return;
    // What is still coming is not read: the connection can't be used again.
    answer(
      response,
      wrong.status,
      { error: wrong.refusal },
      { ...noHeaders(wrong), ...(unread ? { connection: 'close' } : {}) },
    );
    if (unread) discard(request);
  };

  const take = async (
    sender: Sender,
    value: unknown,
    sizeBytes: number,
  ): Promise<{ answer: IntakeAnswer } | { no: No }> => {
    const many = Array.isArray(value);
    const items: readonly unknown[] = many ? (value as unknown[]) : [value];
    if (!many && sizeBytes > limits.signalBytes)
      return {
        no: no(
          413,
          'too-many',
          `One signal may have ${limits.signalBytes} bytes; this one has ${sizeBytes}. Shorten "text" or leave out "raw".`,
        ),
      };
    if (items.length > limits.signalsPerRequest)
      return {
        no: no(
          413,
          'too-many',
          `One request may hold ${limits.signalsPerRequest} signals; this one holds ${items.length}. Send them in several requests.`,
        ),
      };
    const waitMs = gate.spend(sender.keyId, items.length);
    if (waitMs !== undefined)
      return {
        no: busy(
          waitMs,
          `The key of "${sender.source}" sends more than its ${limits.signalsPerSecond} signals a second.`,
        ),
      };
    const batch: ReceivedSignal[] = [];
    const rejected: Rejected[] = [];
    for (let index = 0; index < items.length; index += 1) {
      const checked = checkSignal(items[index], sender.room, limits.signalBytes);
      if (!checked.ok) {
        rejected.push({ index, path: checked.path, reason: checked.reason });
        continue;
      }
      const { externalId } = checked.input;
      batch.push({
        input: checked.input,
        source: sender.source,
        dedupeKey: externalId === undefined ? undefined : dedupeKey(sender.source, externalId),
        via: 'intake',
      });
    }
    const [alone] = rejected;
    if (!many && alone) {
      return {
        no: no(
          400,
          'malformed',
          `${alone.path === '' ? 'The signal' : `"${alone.path}"`}: ${alone.reason}`,
          { path: alone.path },
        ),
      };
    }
    if (batch.length === 0) return { answer: { accepted: 0, duplicates: 0, rejected } };
    try {
      const received = await sender.room.receive(batch);
      let accepted = 0;
      for (const { kind } of received) if (kind === 'accepted') accepted += 1;
      return { answer: { accepted, duplicates: received.length - accepted, rejected } };
    } catch (error) {
      return { no: journalNo(error) };
    }
  };

  return (request, response) => {
    if (request.method !== 'POST') return false;
    const match = PATH.exec(request.url ?? '');
    if (!match) return false;
    const key = bearer(request.headers.authorization);
    const election = decoded(match[1] ?? '');
    const door = authorise(key, election, parts);
    if (!mayBeNew(door, key, parts)) enter(request, response, door);
    else {
      // The body waits in the socket meanwhile.
      authoriseAnew(key, election, parts).then(
        (again) => {
          // Who has gone meanwhile sends no body, and no end of one.
          if (!request.destroyed) enter(request, response, again);
        },
        (error: unknown) => parts.onFault?.(error),
      );
    }
    return true;
  };

  /** Reads and takes in what someone sends who stands at the door. */
  function enter(
    request: IncomingMessage,
    response: ServerResponse,
    door: ReturnType<typeof authorise>,
  ): void {
    const length = declaredLength(request.headers['content-length']);
    const refuseUnread = (wrong: No): void => refuseWith(request, response, wrong, length !== 0);
    if ('no' in door) return refuseUnread(door.no);
    const wrong = wrongHeaders(request, length, limits.bodyBytes);
    if (wrong) return refuseUnread(wrong);
    const held = length ?? limits.bodyBytes;
    const waitMs = gate.enter(held);
    if (waitMs !== undefined)
      return refuseUnread(busy(waitMs, 'More comes in than can be taken just now.'));
    readBody(request, limits.bodyBytes, (body) => {
      if (body.kind !== 'read') {
        gate.leave(held);
        if (body.kind === 'too-large')
          refuseWith(request, response, tooLarge(limits.bodyBytes), true);
        return;
      }
      const parsed = parseBody(body.bytes);
      if ('no' in parsed) {
        gate.leave(held);
        refuseWith(request, response, parsed.no, false);
        return;
      }
      take(door.sender, parsed.value, body.bytes.length)
        .then((taken) => {
          if ('no' in taken) return refuseWith(request, response, taken.no, false);
          metrics.received(WAY, {
            accepted: taken.answer.accepted,
            duplicates: taken.answer.duplicates,
            rejected: taken.answer.rejected.length,
          });
          return answer(response, 202, taken.answer);
        })
        .catch((error: unknown) => {
          parts.onFault?.(error);
          if (!response.headersSent)
            answer(response, 500, {
              error: {
                kind: 'unavailable',
                message:
                  'The war room failed at this request; its operator finds the reason in the log. Nothing tells whether it was kept: send it again with the same externalId.',
              },
            });
        })
        .finally(() => gate.leave(held));
    });
  }
}

function wrongHeaders(
  request: IncomingMessage,
  length: number | undefined,
  bodyBytes: number,
): No | undefined {
  if (!isMediaType(request.headers['content-type'], ['application/json'])) {
    return no(
      415,
      'malformed',
      `Signals are taken as application/json in UTF-8, not as ${request.headers['content-type'] ?? 'a body without a Content-Type'}.`,
    );
  }
  const encoding = request.headers['content-encoding'];
  if (encoding !== undefined && encoding !== 'identity')
    return no(
      415,
      'malformed',
      `Send the body uncompressed; Content-Encoding "${encoding}" is not taken.`,
    );
  return length !== undefined && length > bodyBytes ? tooLarge(bodyBytes) : undefined;
}

function tooLarge(bodyBytes: number): No {
  return no(
    413,
    'too-many',
    `One request may have ${bodyBytes} bytes. Send fewer signals at a time.`,
  );
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

function answer(
  response: ServerResponse,
  status: number,
  value: unknown,
  headers: Record<string, string> = {},
): void {
  const body = JSON.stringify(value);
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
    ...headers,
  });
  response.end(body);
}

/** Lets the rest of a refused body run off, so that the sender gets to read the answer, but not for long. */
function discard(request: IncomingMessage): void {
  let left = 8 * 1024 * 1024;
  request.on('error', () => {});
  request.on('data', (chunk: Buffer) => {
    left -= chunk.length;
    if (left < 0) request.destroy();
  });
  request.resume();
}
