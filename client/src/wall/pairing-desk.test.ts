import { describe, expect, it } from 'vitest';
import type { ApiResult } from '../api.ts';
import type { DisplaySelf } from './display.ts';
import { pairingDesk, type PairingView } from './pairing-desk.ts';

const code = (text: string, expiresAt: number) => ({
  code: text,
  word: 'lantern',
  colour: 'orange',
  expiresAt,
});
const display = { id: 'd-1', name: 'North wall' } as DisplaySelf;
const away: ApiResult<never> = {
  ok: false,
  error: { kind: 'unreachable', message: 'The server does not answer.', status: 0 },
};
const gone: ApiResult<never> = {
  ok: false,
  error: { kind: 'forbidden', message: 'This code has expired.', status: 401 },
};

function rig() {
  const views: PairingView[] = [];
  const paired: DisplaySelf[] = [];
  const answers = { start: [] as ApiResult<never>[], standing: [] as ApiResult<never>[] };
  const asked = { start: 0, standing: 0 };
  const take = (name: 'start' | 'standing') => () => {
    asked[name] += 1;
    return Promise.resolve(answers[name].shift() ?? away);
  };
  const desk = pairingDesk({
    show: (view) => views.push(view),
    paired: (one) => paired.push(one),
    ask: { start: take('start'), standing: take('standing') },
  });
  const tick = async (now: number) => {
    desk.tick(now);
    for (let turn = 0; turn < 3; turn += 1) await Promise.resolve();
  };
  const say = (name: 'start' | 'standing', value: unknown) =>
    void answers[name].push({ ok: true, value } as ApiResult<never>);
  return { views, paired, answers, asked, tick, say, last: () => views.at(-1) };
}

describe('pairing', () => {
  it('shows the code and counts its life down', async () => {
    const { say, tick, last } = rig();
    say('start', code('K7M-4QX', 600_000));
    await tick(0);
    expect(last()).toEqual({
      kind: 'code',
      code: 'K7M-4QX',
      word: 'lantern',
      colour: 'orange',
      leftMs: 600_000,
    });
    await tick(78_000);
    expect(last()).toMatchObject({ leftMs: 522_000 });
  });

  it('asks every two seconds whether it was confirmed, and then is done', async () => {
    const { say, tick, asked, paired } = rig();
    say('start', code('K7M-4QX', 600_000));
    await tick(0);
    await tick(1_000);
    expect(asked.standing).toBe(0);
    say('standing', { state: 'waiting', ...code('K7M-4QX', 600_000) });
    await tick(2_000);
    expect(asked.standing).toBe(1);
    say('standing', { state: 'paired', display });
    await tick(4_000);
    expect(paired).toEqual([display]);
    await tick(6_000);
    expect(asked.standing).toBe(2);
  });

  it('gets a fresh code when one runs out or the server no longer knows it', async () => {
    const { say, answers, tick, last, asked } = rig();
    say('start', code('AAA-AAA', 600_000));
    await tick(0);
    say('start', code('CCC-CCC', 1_200_000));
    await tick(600_000);
    expect(last()).toMatchObject({ code: 'CCC-CCC' });
    answers.standing.push(gone);
    say('start', code('DDD-DDD', 1_200_000));
    await tick(602_000);
    await tick(603_000);
    expect(last()).toMatchObject({ code: 'DDD-DDD' });
    expect(asked.start).toBe(3);
  });

  it('says why there is no code, and tries again', async () => {
    const { say, tick, last } = rig();
    await tick(0);
    expect(last()).toEqual({
      kind: 'waiting',
      reason: 'The server does not answer.',
      leftMs: 5_000,
    });
    say('start', code('K7M-4QX', 600_000));
    await tick(5_000);
    expect(last()).toMatchObject({ kind: 'code' });
  });

  it('keeps the code through a short absence of the server', async () => {
    const { say, tick, last } = rig();
    say('start', code('K7M-4QX', 600_000));
    await tick(0);
    await tick(2_000);
    await tick(3_000);
    expect(last()).toMatchObject({ kind: 'code', code: 'K7M-4QX' });
  });

  it('does not trust a screen whose clock is wrong with the time left', async () => {
    const { say, tick, last } = rig();
    say('start', code('K7M-4QX', 50_000_000));
    await tick(0);
    expect(last()).toMatchObject({ leftMs: 600_000 });
  });
});
