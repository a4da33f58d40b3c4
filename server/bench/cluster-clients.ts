import { WIRE_VERSION } from '@warroom/shared';
import { WebSocket } from 'ws';
import { serve } from './feed-rig.ts';

/** Sockets of the cluster bench; one of them reads when what it is told was made. */
const AUTH = JSON.stringify({ wire: WIRE_VERSION, build: 'bench', election: 'example' });
let changes = 0;
let latencies: number[] = [];

function open(url: string, mode: string, cursor: string, isReading: boolean): Promise<WebSocket> {
  return new Promise((resolve, reject) => {
    const ws = new WebSocket(url, { headers: { cookie: 'who=bench' }, perMessageDeflate: false });
    ws.on('error', reject);
    ws.on('message', (data: Buffer) => {
      const [first, second] = data;
      if (first === 0x32) ws.send('3');
      else if (first === 0x30) ws.send(`40${mode === 'ours' ? AUTH : ''}`);
      else if (second === 0x30) {
        if (mode === 'ours') ws.send(`420["sync",{"cursor":"${cursor}"}]`);
        else resolve(ws);
      } else if (second === 0x33) resolve(ws);
      else if (second === 0x32 && data[4] === 0x64 && isReading) read(data);
    });
  });
}

function read(data: Buffer): void {
  const now = performance.timeOrigin + performance.now();
  for (const [, at] of data.toString().matchAll(/@(\d+\.\d+)@/g)) {
    changes += 1;
    latencies.push(now - Number(at));
  }
}

serve({
  async open({
    port,
    mode,
    cursor,
    count,
  }: {
    port: number;
    mode: string;
    cursor: string;
    count: number;
  }) {
    const url = `ws://127.0.0.1:${port}/socket.io/?EIO=4&transport=websocket`;
    await Promise.all(
      Array.from({ length: count }, (_, index) => open(url, mode, cursor, index === 0)),
    );
  },
  /** Changes read since the last call, with the median and p99 of their age on arrival, ms. */
  take() {
    const sorted = latencies.toSorted((a, b) => a - b);
    const at = (share: number) => sorted[Math.floor(sorted.length * share)] ?? Number.NaN;
    const seen = { changes, p50: at(0.5), p99: at(0.99) };
    changes = 0;
    latencies = [];
    return seen;
  },
});
