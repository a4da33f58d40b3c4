import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, request as forward } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { S3Place } from '../evidence-place.ts';
import { signatureFault } from './signature-check.ts';

/** The part of s3rver that is used; it brings no types. */
interface S3rver {
  run(): Promise<AddressInfo>;
  close(): Promise<void>;
  httpServer: { closeAllConnections(): void };
}
type S3rverClass = new (options: {
  address: string;
  port: number;
  silent: boolean;
  directory: string;
  configureBuckets: { name: string }[];
}) => S3rver;

export interface S3Server {
  place: S3Place;
  close(): Promise<void>;
}

/** A real S3 server on a free port, behind a gate that checks signatures and payload hashes. */
export async function s3Server(): Promise<S3Server> {
  const S3rver = createRequire(import.meta.url)('s3rver') as S3rverClass;
  const directory = mkdtempSync(join(tmpdir(), 's3-'));
  const inner = new S3rver({
    address: '127.0.0.1',
    port: 0,
    silent: true,
    directory,
    configureBuckets: [{ name: 'evidence' }],
  });
  const { port: innerPort } = await inner.run();
  const gate = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks);
      const isKnown = request.headers.authorization?.includes('Credential=S3RVER/') === true;
      const fault = isKnown
        ? signatureFault(request, body, 'S3RVER', 'us-east-1')
        : 'InvalidAccessKeyId';
      if (fault !== undefined) {
        response.writeHead(403).end(`<Error><Code>${fault}</Code></Error>`);
        return;
      }
      // Checked here; s3rver would not understand it.
      const { authorization: _, ...headers } = request.headers;
      const { method, url: path } = request;
      forward(
        { host: '127.0.0.1', port: innerPort, method, path, headers, agent: false },
        (answer) => {
          response.writeHead(answer.statusCode ?? 502, answer.headers);
          answer.pipe(response);
        },
      )
        .on('error', () => response.destroy())
        .end(body);
    });
  });
  await new Promise<void>((go) => gate.listen(0, '127.0.0.1', go));
  const { port } = gate.address() as AddressInfo;
  return {
    place: {
      endpoint: `http://127.0.0.1:${port}`,
      region: 'us-east-1',
      bucket: 'evidence',
      prefix: 'room/',
      accessKeyId: 'S3RVER',
      secretAccessKey: 'S3RVER',
    },
    async close() {
      gate.closeAllConnections();
      gate.close();
      inner.httpServer.closeAllConnections();
      await inner.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
