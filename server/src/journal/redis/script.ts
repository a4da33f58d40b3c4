import { hash } from 'node:crypto';
import type { RedisClient } from '../../redis/redis-link.ts';

/** A Lua script that Redis runs as a whole, or not at all as far as others can see. */
export interface Script {
  readonly source: string;
  readonly sha: string;
}

export function script(source: string): Script {
  return { source, sha: hash('sha1', source, 'hex') };
}

/** Runs a script by its digest; sends its text where the server has not seen it yet. */
export async function runScript<T>(
  client: RedisClient,
  { source, sha }: Script,
  keys: string[],
  args: string[],
): Promise<T> {
  const rest = [String(keys.length), ...keys, ...args];
  try {
    return await client.sendCommand<T>(['EVALSHA', sha, ...rest]);
  } catch (error) {
    if (!isNoScript(error)) throw error;
    return client.sendCommand<T>(['EVAL', source, ...rest]);
  }
}

export function isNoScript(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith('NOSCRIPT');
}
