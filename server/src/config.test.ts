import { describe, expect, it } from 'vitest';
import { readConfig } from './config.ts';

const read = (args: string[], env: Record<string, string> = {}) => readConfig(args, env, '/srv');

describe('configuration', () => {
  it('[OP1] needs nothing: port 8080 on this machine only, data in ./data', () => {
    expect(read([])).toMatchObject({
      config: { port: 8080, host: '127.0.0.1', dataDir: '/srv/data', drill: false },
    });
  });

  it('[OP2] takes arguments before the environment', () => {
    expect(
      read(['--port', '9000', '--drill'], { PORT: '7000', DATA_DIR: '/var/room' }),
    ).toMatchObject({ config: { port: 9000, drill: true, dataDir: '/var/room' } });
  });

  it('[OP3] says in one sentence what is wrong and what would be right', () => {
    for (const [args, env] of [
      [[], { PORT: 'eighty' }],
      [['--port', '70000'], {}],
      [['--bogus'], {}],
      [[], { PUBLIC_URL: 'room.example.org' }],
      [[], { ALLOWED_ORIGINS: 'https://a.example/path' }],
      [[], { LOG_LEVEL: 'loud' }],
    ] as [string[], Record<string, string>][]) {
      expect(read(args, env)).toMatchObject({ problem: expect.stringMatching(/must be|--help/) });
    }
  });
});
