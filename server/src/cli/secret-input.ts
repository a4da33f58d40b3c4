import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';

/** Reads a secret: typed at a terminal without being shown, else all of standard input without its last line break. */
export async function readSecret(
  prompt: string,
  input: NodeJS.ReadStream,
  output: NodeJS.WriteStream,
): Promise<string> {
  if (!input.isTTY) {
    const chunks: Buffer[] = [];
    for await (const chunk of input) chunks.push(Buffer.from(chunk as Uint8Array));
    return Buffer.concat(chunks)
      .toString('utf8')
      .replace(/\r?\n$/, '');
  }
  output.write(prompt);
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input, output: silent, terminal: true });
  try {
    return await new Promise((resolve, reject) => {
      lines.once('line', resolve);
      lines.once('SIGINT', () => reject(new Error('Stopped; nothing was changed.')));
      lines.once('close', () => reject(new Error('Nothing was typed; nothing was changed.')));
    });
  } finally {
    lines.close();
    output.write('\n');
  }
}
