import { request as httpRequest } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { NotifierTools } from './notifier.ts';

/** A receiver has so long for everything: being found, connecting, answering. */
const LIMIT_MS = 15_000;
/** So much of an answer is read; the rest is not waited for. */
const MAX_ANSWER_BYTES = 2_048;

/** A receiver's answer, its text cut off at 2,048 bytes. */
export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
}

/**
 * Posts a body and answers what came back. Follows no redirect, keeps no connection, reaches nothing
 * inside the network. Rejects with an Error whose message says what went wrong.
 */
export function post(
  url: URL,
  body: string | Buffer,
  headers: Record<string, string>,
  tools: Pick<NotifierTools, 'guard' | 'schedule' | 'signal'>,
): Promise<Answer> {
  const refused = tools.guard.refusal(url);
  if (refused !== undefined) return Promise.reject(new Error(refused));
  return new Promise((resolve, reject) => {
    const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
    const request = send(url, {
      method: 'POST',
      agent: false,
      lookup: tools.guard.lookupFor(url),
      signal: tools.signal,
      headers: {
        ...headers,
        'content-length': String(Buffer.byteLength(body)),
        'user-agent': 'ElectionWarRoom',
        connection: 'close',
      },
    });
    const callOff = tools.schedule(
      () => request.destroy(new Error(`no answer within ${LIMIT_MS / 1000} s`)),
      LIMIT_MS,
    );
    const fail = (error: Error): void => {
      callOff();
      reject(error);
    };
    request.once('error', fail);
    request.once('response', (response) => {
      const chunks: Buffer[] = [];
      let bytes = 0;
      const done = (): void => {
        callOff();
        request.destroy();
        const text = Buffer.concat(chunks).subarray(0, MAX_ANSWER_BYTES).toString('utf8');
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text });
      };
      response.on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        bytes += chunk.length;
        if (bytes >= MAX_ANSWER_BYTES) done();
      });
      response.once('end', done);
      // The status is here: an answer that breaks off after it has been given counts.
      response.once('aborted', done);
      response.once('error', done);
    });
    request.end(body);
  });
}
