import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { freePort, startChild } from '../scripts/lib/cluster/children.mjs';
import { respConnection } from '../scripts/lib/cluster/resp.mjs';

// There may be no Docker where this runs, so the files are held against each other and against the
// product, and what they start is started without it.

const root = resolve(import.meta.dirname, '..');
const text = (file: string): string => readFileSync(join(root, file), 'utf8');
const yaml = createRequire(join(root, 'server/package.json'))('yaml') as {
  parse(source: string, options: { merge: boolean }): unknown;
};

type Service = {
  image: string;
  build?: string;
  environment?: Record<string, string | null>;
  volumes?: string[];
  ports?: string[];
  networks: string[];
  command?: string[];
  restart?: string;
  healthcheck?: { test: string[] };
  depends_on?: Record<string, { condition: string }>;
  ulimits?: { nofile: number };
};
const compose = yaml.parse(text('compose.yaml'), { merge: true }) as {
  services: Record<string, Service>;
  networks: Record<string, { internal?: boolean }>;
  volumes: Record<string, unknown>;
};
const services = Object.entries(compose.services);
const named = (prefix: string): [string, Service][] =>
  services.filter(([name]) => name.startsWith(prefix));
const dockerfile = text('Dockerfile');

describe('compose.yaml', () => {
  it('has three nodes, three Redis servers, three Sentinels and a balancer, all started again when they die', () => {
    expect(['node-', 'redis-', 'sentinel-', 'balancer'].map((kind) => named(kind).length)).toEqual([
      3, 3, 3, 1,
    ]);
    expect(services.filter(([, service]) => service.restart !== 'unless-stopped')).toEqual([]);
  });

  it('publishes the balancer alone, on this machine, and keeps Redis from the outside', () => {
    expect(services.filter(([, { ports }]) => ports !== undefined).map(([name]) => name)).toEqual([
      'balancer',
    ]);
    expect(compose.services['balancer']?.ports).toEqual(['${PUBLISH:-127.0.0.1:8080}:8080']);
    expect(compose.networks['store']?.internal).toBe(true);
    for (const [, { networks }] of [...named('redis-'), ...named('sentinel-')])
      expect(networks).toEqual(['store']);
    expect(compose.services['balancer']?.networks).toEqual(['front']);
  });

  it('names volumes, files, networks and services that exist', () => {
    for (const [name, { volumes = [], networks, depends_on: needed = {} }] of services) {
      for (const volume of volumes) {
        const [source = ''] = volume.split(':');
        if (source.startsWith('.')) expect(existsSync(join(root, source)), volume).toBe(true);
        else expect(Object.keys(compose.volumes), name).toContain(source);
      }
      for (const network of networks) expect(Object.keys(compose.networks)).toContain(network);
      for (const service of Object.keys(needed)) expect(compose.services).toHaveProperty(service);
    }
    const used = services.flatMap(([, { volumes = [] }]) =>
      volumes.map((one) => one.split(':')[0]),
    );
    expect(Object.keys(compose.volumes).filter((volume) => !used.includes(volume))).toEqual([]);
  });

  it('each keeps its data on a volume of its own', () => {
    const data = services.flatMap(([name, { volumes = [] }]) =>
      volumes.filter((volume) => volume.endsWith(':/data')).map((volume) => [name, volume]),
    );
    expect(data).toHaveLength(9);
    for (const [name, volume] of data) expect(volume).toBe(`${name}:/data`);
  });

  it('each has a health check, and who waits for others waits until they are healthy', () => {
    for (const [name, service] of services) {
      const image =
        service.image === 'election-war-room' ? /^HEALTHCHECK /m.test(dockerfile) : false;
      expect(image || service.healthcheck !== undefined, name).toBe(true);
      for (const { condition } of Object.values(service.depends_on ?? {}))
        expect(condition).toBe('service_healthy');
    }
  });

  it('gives nodes only settings that the server knows, its own name as NODE_URL, and all Sentinels', async () => {
    const help = await said(process.execPath, [join(root, 'server/dist/main.js'), '--help']);
    for (const [name, { environment = {} }] of named('node-')) {
      for (const setting of Object.keys(environment))
        expect(help, setting).toMatch(new RegExp(`\\b${setting}\\b`));
      expect(environment['NODE_URL']).toBe(`http://${name}:8080`);
      expect(environment['STORE']?.replaceAll('${REDIS_PASSWORD}', 'x')).toBe(
        `redis+sentinel://:x@${named('sentinel-')
          .map(([sentinel]) => sentinel)
          .join()}/warroom?sentinelPassword=x`,
      );
    }
  });

  it('gives start.sh the settings that it asks for, and each server its own name', () => {
    const script = text('deploy/redis/start.sh');
    for (const [name, { environment = {}, command }] of [
      ...named('redis-'),
      ...named('sentinel-'),
    ]) {
      expect(environment).toMatchObject({ SELF: name, MASTER: 'redis-1' });
      expect(environment['REDIS_PASSWORD']).toContain(':?');
      for (const setting of Object.keys(environment)) expect(script).toContain(`$\{${setting}:?`);
      expect(command).toEqual([name.split('-')[0]]);
    }
  });
});

describe('haproxy.cfg', () => {
  const cfg = text('deploy/haproxy/haproxy.cfg');
  it('sends to every node in both backends, by health, sticky to none', () => {
    const backends = cfg.split(/^backend /m).slice(1);
    expect(backends.map((backend) => backend.split('\n')[0])).toEqual(['ready', 'alive']);
    for (const backend of backends)
      expect([...backend.matchAll(/^ {2}server (\S+) (\S+)$/gm)].map(([, a, b]) => [a, b])).toEqual(
        named('node-').map(([name]) => [name, `${name}:8080`]),
      );
    expect(backends[0]).toContain('uri /readyz');
    expect(backends[1]).toContain('uri /healthz');
    expect(cfg).not.toMatch(/^\s*(stick|cookie|balance (?!roundrobin))/m);
  });

  it('may open as many files as its connections need', () => {
    const connections = Number(/maxconn (\d+)/.exec(cfg)?.[1]);
    expect(compose.services['balancer']?.ulimits?.nofile).toBeGreaterThan(connections * 2 + 100);
  });
});

describe('Dockerfile', () => {
  it('copies what exists, and what .dockerignore lets through', () => {
    const ignored = text('.dockerignore').split('\n');
    const sources = [...dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm)]
      .flatMap(([, list = '']) => list.split(' '))
      .filter((source) => source !== '.');
    expect(sources.length).toBeGreaterThan(5);
    for (const source of sources) {
      expect(existsSync(join(root, source)), source).toBe(true);
      const allowed = ignored.some(
        (line) => line === `!${source}` || source.startsWith(`${line.slice(1)}/`),
      );
      expect(allowed, source).toBe(true);
    }
    for (const [, stage] of dockerfile.matchAll(/--from=(\S+)/g))
      expect(dockerfile).toMatch(new RegExp(`^FROM .* AS ${stage}$`, 'm'));
  });

  it('copies every package’s manifest before it installs, and all that a build hashes', () => {
    const install = text('scripts/lib/install.mjs');
    const build = text('scripts/lib/build.mjs');
    const ignored = text('.dockerignore').split('\n');
    const manifests = [...install.matchAll(/'(\w+)\/package\.json'/g)].map(
      ([, name]) => name ?? '',
    );
    expect(manifests).toHaveLength(4);
    for (const name of manifests)
      expect(dockerfile).toContain(`COPY ${name}/package.json ${name}/`);
    const inputs = /const inputs = \[([^\]]+)\]/.exec(build)?.[1] ?? '';
    for (const [, input = ''] of inputs.matchAll(/'([^']+)'/g))
      expect(ignored, input).toContain(`!${input.split('/')[0]}`);
  });

  it('is not root, listens where EXPOSE says, and becomes the server itself', () => {
    const last = dockerfile.split(/^FROM /m).at(-1) ?? '';
    expect(last).toMatch(/^USER node$/m);
    expect(last).toMatch(/^VOLUME \/data$/m);
    expect(/PORT=(\d+)/.exec(last)?.[1]).toBe(/^EXPOSE (\d+)$/m.exec(last)?.[1]);
    expect(/^CMD (.+)$/m.exec(last)?.[1]).toMatch(/^\["node", .*"server\/dist\/main\.js"\]$/);
    const floor = /"node": ">=(\d+)/.exec(text('package.json'))?.[1];
    for (const [, major] of dockerfile.matchAll(/^FROM node:(\d+)/gm))
      expect(Number(major)).toBeGreaterThanOrEqual(Number(floor));
  });

  it('shell scripts have no bashisms that dash stumbles over', async () => {
    for (const script of readdirSync(join(root, 'deploy/redis')).filter((name) =>
      name.endsWith('.sh'),
    ))
      expect(await said('sh', ['-n', join(root, 'deploy/redis', script)])).toBe('');
  });
});

describe('deploy/redis', () => {
  const running: ChildProcess[] = [];
  const dirs: string[] = [];
  afterEach(async () => {
    await Promise.all(running.splice(0).map(ended));
    for (const dir of dirs.splice(0)) rmSync(dir, { recursive: true, force: true });
  });

  async function ended(child: ChildProcess): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
  /** A server as the container starts it, but for its port. */
  function start(kind: 'redis' | 'sentinel', env: Record<string, string>): ChildProcess {
    const child = startChild('sh', [join(root, 'deploy/redis/start.sh'), kind], {
      env: { ...process.env, SELF: 'localhost', MASTER: 'localhost', ...env },
      stdio: 'ignore',
    });
    running.push(child);
    return child;
  }
  const newDir = (): string => {
    dirs.push(mkdtempSync(join(tmpdir(), 'warroom-deploy-')));
    return dirs.at(-1) ?? '';
  };
  const ask = async (port: number, password: string, ...args: string[]): Promise<unknown> => {
    const connection = respConnection(port, { password });
    try {
      return await connection.command(...args);
    } catch (error) {
      return String(error);
    } finally {
      connection.close();
    }
  };

  it('starts a master, a replica and a Sentinel that know each other by name, and keeps who is who', async () => {
    const ports = [await freePort(), await freePort(), await freePort()] as const;
    const homes = [newDir(), newDir(), newDir()] as const;
    const env = (i: 0 | 1 | 2, password: string): Record<string, string> => ({
      DIR: homes[i],
      PORT: String(ports[i]),
      MASTER_PORT: String(ports[0]),
      REDIS_PASSWORD: password,
    });
    const first = [start('redis', env(0, 'one')), start('redis', env(1, 'one'))];
    await expect
      .poll(() => ask(ports[0], 'one', 'INFO', 'replication'), { timeout: 10_000 })
      .toMatch(/role:master[\s\S]*min_slaves_good_slaves:1[\s\S]*slave0:ip=localhost,/);
    expect(await ask(ports[0], 'one', 'SET', 'a', '1')).toBe('OK');
    expect(await ask(ports[0], 'one', 'CONFIG', 'GET', 'appendfsync')).toEqual([
      'appendfsync',
      'always',
    ]);
    const sentinel = start('sentinel', env(2, 'one'));
    await expect
      .poll(() => ask(ports[2], 'one', 'SENTINEL', 'MASTER', 'warroom'), { timeout: 10_000 })
      .toEqual(expect.arrayContaining(['localhost', String(ports[0]), 'master']));

    // A replica writes its first log in the background, once it has the master's data: only then does
    // it outlive a kill.
    await expect.poll(() => ask(ports[1], 'one', 'GET', 'a'), { timeout: 10_000 }).toBe('1');
    await expect
      .poll(() => ask(ports[1], 'one', 'INFO', 'persistence'), { timeout: 10_000 })
      .toMatch(
        /aof_enabled:1\s[\s\S]*aof_rewrite_in_progress:0\s[\s\S]*aof_rewrite_scheduled:0\s[\s\S]*aof_last_bgrewrite_status:ok/,
      );

    // Sentinel makes the other one master; both are rewritten on disk.
    await ask(ports[1], 'one', 'REPLICAOF', 'NO', 'ONE');
    await ask(ports[0], 'one', 'REPLICAOF', 'localhost', String(ports[1]));
    for (const port of [ports[0], ports[1]])
      expect(await ask(port, 'one', 'CONFIG', 'REWRITE')).toBe('OK');
    await Promise.all([...first, sentinel].map(ended));

    // A new password, the roles as they were left.
    start('redis', env(0, 'two'));
    start('redis', env(1, 'two'));
    await expect
      .poll(() => ask(ports[0], 'two', 'INFO', 'replication'), { timeout: 10_000 })
      .toMatch(/role:slave[\s\S]*master_link_status:up/);
    expect(await ask(ports[1], 'one', 'GET', 'a')).toMatch(/WRONGPASS|NOAUTH/);
    expect(await ask(ports[1], 'two', 'GET', 'a')).toBe('1');
    expect(statSync(join(homes[0], 'redis.conf')).mode & 0o077).toBe(0);
  });
});

/** What a program prints until it ends. */
async function said(command: string, args: string[]): Promise<string> {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let all = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (all += chunk.toString()));
  await once(child, 'close');
  return all;
}
