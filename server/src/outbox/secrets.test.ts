import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { secretsOf } from './secrets.ts';

it('[OB27] secrets come from the environment or a file, as it is at that moment', () => {
  const dir = mkdtempSync(join(tmpdir(), 'secrets-'));
  const secretOf = secretsOf({ env: { PAGER_SECRET: 'whsec_a' }, dir });
  expect(secretOf({ env: 'PAGER_SECRET' })).toBe('whsec_a');
  expect(secretOf({ env: 'OTHER' })).toBeUndefined();
  expect(secretOf({ file: 'pager.secret' })).toBeUndefined();
  writeFileSync(join(dir, 'pager.secret'), 'whsec_b\n');
  expect(secretOf({ file: 'pager.secret' })).toBe('whsec_b');
  rmSync(dir, { recursive: true });
});
