import { WIRE_VERSION } from '@warroom/shared';
import type { CommandResult, FeedSnapshot, Hello } from '@warroom/shared';
import { WebSocket } from 'ws';
import { ELECTION } from './load.ts';

/** Someone at the board, as far as commands go: one socket that is told all changes too. */
export interface DeskPerson {
  /** Who it is, as the server says. */
  readonly id: string;
  /** Sends a command (with a `commandId`); resolves when it is acknowledged, done or not. */
  command(command: Record<string, unknown>): Promise<CommandResult>;
  close(): void;
}

/** Connects someone who is signed in; resolves when they are in step and watch signals and figures. */
export async function deskPerson(url: string, cookie: string): Promise<DeskPerson> {
  const socket = new WebSocket(
    `${url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`,
    { headers: { cookie, origin: url }, perMessageDeflate: false },
  );
  const waiting = new Map<number, (answer: unknown) => void>();
  let ids = 0;
  const ask = <T>(event: string, value: unknown): Promise<T> =>
    new Promise((resolve) => {
      ids += 1;
      waiting.set(ids, resolve as (answer: unknown) => void);
      socket.send(`42${ids}${JSON.stringify([event, value])}`);
    });
  const hello = await new Promise<Hello>((resolve, reject) => {
    socket.on('error', reject);
    socket.on('close', () => reject(new Error('the server ended the connection')));
    socket.on('message', (data: Buffer) => {
      const kind = data.toString('latin1', 0, 10);
      if (kind === '2') socket.send('3');
      else if (kind.startsWith('0{'))
        socket.send(
          `40${JSON.stringify({ wire: WIRE_VERSION, build: 'bench', election: ELECTION })}`,
        );
      else if (kind === '42["hello"')
        resolve((JSON.parse(data.toString('utf8', 2)) as [string, Hello])[1]);
      else if (kind.startsWith('43')) {
        const text = data.toString();
        const from = text.indexOf('[');
        const id = Number(text.slice(2, from));
        waiting.get(id)?.((JSON.parse(text.slice(from)) as unknown[])[0]);
        waiting.delete(id);
      }
    });
  });
  const picture = await fetch(`${url}/api/elections/${ELECTION}/snapshot`, { headers: { cookie } });
  const { cursor } = (await picture.json()) as FeedSnapshot;
  await ask('sync', { cursor });
  await ask('watch', { signals: true, metrics: true, incident: null });
  return {
    id: hello.subject.id,
    command: (command) => ask('command', command),
    close: () => socket.close(),
  };
}
