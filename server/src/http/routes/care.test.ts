import type { CareView } from '@warroom/shared';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { httpRig, type HttpRig } from '../testing/rig.ts';

const us = '/api/elections/us-general';
let rig: HttpRig;
beforeEach(async () => {
  rig = await httpRig();
});
afterEach(() => rig.close());

async function read(cookie: string): Promise<CareView> {
  return (await (await rig.ask('GET', `${us}/care`, { cookie })).json()) as CareView;
}

describe('how long people looked at distressing signals', () => {
  it('is read by each for themselves, and by leads for all, most today first', async () => {
    const viewer = await rig.member('viewer');
    const triager = await rig.member('triager');
    const lead = await rig.member('lead');
    for (const [cookie, minutes] of [
      [viewer, 2],
      [triager, 5],
    ] as const) {
      const body = { type: 'care.report', commandId: `c-${minutes}`, minutes };
      expect((await rig.ask('POST', `${us}/commands`, { cookie, body })).status).toBe(200);
    }
    const own = await read(viewer);
    expect(own.own?.minutesByDay).toEqual({ [own.today]: 2 });
    expect(own.people).toBeNull();
    const all = await read(lead);
    expect(all.own).toBeNull();
    expect(all.people?.map(({ name, minutesByDay }) => [name, minutesByDay[all.today]])).toEqual([
      ['Person 2', 5],
      ['Person 1', 2],
    ]);
  });

  it('is nothing that a partner or a screen learns of', async () => {
    const triager = await rig.member('triager');
    const body = { type: 'care.report', commandId: 'c-1', minutes: 3 };
    const reported = await rig.ask('POST', `${us}/commands`, { cookie: triager, body });
    expect(reported.status).toBe(200);
    const partner = await rig.member('partner');
    expect((await rig.ask('GET', `${us}/care`, { cookie: partner })).status).toBe(403);
    const display = await rig.display();
    expect(await read(display)).toMatchObject({ own: null, people: null });
  });
});
