import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { aloneCluster } from './alone.ts';
import { memoryClusters } from './memory-clusters.testing.ts';

function newDir(): string {
  const dir = mkdtempSync(join(tmpdir(), 'warroom-alone-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

it('[RS28] a node alone keeps its id, secrets and tables, and holds every lease', async () => {
  const dataDir = newDir();
  const first = aloneCluster({ dataDir });
  expect(first.node).toMatch(/^[0-9a-f]{12}$/);
  const secret = await first.secret('cursors');
  expect(await first.table('drills').add('a', '1')).toBe(true);
  expect(await first.table('drills').add('a', '2')).toBe(false);
  await first.table('drills').put('b', '3');
  await first.table('drills').remove('none');
  const told: string[] = [];
  const holder = { onHeld: () => void told.push('held'), onLost: () => void told.push('lost') };
  first.lease('clock', holder);
  first.lease('given up at once', holder)();
  expect(told).toEqual([]);
  await Promise.resolve();
  expect(told).toEqual(['held']);
  expect(first.fault()).toBeNull();
  await first.close();
  const second = aloneCluster({ dataDir });
  expect(second.node).toBe(first.node);
  expect(await second.secret('cursors')).toEqual(secret);
  expect(await second.table('drills').all()).toEqual(
    new Map([
      ['a', '1'],
      ['b', '3'],
    ]),
  );
});

it('[RS28] nodes in memory behave as those on a store do', async () => {
  const cluster = memoryClusters(3);
  const [a, b, c] = cluster.nodes;
  if (a === undefined || b === undefined || c === undefined)
    throw new Error('three were asked for');
  const heard: unknown[] = [];
  for (const node of [a, b, c])
    node.bus.subscribe('news', (message, from) => void heard.push([node.node, message, from]));
  a.bus.publish('news', { n: 1 });
  c.cut();
  a.bus.publish('news', 2);
  cluster.hold();
  b.bus.publish('news', 3);
  const before = heard.length;
  cluster.deliver();
  expect(before).toBe(3);
  expect(heard).toEqual([
    [b.node, { n: 1 }, a.node],
    [c.node, { n: 1 }, a.node],
    [b.node, 2, a.node],
    [a.node, 3, b.node],
  ]);
  const told: string[] = [];
  const wish = (node: typeof a) =>
    node.lease('clock', {
      onHeld: () => void told.push(`${node.node} held`),
      onLost: () => void told.push(`${node.node} lost`),
    });
  wish(c);
  wish(a);
  const giveUp = wish(b);
  await Promise.resolve();
  a.cut();
  giveUp();
  c.join();
  expect(told).toEqual(['node-1 held', 'node-1 lost', 'node-2 held', 'node-3 held']);
});
