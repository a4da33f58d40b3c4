import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { httpRig } from '../testing/rig.ts';
import type { HttpRig } from '../testing/rig.ts';

const AT = '/api/elections/us-general/incidents';
let rig: HttpRig;
let lead: string;
let commands = 0;

beforeAll(async () => {
  rig = await httpRig();
  lead = await rig.member('lead', 'AMBER+STRICT');
});
afterAll(() => rig.close());

async function must(command: Record<string, unknown>): Promise<{ opened: string | null }> {
  commands += 1;
  const response = await rig.ask('POST', '/api/elections/us-general/commands', {
    cookie: lead,
    body: { commandId: `more${commands}`, ...command },
  });
  expect(response.status).toBe(200);
  return (await response.json()) as { opened: string | null };
}

const opened = async (more: Record<string, unknown> = {}): Promise<string> =>
  (await must({ type: 'incident.open', title: 'Hall closed', ...more })).opened ?? '';

describe('what the page of an incident shows besides', () => {
  it('[DK32] brings the tasks of the playbook, and answers people only', async () => {
    const id = await opened({ category: 'OPS.closure' });
    const viewer = await rig.member('viewer', 'AMBER');
    const response = await rig.ask('GET', `${AT}/${id}/more`, { cookie: viewer });
    const more = (await response.json()) as { incident: string; tasks: { playbook: string }[] };
    expect(more.incident).toBe(id);
    expect(more.tasks.length).toBeGreaterThan(4);
    expect(new Set(more.tasks.map(({ playbook }) => playbook))).toEqual(
      new Set(['polling-place-closed']),
    );
    const display = await rig.display('AMBER+STRICT');
    for (const path of ['more', 'suggestions']) {
      const asked = await rig.ask('GET', `${AT}/${id}/${path}`, { cookie: display });
      expect(asked.status).toBe(403);
      expect(await asked.text()).not.toContain('Hall closed');
    }
  });

  it('[DK31] answers for what is not shared as for what is not there', async () => {
    const secret = await opened({ tlp: 'AMBER+STRICT' });
    const low = await rig.member('triager', 'GREEN');
    for (const path of ['more', 'suggestions']) {
      const hidden = await rig.ask('GET', `${AT}/${secret}/${path}`, { cookie: low });
      const missing = await rig.ask('GET', `${AT}/US28-9999/${path}`, { cookie: low });
      expect([hidden.status, missing.status]).toEqual([404, 404]);
      expect(await hidden.text()).toBe(await missing.text());
    }
  });

  it('[DK30] lists open incidents that may be the same', async () => {
    const like = { jurisdictions: ['US-AZ'], category: 'OPS.equipment' };
    const [one, two] = [await opened(like), await opened(like)];
    const response = await rig.ask('GET', `${AT}/${one}/suggestions`, { cookie: lead });
    expect(await response.json()).toMatchObject([
      { incident: two, title: 'Hall closed', state: 'new', severity: 'S3' },
    ]);
  });
});
