import { describe, expect, it } from 'vitest';
import type { RedisClient } from './redis-link.ts';
import { replicaCount } from './replica-count.ts';

const HOUR_MS = 3_600_000;

/** A server that answers ROLE and CONFIG GET as it is told. */
function serverWith(answer: { role: string; replicas: string[][]; least?: string }): RedisClient {
  const sendCommand = (args: string[]): Promise<unknown> =>
    Promise.resolve(
      args[0] === 'ROLE'
        ? [answer.role, 0, answer.replicas]
        : { 'min-replicas-to-write': answer.least ?? '0' },
    );
  return { sendCommand } as unknown as RedisClient;
}
const replicas = (...ports: number[]): string[][] =>
  ports.map((port) => ['127.0.0.1', String(port), '99']);

describe('how many replicas must confirm', () => {
  it('[RS16] is half of them, at least one, and as many as Redis itself asks for', async () => {
    const needs: number[] = [];
    for (const [count, least] of [
      [0, '0'],
      [1, '0'],
      [2, '0'],
      [3, '0'],
      [4, '3'],
    ] as const) {
      const counted = replicaCount(() => 0);
      const ports = Array.from({ length: count }, (_, n) => n);
      await counted.look(serverWith({ role: 'master', replicas: replicas(...ports), least }));
      needs.push(counted.needed());
    }
    expect(needs).toEqual([0, 1, 1, 2, 3]);
  });

  it('[RS16] counts one once that is listed by its old connection too', async () => {
    const counted = replicaCount(() => 0);
    const listed = [...replicas(1, 2), ['127.0.0.1', '1', '7']];
    await counted.look(serverWith({ role: 'master', replicas: listed }));
    expect([counted.most(), counted.needed()]).toEqual([2, 1]);
  });

  it('[RS16] remembers the most for an hour, and that there were any for good', async () => {
    let nowMs = 0;
    const counted = replicaCount(() => nowMs);
    const see = (...ports: number[]): Promise<void> =>
      counted.look(serverWith({ role: 'master', replicas: replicas(...ports) }));
    await see(1, 2, 3, 4);
    nowMs = HOUR_MS - 1;
    await see(1, 2);
    expect(counted.most()).toBe(4);
    nowMs = HOUR_MS;
    await see(1, 2);
    expect(counted.most()).toBe(2);
    nowMs = 9 * HOUR_MS;
    await see();
    expect([counted.most(), counted.needed()]).toEqual([1, 1]);
  });

  it('[RS16] is not asked of a server that was made a replica: its link leaves it', async () => {
    const counted = replicaCount(() => 0);
    await expect(counted.look(serverWith({ role: 'slave', replicas: [] }))).rejects.toThrow(
      /^READONLY/,
    );
  });
});
