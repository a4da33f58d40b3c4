import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { browserFlags, findBrowser } from '../scripts/lib/browser.mjs';
import { freePort } from '../scripts/lib/cluster/children.mjs';

const script = resolve(import.meta.dirname, '../deploy/kiosk/warroom-kiosk');
let profile: string;
let launcher: ChildProcess | undefined;
let server: Server | undefined;
let lines: string[];
let watchers: (() => void)[];

beforeEach(() => {
  profile = mkdtempSync(join(tmpdir(), 'kiosk-'));
  lines = [];
  watchers = [];
});
afterEach(async () => {
  if (launcher?.exitCode === null) {
    launcher.kill('SIGTERM');
    await once(launcher, 'close');
  }
  launcher = undefined;
  server?.closeAllConnections();
  server?.close();
  server = undefined;
  rmSync(profile, { recursive: true, force: true });
});

function start(env: Record<string, string>): ChildProcess {
  launcher = spawn(script, {
    env: {
      ...process.env,
      CHROMIUM: findBrowser() ?? '',
      KIOSK_PROFILE: profile,
      KIOSK_PLATFORM: 'headless',
      KIOSK_FLAGS: browserFlags.join(' '),
      KIOSK_RETRY_S: '1',
      KIOSK_WATCH_S: '2',
      ...env,
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  if (launcher.stderr)
    createInterface({ input: launcher.stderr }).on('line', (line) => {
      lines.push(line);
      for (const look of watchers) look();
    });
  return launcher;
}

/** The `nth` line it printed that matches, printed already or yet to come. */
function line(pattern: RegExp, nth = 1): Promise<RegExpMatchArray> {
  return new Promise((found, failed) => {
    const timer = setTimeout(
      () => failed(new Error(`No ${pattern} (${nth}) in:\n${lines.join('\n')}`)),
      15_000,
    );
    const look = (): void => {
      const match = lines.flatMap((each) => each.match(pattern) ?? []).length;
      const last = lines.filter((each) => pattern.test(each))[nth - 1]?.match(pattern);
      if (match === 0 || !last) return;
      clearTimeout(timer);
      found(last);
    };
    watchers.push(look);
    look();
  });
}

/** Serves what the launcher and its browser ask for; `page` waits for the nth page that the browser drew. */
function serve(port: number): { page(nth: number): Promise<string> } {
  const asked: string[] = [];
  const waiting: (() => void)[] = [];
  server = createServer((request, response) => {
    response.setHeader('content-type', 'text/html');
    response.end('<!doctype html><title>wall</title><img src="/drawn" alt="">');
    if (request.url !== '/drawn') return;
    asked.push(new URL(request.headers.referer ?? '', 'http://nowhere').pathname);
    for (const look of waiting) look();
  }).listen(port, '127.0.0.1');
  return {
    page: (nth) =>
      new Promise((found, failed) => {
        const timer = setTimeout(() => failed(new Error(`page ${nth} was not drawn`)), 15_000);
        const look = (): void => {
          const url = asked[nth - 1];
          if (url === undefined) return;
          clearTimeout(timer);
          found(url);
        };
        waiting.push(look);
        look();
      }),
  };
}

/** All processes whose command line names the profile; the launcher itself has it in its environment only. */
function processes(): { pid: number; command: string }[] {
  const { stdout } = spawnSync('pgrep', ['-af', profile], { encoding: 'utf8' });
  return stdout
    .split('\n')
    .filter(Boolean)
    .map((each) => ({ pid: Number.parseInt(each, 10), command: each }));
}

const refusal = (env: Record<string, string>): string => {
  const { status, stderr } = spawnSync(script, {
    env: { ...process.env, CHROMIUM: script, KIOSK_PROFILE: profile, ...env },
    encoding: 'utf8',
  });
  expect(status).toBe(2);
  expect(stderr.trim().split('\n')).toHaveLength(1);
  return stderr;
};

describe('the kiosk launcher', () => {
  it('[KL1] waits for a server that is not there, shows its wall, and leaves no process when it is stopped', async () => {
    const port = await freePort();
    // What a crash and another name of the machine leave behind.
    spawnSync('mkdir', ['-p', join(profile, 'Default')]);
    const preferences = join(profile, 'Default/Preferences');
    writeFileSync(preferences, '{"profile":{"exit_type":"Crashed","exited_cleanly":false}}');
    symlinkSync('another-machine-4711', join(profile, 'SingletonLock'));
    const child = start({ WARROOM_URL: `http://127.0.0.1:${port}/` });
    await line(/Waiting for http:\/\/127\.0\.0\.1:\d+\./);
    expect(processes()).toEqual([]);
    // And no second one beside it.
    expect(refusal({ WARROOM_URL: `http://127.0.0.1:${port}` })).toMatch(/Another warroom-kiosk/);
    const seen = serve(port);
    const [, pid] = await line(/Started .*, process (\d+)/);
    expect(await seen.page(1)).toBe('/wall');
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
    for (const flag of [
      '--kiosk',
      `--user-data-dir=${profile}`,
      '--disable-background-timer-throttling',
      '--disable-backgrounding-occluded-windows',
      '--autoplay-policy=no-user-gesture-required',
      '--password-store=basic',
      '--disk-cache-size=67108864',
    ])
      expect(command).toContain(flag);
    expect(command).not.toContain('--incognito');
    child.kill('SIGTERM');
    await once(child, 'close');
    expect(child.exitCode).toBe(0);
    expect(processes()).toEqual([]);
    expect(readFileSync(preferences, 'utf8')).not.toMatch(/Crashed|exited_cleanly":false/);
    expect(existsSync(join(profile, 'SingletonLock'))).toBe(false);
  });

  it('[KL2] starts Chromium again when it is killed, and when only its page has died', async () => {
    const port = await freePort();
    const seen = serve(port);
    const child = start({ WARROOM_URL: `http://127.0.0.1:${port}`, KIOSK_BACKOFF_S: '1' });
    const [, first] = await line(/process (\d+)/);
    await seen.page(1);
    process.kill(Number(first), 'SIGKILL');
    const [, second] = await line(/process (\d+)/, 2);
    await seen.page(2);
    // Of the first one nothing is left: all there is belongs to the second.
    const { stdout } = spawnSync('pgrep', ['-g', first ?? ''], { encoding: 'utf8' });
    expect(stdout).toBe('');
    // The page alone, as when it runs out of memory: the browser and its own toolbar live on.
    const pages = processes().filter(
      ({ command }) => command.includes('--type=renderer') && !command.includes('top-chrome-webui'),
    );
    expect(pages).not.toEqual([]);
    for (const { pid } of pages) process.kill(pid, 'SIGKILL');
    await line(/The page is gone/);
    const [, third] = await line(/process (\d+)/, 3);
    expect(new Set([first, second, third]).size).toBe(3);
    await seen.page(3);
    child.kill('SIGTERM');
    await once(child, 'close');
    expect(processes()).toEqual([]);
  });

  it('[KL3] waits longer from failed start to failed start, up to the limit', async () => {
    const port = await freePort();
    serve(port);
    // Ends at once, as a browser without a screen does.
    const child = start({
      WARROOM_URL: `http://127.0.0.1:${port}`,
      CHROMIUM: '/bin/false',
      KIOSK_BACKOFF_S: '2',
    });
    const waits = await Promise.all([1, 2, 3].map((nth) => line(/again in (\d+) s/, nth)));
    expect(waits.map(([, seconds]) => seconds)).toEqual(['1', '2', '2']);
    child.kill('SIGTERM');
    await once(child, 'close');
    expect(child.exitCode).toBe(0);
  });

  it('[KL4] refuses an address with a token, and settings that are none, in one sentence', () => {
    for (const url of [
      'https://room.example.org/wall?token=x',
      'https://room.example.org/link#x',
      'https://ana:x@room.example.org',
    ])
      expect(refusal({ WARROOM_URL: url })).toMatch(/no token/);
    expect(refusal({})).toMatch(/WARROOM_URL is missing/);
    expect(refusal({ WARROOM_URL: 'room.example.org' })).toMatch(/must begin with https/);
    const url = { WARROOM_URL: 'https://room.example.org' };
    expect(refusal({ ...url, KIOSK_SCALE: '1.5x' })).toMatch(/KIOSK_SCALE is "1\.5x"/);
    expect(refusal({ ...url, KIOSK_CACHE_MB: '0' })).toMatch(/from 1 to 2000/);
    expect(refusal({ ...url, KIOSK_PLATFORM: 'mir' })).toMatch(/x11, wayland or headless/);
    expect(refusal({ ...url, CHROMIUM: '/nowhere' })).toMatch(/no program is there/);
  });
});
