import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { writeDurably } from '../journal/durable-file.ts';

/** How to reach the server that runs on a data directory; only its owner can read the file. */
const ServerFile = z.object({
  /** Where it listens, as http://127.0.0.1:8080. */
  url: z.url(),
  /** Bearer token that makes the caller the command line. */
  token: z.string().min(20),
  /** The address people use, where it is another one. */
  publicUrl: z.url().optional(),
});
export type LocalServer = z.infer<typeof ServerFile>;

const ANSWER_MS = 3_000;

/** Says where the server can be reached, once it listens. Read by its owner only (mode 0600). */
export async function writeServerFile(dataDir: string, server: LocalServer): Promise<void> {
  await writeDurably(fileIn(dataDir), JSON.stringify(server), 0o600);
}

/** Takes it away when the server goes down. */
export function removeServerFile(dataDir: string): void {
  rmSync(fileIn(dataDir), { force: true });
}

/** The server that runs on this data directory and answers, or undefined. A file left by a crash counts as none. */
export async function localServer(dataDir: string): Promise<LocalServer | undefined> {
  const server = readServerFile(dataDir);
  if (!server) return undefined;
  try {
    const response = await fetch(`${server.url}/healthz`, {
      signal: AbortSignal.timeout(ANSWER_MS),
    });
    await response.body?.cancel();
    return response.ok ? server : undefined;
  } catch {
    return undefined;
  }
}

function readServerFile(dataDir: string): LocalServer | undefined {
  try {
    return ServerFile.safeParse(JSON.parse(readFileSync(fileIn(dataDir), 'utf8'))).data;
  } catch {
    return undefined;
  }
}

function fileIn(dataDir: string): string {
  return join(dataDir, 'server.json');
}
