import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Need } from './router.ts';
import { httpRig, LOCAL_TOKEN, type HttpRig } from './testing/rig.ts';

const CALLERS = [
  'nobody',
  'stranger',
  'display',
  'partner',
  'viewer',
  'triager',
  'lead',
  'admin',
  'server-admin',
  'command line',
] as const;
type Caller = (typeof CALLERS)[number];

const reading: Caller[] = [
  'display',
  'viewer',
  'triager',
  'lead',
  'admin',
  'server-admin',
  'command line',
];
const people: Caller[] = [
  'stranger',
  'partner',
  'viewer',
  'triager',
  'lead',
  'admin',
  'server-admin',
];

/** Who gets past the door of a route that needs this. Written out, so that a change of rules shows here. */
const MAY: Record<Need, readonly Caller[]> = {
  public: CALLERS,
  person: people,
  display: ['display'],
  'any-admin': ['admin', 'server-admin'],
  'situation.read': reading,
  'signal.read': reading,
  'signal.write': ['triager', 'lead', 'admin', 'server-admin', 'command line'],
  'signal.triage': ['triager', 'lead', 'admin', 'server-admin', 'command line'],
  'signal.import': ['lead', 'admin', 'server-admin', 'command line'],
  'incident.triage': ['triager', 'lead', 'admin', 'server-admin', 'command line'],
  'incident.lead': ['lead', 'admin', 'server-admin', 'command line'],
  'election.administer': ['admin', 'server-admin'],
  'server.administer': ['server-admin'],
};

let rig: HttpRig;
const cookies = new Map<Caller, string>();

beforeAll(async () => {
  rig = await httpRig();
  for (const role of ['partner', 'viewer', 'triager', 'lead', 'admin'] as const)
    cookies.set(role, await rig.member(role));
  cookies.set('stranger', await rig.member('lead', 'AMBER', 'example-city'));
  cookies.set('server-admin', await rig.serverAdmin());
  cookies.set('display', await rig.display());
});
afterAll(() => rig.close());

/** Whether a caller gets past the door; what comes after (a malformed body, say) plays no part. */
async function passes(caller: Caller, method: string, path: string): Promise<boolean> {
  const response = await rig.ask(method, path, {
    cookie: cookies.get(caller),
    headers: caller === 'command line' ? { authorization: `Bearer ${LOCAL_TOKEN}` } : {},
  });
  if (response.status === 401 || response.status === 403) return false;
  if (response.status !== 404) return true;
  const text = await response.text();
  expect(text).not.toContain('/api/docs'); // that would be a path that matched no route
  return !text.includes('There is no election');
}

describe('who may do what', () => {
  it('[HT6] every route says what it needs', () => {
    const declared = new Set(rig.routes.map(({ method, path }) => `${method} ${path}`));
    const served = rig.app.routes.filter(
      ({ method, path }) => method !== 'ALL' && !path.endsWith('*'),
    );
    expect(served.length).toBeGreaterThan(40);
    expect(
      served.map(({ method, path }) => `${method} ${path}`).filter((route) => !declared.has(route)),
    ).toEqual([]);
  });

  it('[HT6] every role gets past exactly the doors that are its', { timeout: 30_000 }, async () => {
    const wrong: string[] = [];
    for (const { method, path, need, audience, people: isForPeople } of rig.routes) {
      if (need === 'public') continue;
      const concrete = path.replace(':election', 'us-general').replace(/:[a-z]+/g, 'x');
      for (const caller of CALLERS) {
        const passed = await passes(caller, method, concrete);
        const isPerson = caller !== 'display' && caller !== 'command line';
        const may =
          MAY[need].includes(caller) &&
          !(audience && caller === 'command line') &&
          !(isForPeople && !isPerson);
        if (passed !== may)
          wrong.push(
            `${caller} ${passed ? 'passes' : 'is stopped at'} ${method} ${path} (${need})`,
          );
      }
    }
    expect(wrong).toEqual([]);
  });

  it('[HT7] public routes tell a stranger nothing about people, elections or displays', async () => {
    for (const { method, path } of rig.routes.filter(({ need }) => need === 'public')) {
      const response = await rig.ask(method, path, method === 'GET' ? {} : { body: {} });
      const text = await response.text();
      for (const secret of ['Person', '@example.org', 'us-general', 'United States', 'Wall'])
        expect(`${path}: ${text}`).not.toContain(secret);
    }
  });

  it('[HT6] an election one is not part of reads like one that is not there', async () => {
    const cookie = cookies.get('stranger');
    const hidden = await rig.ask('GET', '/api/elections/us-general', { cookie });
    const missing = await rig.ask('GET', '/api/elections/us-generax', { cookie });
    expect(hidden.status).toBe(404);
    expect((await hidden.text()).replace('us-general', 'X')).toBe(
      (await missing.text()).replace('us-generax', 'X'),
    );
  });
});
