import { WIRE_VERSION } from '@warroom/shared';
import { WebSocket } from 'ws';
import { ELECTION, STAMP, stampNow } from './load.ts';

/** A process of screens' sockets: each takes the time from a change's stamp to its arrival. */
interface Asked {
  /** `watch`: what they want pushed besides incidents; left out: nothing. */
  connect?: { url: string; cookies: string[]; count: number; watch?: object };
  take?: true;
}

const latencies: number[] = [];
let frames = 0;
/** The stamps in a frame, read once for all sockets that get the same bytes. */
let last: { frame: Buffer; stamps: number[] } = { frame: Buffer.alloc(0), stamps: [] };

function stampsIn(frame: Buffer): number[] {
  if (last.frame.length === frame.length && last.frame.equals(frame)) return last.stamps;
  const stamps = frame
    .toString()
    .split('"title"')
    .flatMap((part) => {
      const stamp = STAMP.exec(part.slice(0, 200))?.[1];
      return stamp === undefined ? [] : [Number(stamp)];
    });
  last = { frame, stamps };
  return stamps;
}

function connect(url: string, cookie: string, watch: object | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(
      `${url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`,
      { headers: { cookie, origin: url }, perMessageDeflate: false },
    );
    socket.on('error', reject);
    socket.on('message', (data: Buffer) => {
      const now = stampNow();
      const text = data.toString('latin1', 0, 12);
      if (text.startsWith('0{'))
        socket.send(
          `40${JSON.stringify({ wire: WIRE_VERSION, build: 'bench', election: ELECTION })}`,
        );
      else if (text === '2') socket.send('3');
      else if (text.startsWith('42["hello"')) {
        void fetch(`${url}/api/elections/${ELECTION}/snapshot`, { headers: { cookie } })
          .then(async (response) => (await response.json()) as { cursor: string })
          .then(({ cursor }) => socket.send(`420["sync",${JSON.stringify({ cursor })}]`), reject);
      } else if (text.startsWith('430')) {
        if (watch) socket.send(`421${JSON.stringify(['watch', watch])}`);
        resolve();
      } else if (text.startsWith('42["delta"')) {
        frames += 1;
        for (const at of stampsIn(data)) latencies.push(now - at);
      }
    });
  });
}

process.on('message', (asked: Asked) => {
  if (asked.connect) {
    const { url, cookies, count, watch } = asked.connect;
    void (async () => {
      // A few at a time: the bench is of changes, not of connecting.
      for (let n = 0; n < count; n += 10)
        await Promise.all(
          Array.from({ length: Math.min(10, count - n) }, (_, i) =>
            connect(url, cookies[(n + i) % cookies.length] ?? '', watch),
          ),
        );
      process.send?.({ connected: count });
    })();
  }
  if (asked.take) {
    process.send?.({ latencies: latencies.splice(0), frames });
    frames = 0;
  }
});
process.on('disconnect', () => process.exit(0));
