import type { RedisClient } from './redis-client.ts';

/** What stands at the other end of a connection just made. */
export interface RedisServer {
  /** `host:port` of the master that answers for this link's slot. */
  address: string;
  /** The server's run id: another one means that it was started anew. */
  runId: string;
  version: string;
  /** Replicas connected to it just now. */
  replicas: number;
}

export interface ServerInfo extends RedisServer {
  mode: string;
  role: string;
  /** Of a replica: its master. */
  masterHost?: string | undefined;
}

/** Asks a server what it is. Rejects, among others, with LOADING while it reads its data. */
export async function serverInfo(client: RedisClient, address: string): Promise<ServerInfo> {
  const [server, replication] = await Promise.all([
    client.info('server'),
    client.info('replication'),
    client.ping(),
  ]).then(([first, second]) => [fields(first), fields(second)] as const);
  const online = [...replication].filter(
    ([key, value]) => /^slave\d+$/.test(key) && /(^|,)state=online(,|$)/.test(value),
  );
  const masterHost = replication.get('master_host');
  return {
    address,
    runId: server.get('run_id') ?? '',
    version: server.get('redis_version') ?? '',
    replicas: online.length,
    mode: server.get('redis_mode') ?? 'standalone',
    role: replication.get('role') ?? '',
    masterHost:
      masterHost === undefined
        ? undefined
        : `${masterHost}:${replication.get('master_port') ?? ''}`,
  };
}

/** `key:value` lines of INFO. */
function fields(text: string): Map<string, string> {
  const map = new Map<string, string>();
  for (const line of text.split('\r\n')) {
    const colon = line.indexOf(':');
    if (colon > 0 && !line.startsWith('#')) map.set(line.slice(0, colon), line.slice(colon + 1));
  }
  return map;
}
