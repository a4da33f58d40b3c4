import { expect, it } from 'vitest';
import type { RedisClient, RedisLink } from '../redis/redis-link.ts';
import { replicasOf } from './redis-replicas.ts';

it('[AC19] does not wait for good for replicas that were taken away, nor for one that is listed twice', async () => {
  const server = { address: 'r:1', runId: 'r', version: '7.0.0', replicas: 4 };
  const link = {
    state: () => ({ connected: true, server, sinceMs: 0 }),
  } as unknown as RedisLink;
  let ports = ['1', '2', '3', '1'];
  let nowMs = 0;
  let inSync = 2;
  const sendCommand = ([name]: string[]): Promise<unknown> => {
    if (name === 'ROLE') return Promise.resolve(['master', 0, ports.map((port) => ['r', port])]);
    return Promise.resolve(name === 'WAIT' ? inSync : ['min-replicas-to-write', '0']);
  };
  const client = { sendCommand } as unknown as RedisClient;
  const replicas = replicasOf(link, () => nowMs);
  expect(replicas.known()).toBeUndefined();
  expect(await replicas.have(client)).toBe(true);
  expect(replicas.known()).toBe(2);
  ports = ['1'];
  inSync = 1;
  expect(await replicas.have(client)).toBe(false);
  nowMs = 3_600_000;
  expect(await replicas.have(client)).toBe(false);
  expect(replicas.known()).toBe(1);
  expect(await replicas.have(client)).toBe(true);
});
