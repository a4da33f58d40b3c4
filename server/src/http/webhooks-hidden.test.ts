import { expect, it } from 'vitest';
import { httpRig } from './testing/rig.ts';

it('[OB28] screens get an election without its webhooks', async () => {
  const rig = await httpRig();
  const { election } = rig.room.election;
  const before = election.webhooks;
  election.webhooks = [
    {
      name: 'pager',
      url: 'https://pager.example.org/token-in-the-path',
      secretEnv: 'PAGER_SECRET',
      events: ['sla.breach'],
      clearance: 'AMBER',
      drills: false,
    },
  ];
  const cookie = await rig.member('lead');
  const response = await rig.ask('GET', '/api/elections/us-general', { cookie });
  const text = await response.text();
  expect(JSON.parse(text)).toMatchObject({ id: 'us-general', webhooks: [] });
  expect(text).not.toMatch(/token-in-the-path|PAGER_SECRET/);
  election.webhooks = before;
  await rig.close();
});
