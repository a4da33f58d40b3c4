import { describe, expect, it, vi } from 'vitest';
import { liveMap } from './live-map.ts';
import { manualTime } from './testing/records.ts';

describe('live map', () => {
  it('tells a record’s subscriber once a frame, however often the record changed', () => {
    const time = manualTime();
    const map = liveMap<number>(time.schedule);
    const heard = vi.fn();
    map.subscribe('a', heard);
    for (let i = 0; i < 500; i += 1) map.set('a', i);
    expect(heard).not.toHaveBeenCalled();
    time.pass(16);
    expect(heard).toHaveBeenCalledTimes(1);
    expect(map.get('a')).toBe(499);
  });

  it('leaves subscribers of other records alone', () => {
    const time = manualTime();
    const map = liveMap<number>(time.schedule);
    const other = vi.fn();
    map.subscribe('b', other);
    map.set('a', 1);
    time.pass(16);
    expect(other).not.toHaveBeenCalled();
  });

  it('asks for no frame while nothing changes', () => {
    const time = manualTime();
    const map = liveMap<number>(time.schedule);
    map.set('a', 1);
    time.pass(16);
    expect(time.waiting()).toBe(0);
  });

  it('tells those who watch all that a picture came, also when it is empty', () => {
    const time = manualTime();
    const map = liveMap<number>(time.schedule);
    const heard = vi.fn();
    map.subscribeAll(heard);
    map.replace([]);
    time.pass(16);
    expect(heard).toHaveBeenCalledTimes(1);
  });

  it('tells of what a replacement took away as well as of what it brought', () => {
    const time = manualTime();
    const map = liveMap<number>(time.schedule);
    map.set('old', 1);
    time.pass(16);
    const changes: string[][] = [];
    map.subscribeAll((changed) => changes.push([...changed]));
    map.replace([['new', 2]]);
    map.flush();
    expect(changes).toEqual([['old', 'new']]);
    expect(map.has('old')).toBe(false);
  });

  it('stops telling whoever unsubscribed', () => {
    const time = manualTime();
    const map = liveMap<number>(time.schedule);
    const heard = vi.fn();
    map.subscribe('a', heard)();
    map.set('a', 1);
    time.pass(16);
    expect(heard).not.toHaveBeenCalled();
  });
});
