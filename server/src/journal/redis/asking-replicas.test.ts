import { expect, it } from 'vitest';
import type { RedisClient } from '../../redis/redis-link.ts';
import { logKeys } from './log-keys.ts';
import { seenReplicas } from './replicas.ts';

it('[RJ29] asks silent replicas one at a time on a connection; who comes meanwhile shares the next', async () => {
  const server = { address: 'r:1', runId: 'r', version: '7.0.0', replicas: 1 };
  const waits: ((confirmed: number) => void)[] = [];
  const client = {
    sendCommand(args: string[]): Promise<unknown> {
      if (args[0] === 'ROLE') return Promise.resolve(['master', 0, [['r', '2']]]);
      if (args[0] !== 'WAIT') return Promise.resolve({});
      return new Promise((resolve) => waits.push(resolve));
    },
  } as unknown as RedisClient;
  const replicas = seenReplicas(logKeys('wr', 'general'));
  await replicas.look(client);
  const first = replicas.confirm(client, server);
  const others = Array.from({ length: 9 }, () => replicas.touch(client, server));
  expect(waits).toHaveLength(1);
  waits[0]?.(0);
  expect(await first).toBe(false);
  expect(replicas.fault()).toContain('0 of 1 replicas');
  await new Promise((resolve) => setImmediate(resolve));
  expect(waits).toHaveLength(2);
  waits[1]?.(1);
  expect(await Promise.all(others)).toEqual(Array.from({ length: 9 }, () => true));
  expect(replicas.fault()).toBeUndefined();
  void replicas.confirm(client, server);
  expect(waits).toHaveLength(3);
});

it('[RJ31] refuses an election under whose name Redis holds something else of the server', () => {
  for (const name of ['accounts', 'nodes']) {
    expect(() => logKeys('wr', name)).toThrow(`No election can be named ${name}`);
  }
});
