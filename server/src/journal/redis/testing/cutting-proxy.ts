import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** A cable that tears after so many bytes. */
export interface CuttingProxy {
  readonly port: number;
  /** Tears all connections once so many more bytes came through in this direction (each time once). */
  tearAfter(direction: 'to-server' | 'to-client', bytes: number): void;
  /** Takes that back, if it has not happened yet. */
  hold(): void;
  close(): Promise<void>;
}

export async function cuttingProxy(port: number): Promise<CuttingProxy> {
  const pairs = new Set<[Socket, Socket]>();
  let armed: { direction: 'to-server' | 'to-client'; left: number } | undefined;

  function tear(): void {
    for (const pair of pairs) for (const socket of pair) socket.resetAndDestroy();
    pairs.clear();
  }

  const server = createServer((client) => {
    const upstream = connect(port, '127.0.0.1');
    const pair: [Socket, Socket] = [client, upstream];
    pairs.add(pair);
    const end = (): void => {
      pairs.delete(pair);
      client.destroy();
      upstream.destroy();
    };
    for (const socket of pair) socket.setNoDelay(true).on('error', end).on('close', end);
    pass(client, upstream, 'to-server');
    pass(upstream, client, 'to-client');
  });

  function pass(from: Socket, to: Socket, direction: 'to-server' | 'to-client'): void {
    from.on('data', (chunk: Buffer) => {
      if (armed?.direction !== direction) {
        to.write(chunk);
        return;
      }
      if (chunk.length < armed.left) {
        armed.left -= chunk.length;
        to.write(chunk);
        return;
      }
      const part = chunk.subarray(0, armed.left);
      armed = undefined;
      // What came through is on its way before the cable tears.
      if (part.length === 0) tear();
      else to.write(part, () => setImmediate(tear));
      from.pause();
    });
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    tearAfter(direction, bytes) {
      armed = { direction, left: bytes };
    },
    hold() {
      armed = undefined;
    },
    async close() {
      tear();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
