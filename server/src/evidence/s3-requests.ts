import { request as httpRequest } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Readable } from 'node:stream';
import { AwsV4Signer } from 'aws4fetch';
import type { S3Place } from './evidence-place.ts';

const IDLE_MS = 15_000;
const WHOLE_MS = 120_000;
/** SHA-256 of nothing. */
const NO_BODY = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

export interface S3Request {
  method: 'GET' | 'PUT' | 'HEAD' | 'DELETE';
  /** Below the bucket; empty for the bucket itself. */
  key: string;
  query?: Readonly<Record<string, string>>;
  body?: { open(): Readable; size: number; sha256: string };
}

export interface S3Limits {
  idleMs?: number;
  wholeMs?: number;
}

/**
 * Sends one request, signed (AWS Signature Version 4, the payload's hash included), path-style. Resolves
 * with whatever is answered; the body is to be read or destroyed. Rejects when nothing is, in time.
 */
export async function s3Request(
  place: S3Place,
  request: S3Request,
  { idleMs = IDLE_MS, wholeMs = WHOLE_MS }: S3Limits = {},
): Promise<IncomingMessage> {
  const { method, key, body } = request;
  const url = new URL(`${place.endpoint}/${place.bucket}${key === '' ? '' : `/${key}`}`);
  for (const [name, value] of Object.entries(request.query ?? {}))
    url.searchParams.set(name, value);
  const signed = await new AwsV4Signer({
    method,
    url: url.href,
    headers: { 'x-amz-content-sha256': body?.sha256 ?? NO_BODY },
    accessKeyId: place.accessKeyId,
    secretAccessKey: place.secretAccessKey,
    service: 's3',
    region: place.region,
  }).sign();
  const send = signed.url.protocol === 'https:' ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    const sent = send(
      signed.url,
      {
        method,
        headers: {
          ...Object.fromEntries(signed.headers),
          ...(body && {
            'content-length': String(body.size),
            'content-type': 'application/octet-stream',
          }),
        },
        signal: AbortSignal.timeout(wholeMs),
      },
      resolve,
    );
    sent.setTimeout(idleMs, () =>
      sent.destroy(new Error(`no answer within ${Math.round(idleMs / 1000)} s`)),
    );
    sent.on('error', reject);
    if (!body) return void sent.end();
    const source = body.open();
    source.on('error', (error) => sent.destroy(error));
    sent.on('close', () => source.destroy());
    source.pipe(sent);
  });
}

/** A short text; what is longer than 4 MB is cut off, and a broken line is an error. */
export async function bodyText(answer: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= 4_000_000) chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
