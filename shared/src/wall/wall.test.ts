import { describe, expect, it } from 'vitest';
import type { Subject } from '../access.ts';
import { ANA, BO, deskWith, NOW, RULES, testDesk, VI } from '../testing/rig.ts';
import { decodeSituation, encodeSituation } from '../situation.ts';
import { wallSection } from './evolve.ts';
import type { PlaylistTurn, Target, Walls } from './wall.ts';

type Desk = ReturnType<typeof testDesk>;

const SYSTEM: Subject = { kind: 'system', id: 'clockwork' };
const MAP: PlaylistTurn = { scene: 'map', dwellS: 20 };
const ALL: Target = { kind: 'all' };
const north: Target = { kind: 'group', group: 'North' };

const walls = (desk: Desk): Walls => desk.situation.sections.wall;
const kindOf = (decision: ReturnType<Desk['do']>) => (decision.ok ? 'ok' : decision.refusal.kind);
const pathOf = (decision: ReturnType<Desk['do']>) =>
  decision.ok ? 'ok' : [decision.refusal.kind, decision.refusal.path];
const playlist = (more: object = {}) => ({
  type: 'wall.playlist-save',
  playlist: 'day',
  title: 'Day',
  turns: [MAP],
  ...more,
});
const announcement = (more: object = {}) => ({
  type: 'wall.announcement-save',
  announcement: 'coffee',
  title: 'Coffee',
  body: 'In the *lobby*.',
  tlp: 'GREEN',
  forVisitors: false,
  from: null,
  until: null,
  ...more,
});
const rule = (more: object = {}) => ({
  id: 'r1',
  target: ALL,
  playlist: 'day',
  hours: null,
  days: null,
  phases: null,
  ...more,
});
const schedule = (rules: object[], expectedVersion: number) => ({
  type: 'wall.schedule-set',
  rules,
  expectedVersion,
});

describe('setting up walls', () => {
  it('[WP1] is for leads and admins, steering them for triagers too, telling of missing ones for the server alone', () => {
    const desk = testDesk();
    desk.must(ANA, playlist());
    const setUp = [
      playlist({ title: 'Night' }),
      { type: 'wall.playlist-remove', playlist: 'day' },
      schedule([rule()], 9),
      announcement(),
      { type: 'wall.announcement-remove', announcement: 'coffee' },
    ];
    const steering = [
      { type: 'wall.pin', target: ALL, turn: MAP, forMin: null },
      { type: 'wall.unpin', target: ALL },
      { type: 'wall.pause', target: ALL },
      { type: 'wall.resume', target: ALL },
    ];
    const finding = [
      { type: 'wall.display-missing', display: 'd-1', since: NOW },
      { type: 'wall.display-back', display: 'd-1' },
    ];
    for (const command of setUp) expect(kindOf(desk.do(BO, command))).toBe('forbidden');
    for (const command of [...setUp, ...steering]) {
      expect(kindOf(desk.do(VI, command))).toBe('forbidden');
      expect(kindOf(desk.do(SYSTEM, command))).toBe('forbidden');
    }
    for (const command of steering) desk.must(BO, command);
    for (const command of finding) {
      expect(kindOf(desk.do(ANA, command))).toBe('forbidden');
      desk.must(SYSTEM, command);
    }
  });

  it('[WP2] refuses what is not there to be shown, and says which turn names it', () => {
    const desk = deskWith('new', { tlp: 'AMBER+STRICT' });
    desk.must(ANA, { type: 'view.save', title: 'Ours', query: 'sev:S1', scope: 'team' });
    desk.must(ANA, { type: 'view.save', title: 'Mine', query: 'sev:S1', scope: 'private' });
    const [team, own] = Object.keys(desk.situation.sections.view);
    const turns = (...more: object[]) => playlist({ turns: [MAP, ...more] });
    const turn = (scene: string, more: object = {}) => ({ scene, dwellS: 10, ...more });
    const wrong: [object, string, string][] = [
      [turn('view'), 'missing-field', 'turns.1.view'],
      [turn('view', { view: own }), 'not-found', 'turns.1.view'],
      [turn('view', { view: 'never' }), 'not-found', 'turns.1.view'],
      [turn('incident'), 'missing-field', 'turns.1.incident'],
      [turn('incident', { incident: 'EX-0009' }), 'not-found', 'turns.1.incident'],
      [turn('announcement', { announcement: 'never' }), 'not-found', 'turns.1.announcement'],
    ];
    for (const [one, kind, path] of wrong)
      expect(pathOf(desk.do(ANA, turns(one)))).toEqual([kind, path]);
    desk.must(
      ANA,
      turns(
        turn('view', { view: team, map: 'counties' }),
        turn('incident', { incident: 'EX-0001' }),
      ),
    );
    // What its scene doesn't go by is not kept.
    expect(walls(desk).playlists['day']?.turns).toEqual([
      MAP,
      turn('view', { view: team }),
      turn('incident', { incident: 'EX-0001' }),
    ]);
    const unseen = { ...BO, clearance: 'AMBER' } as Subject;
    const pin = { type: 'wall.pin', target: ALL, turn: turn('incident', { incident: 'EX-0001' }) };
    expect(kindOf(desk.do(unseen, { ...pin, forMin: 5 }))).toBe('not-found');
    expect(pathOf(desk.do(ANA, schedule([rule({ playlist: 'never' })], 9)))).toEqual([
      'not-found',
      'rules.0.playlist',
    ]);
  });

  it('[WP3] refuses a save on an older version of that very thing; what else happened to walls plays no part', () => {
    const desk = testDesk();
    desk.must(ANA, playlist());
    desk.must(ANA, playlist({ playlist: 'night', title: 'Night' }));
    desk.must(BO, { type: 'wall.pin', target: ALL, turn: MAP, forMin: 5 });
    desk.must(ANA, playlist({ title: 'Day 2', expectedVersion: 1 }));
    expect(kindOf(desk.do(ANA, playlist({ title: 'Day 3', expectedVersion: 3 })))).toBe(
      'stale-version',
    );
    desk.must(ANA, playlist({ title: 'Day 3', expectedVersion: 4 }));
    desk.must(ANA, schedule([rule()], 0));
    expect(kindOf(desk.do(ANA, schedule([], 5)))).toBe('stale-version');
    desk.must(BO, { type: 'wall.unpin', target: ALL });
    desk.must(ANA, schedule([], 6));
    desk.must(ANA, announcement());
    desk.must(ANA, announcement({ body: 'Gone.' }));
    expect(kindOf(desk.do(ANA, announcement({ body: 'Back.', expectedVersion: 9 })))).toBe(
      'stale-version',
    );
    desk.must(ANA, { type: 'wall.announcement-remove', announcement: 'coffee' });
    expect(kindOf(desk.do(ANA, announcement({ expectedVersion: 10 })))).toBe('not-found');
    expect(walls(desk)).toMatchObject({ version: 11, scheduleVersion: 8 });
  });

  it('[WP14] keeps who set the schedule, and tells whoever would save over it', () => {
    const desk = testDesk();
    desk.must(ANA, playlist());
    desk.must(ANA, schedule([rule()], 0));
    expect(walls(desk).scheduleChanged).toEqual({ at: NOW, by: ANA.id });
    const late = desk.do(ANA, schedule([], 1));
    expect(late).toMatchObject({
      ok: false,
      refusal: { kind: 'stale-version', who: ANA.id, at: NOW },
    });
    // A picture of an earlier version doesn't know who it was.
    const { scheduleChanged: _unknown, ...earlier } = walls(desk);
    const old = { ...desk.situation.sections, wall: earlier };
    desk.situation.sections = old;
    expect(kindOf(desk.do(ANA, schedule([], 1)))).toBe('stale-version');
  });

  it('[WP4] keeps a playlist that is on the schedule, and makes a fresh id where none is given', () => {
    const desk = testDesk();
    desk.must(ANA, playlist());
    desk.must(ANA, playlist({ playlist: undefined }));
    expect(Object.keys(walls(desk).playlists)).toEqual(['day', 'made1']);
    desk.must(ANA, schedule([rule()], 2));
    const remove = { type: 'wall.playlist-remove', playlist: 'day' };
    expect(kindOf(desk.do(ANA, remove))).toBe('wrong-state');
    desk.must(ANA, schedule([], 3));
    desk.must(ANA, remove);
    expect(kindOf(desk.do(ANA, remove))).toBe('not-found');
    expect(kindOf(desk.do(ANA, schedule([rule()], 9)))).toBe('not-found');
  });

  it('[WP4] refuses rules that can never be meant', () => {
    const desk = testDesk();
    desk.must(ANA, playlist());
    const wrong = [
      [rule(), rule()],
      [rule({ hours: { from: '08:00', until: '08:00' } })],
      [rule({ days: [1, 1] })],
      [rule({ phases: ['count', 'count'] })],
    ];
    for (const rules of wrong) expect(kindOf(desk.do(ANA, schedule(rules, 1)))).toBe('malformed');
  });

  it('[WP5] labels no announcement RED or above who writes it, and hides it from who may not read it', () => {
    const desk = testDesk();
    const low = { ...ANA, clearance: 'GREEN' } as Subject;
    expect(pathOf(desk.do(ANA, announcement({ tlp: 'RED' })))).toEqual(['forbidden', 'tlp']);
    expect(pathOf(desk.do(low, announcement({ tlp: 'AMBER' })))).toEqual(['forbidden', 'tlp']);
    expect(pathOf(desk.do(ANA, announcement({ from: NOW, until: NOW })))).toEqual([
      'malformed',
      'until',
    ]);
    desk.must(ANA, announcement({ tlp: 'AMBER' }));
    const remove = { type: 'wall.announcement-remove', announcement: 'coffee' };
    expect(desk.do(low, remove)).toEqual(desk.do(low, { ...remove, announcement: 'never' }));
    expect(kindOf(desk.do(low, announcement({ body: 'x' })))).toBe('not-found');
    expect(walls(desk).announcements['coffee']).toMatchObject({
      body: 'In the *lobby*.',
      changedBy: 'ana',
      changedAt: NOW,
    });
    desk.must(ANA, remove);
    expect(walls(desk).announcements).toEqual({});
  });

  it('[WP7] pins for a time, pauses until resumed, and lets go of what is over', () => {
    const desk = testDesk();
    const pin = { type: 'wall.pin', target: north, turn: MAP, forMin: 10, reason: 'Look' };
    desk.must(BO, pin);
    desk.must(BO, { type: 'wall.pause', target: north });
    expect(kindOf(desk.do(BO, { type: 'wall.pause', target: north }))).toBe('nothing-changes');
    expect(walls(desk).controls).toEqual({
      'group:North': {
        target: north,
        pin: { turn: MAP, until: NOW + 600_000, at: NOW, by: 'bo' },
        pause: { at: NOW, by: 'bo' },
      },
    });
    desk.now += 600_000;
    expect(kindOf(desk.do(BO, { type: 'wall.unpin', target: north }))).toBe('nothing-changes');
    desk.must(BO, { type: 'wall.resume', target: north });
    expect(kindOf(desk.do(BO, { type: 'wall.resume', target: north }))).toBe('nothing-changes');
    expect(walls(desk).controls).toEqual({});
  });

  it('[WP15] brings back the pin that one’s own stood over, while that holds, and no other', () => {
    const desk = testDesk();
    const pin = (who: Subject, scene: string, forMin: number | null) =>
      desk.must(who, { type: 'wall.pin', target: north, turn: { scene, dwellS: 20 }, forMin });
    const undo = { type: 'wall.unpin', target: north, undo: true };
    const pinned = () => walls(desk).controls['group:North']?.pin;
    const first = { turn: MAP, until: NOW + 3_600_000, at: NOW, by: 'ana' };
    pin(ANA, 'map', 60);
    desk.now += 1_000;
    pin(BO, 'metrics', 10);
    pin(BO, 'ticker', null);
    // What is over, and what somebody else has put there since, does not come back or go.
    desk.now += 600_000;
    desk.must(BO, undo);
    expect(pinned()).toEqual(first);
    expect(desk.do(BO, undo)).toMatchObject({
      ok: false,
      refusal: { kind: 'wrong-state', who: 'ana', at: NOW },
    });
    expect(pinned()).toEqual(first);
    pin(BO, 'ticker', null);
    desk.must(ANA, { type: 'wall.pause', target: north });
    const back = decodeSituation(encodeSituation(desk.situation));
    expect(back.sections.wall.controls['group:North']?.under).toEqual([first]);
    desk.now = NOW + 3_600_000;
    desk.must(BO, undo);
    expect(pinned()).toBeNull();
    expect(kindOf(desk.do(BO, undo))).toBe('nothing-changes');
    expect(walls(desk).controls['group:North']).not.toHaveProperty('under');
  });

  it('[WP15] takes five pushes back one by one, and nothing by taking off on purpose', () => {
    const desk = testDesk();
    const pin = (forMin: number) =>
      desk.must(BO, { type: 'wall.pin', target: ALL, turn: MAP, forMin });
    const undo = { type: 'wall.unpin', target: ALL, undo: true };
    for (let forMin = 1; forMin <= 8; forMin += 1) pin(forMin);
    const untils = [];
    for (let times = 0; times < 6; times += 1) {
      untils.push(((walls(desk).controls['all']?.pin?.until ?? 0) - NOW) / 60_000);
      desk.must(BO, undo);
    }
    expect(untils).toEqual([8, 7, 6, 5, 4, 3]);
    expect(walls(desk).controls).toEqual({});
    pin(5);
    pin(6);
    desk.must(BO, { type: 'wall.unpin', target: ALL });
    expect(walls(desk).controls).toEqual({});
  });

  it('[WP12] a display is missing once, until it is back', () => {
    const desk = testDesk();
    const missing = { type: 'wall.display-missing', display: 'd-1', since: NOW - 60_000 };
    desk.must(SYSTEM, missing);
    expect(kindOf(desk.do(SYSTEM, { ...missing, since: NOW }))).toBe('nothing-changes');
    expect(walls(desk).missing).toEqual({ 'd-1': NOW - 60_000 });
    desk.must(SYSTEM, { type: 'wall.display-back', display: 'd-1' });
    expect(kindOf(desk.do(SYSTEM, { type: 'wall.display-back', display: 'd-1' }))).toBe(
      'nothing-changes',
    );
    expect(walls(desk).missing).toEqual({});
  });

  it('[WP11] keeps titles, texts and reasons apart, and reads on where they were erased', () => {
    const desk = testDesk();
    const written = [
      playlist({ title: 'SECRET' }),
      announcement({ title: 'SECRET', body: 'SECRET' }),
    ];
    for (const command of [
      ...written,
      { type: 'wall.pause', target: ALL, reason: 'SECRET' },
      { type: 'wall.pin', target: ALL, turn: MAP, forMin: null, reason: 'SECRET' },
    ]) {
      const decision = desk.do(ANA, command);
      if (!decision.ok) throw new Error(decision.refusal.message);
      const event = decision.writes[0]?.event;
      expect(JSON.stringify(event?.data)).not.toContain('SECRET');
      expect(event).toHaveProperty('personal');
      expect(JSON.stringify(event)).toContain('SECRET');
    }
    const erased = wallSection.evolve(wallSection.empty(), 'main', {
      type: 'wall.announcement-saved',
      data: { announcement: 'a', tlp: 'CLEAR', forVisitors: true, from: null, until: null },
      personal: null,
      version: 1,
      at: NOW,
      by: { kind: 'person', id: 'ana' },
    });
    expect(erased.announcements['a']).toMatchObject({ title: '(title erased)', body: '' });
  });

  it('[ST2] reads back from a snapshot exactly, and passes over what a later version wrote', () => {
    const desk = testDesk(RULES);
    desk.must(ANA, playlist());
    desk.must(ANA, schedule([rule({ hours: { from: '22:00', until: '06:00' } })], 1));
    desk.happens('wall:main', { type: 'wall.of-tomorrow', data: { x: 1 } });
    const back = decodeSituation(encodeSituation(desk.situation));
    expect(back.sections.wall).toEqual(walls(desk));
    expect(back.stamps.wall).toBe(3);
    expect(walls(desk).version).toBe(3);
  });
});
