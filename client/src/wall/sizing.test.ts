import { describe, expect, it } from 'vitest';
import { detailPx, hasWideFrame, takeoverUnitPx, wallLayout } from './sizing.ts';
import { seededRandom } from './testing/random.ts';

const FULL_HD = { width: 1920, height: 1080 };

describe('the size of type', () => {
  it.each([
    [55, [50, 71, 101]],
    [65, [43, 60, 85]],
    [75, [37, 52, 74]],
    [86, [32, 45, 65]],
  ])('is 16 minutes of arc on %i inch at 5, 7 and 10 m', (diagonalInch, px) => {
    const got = [5, 7, 10].map((farthestSeatM) =>
      Math.round(detailPx(FULL_HD, { diagonalInch, farthestSeatM })),
    );
    expect(got).toEqual(px);
  });

  it('is the same share of the picture on 4K, whatever the device pixel ratio', () => {
    const room = { diagonalInch: 65, farthestSeatM: 7 };
    const uhd = wallLayout({ width: 3840, height: 2160 }, room);
    const hd = wallLayout(FULL_HD, room);
    expect(uhd.unitPx / hd.unitPx).toBeCloseTo(2, 6);
    expect(uhd.width).toBeCloseTo(hd.width, 6);
    expect(uhd.shape).toBe('wide');
  });

  it('is the same on a screen turned upright', () => {
    const room = { diagonalInch: 65, farthestSeatM: 7 };
    const upright = wallLayout({ width: 1080, height: 1920 }, room);
    expect(upright.unitPx).toBeCloseTo(wallLayout(FULL_HD, room).unitPx, 6);
    expect(upright.shape).toBe('portrait');
  });

  it('grows the frame to 16 % of the height in a close room, never beyond', () => {
    const layout = wallLayout(FULL_HD, { diagonalInch: 86, farthestSeatM: 5 });
    expect(layout.shape).toBe('near');
    expect((221 * layout.frameUnitPx) / 1080).toBeCloseTo(0.16, 3);
  });

  it('keeps the frame’s cells beside one another on an ultrawide, where type leaves scenes little height', () => {
    const room = { diagonalInch: 65, farthestSeatM: 7 };
    const ultrawide = wallLayout({ width: 3440, height: 1440 }, room);
    expect(ultrawide.shape).toBe('tight');
    expect(hasWideFrame(ultrawide)).toBe(true);
    expect(hasWideFrame(wallLayout(FULL_HD, { ...room, farthestSeatM: 10 }))).toBe(false);
    expect(
      hasWideFrame(wallLayout({ width: 1080, height: 1920 }, { ...room, profile: 'near' })),
    ).toBe(false);
  });

  it('says so when the room asks for more than the screen can carry', () => {
    expect(wallLayout(FULL_HD, { diagonalInch: 32, farthestSeatM: 10 }).isBelowFloor).toBe(true);
    expect(wallLayout(FULL_HD, { diagonalInch: 65, farthestSeatM: 7 }).isBelowFloor).toBe(false);
  });

  it('[WZ1] is smaller in the near profile, where one reads from 2 m at most, and never below a desk screen’s', () => {
    const room = { diagonalInch: 65, farthestSeatM: 7 };
    const near = wallLayout(FULL_HD, { ...room, profile: 'near' });
    expect(near.unitPx * 60).toBeCloseTo(24, 6);
    expect(wallLayout(FULL_HD, { ...room, profile: 'far' })).toEqual(wallLayout(FULL_HD, room));
    // On a small screen the 2 m count.
    const small = { diagonalInch: 24, farthestSeatM: 7, profile: 'near' } as const;
    const floor = detailPx(FULL_HD, { diagonalInch: 24, farthestSeatM: 2 });
    expect(wallLayout(FULL_HD, small).unitPx * 60).toBeCloseTo(floor, 6);
    expect(wallLayout(FULL_HD, small).isBelowFloor).toBe(false);
    // Who sits closer than that is taken at their word.
    expect(detailPx(FULL_HD, { ...small, farthestSeatM: 1 })).toBeCloseTo(floor / 2, 6);
  });

  it('[WZ1] lets a takeover grow into the room there is, where type is small', () => {
    const far = wallLayout(FULL_HD, { diagonalInch: 65, farthestSeatM: 7 });
    expect(takeoverUnitPx(far)).toBe(far.unitPx);
    const near = wallLayout(FULL_HD, { diagonalInch: 65, farthestSeatM: 2, profile: 'near' });
    const unitPx = takeoverUnitPx(near);
    expect(unitPx / near.unitPx).toBeCloseTo(2.5, 1);
    expect(unitPx * 1920).toBeLessThanOrEqual(1920.001);
  });

  it('never falls below the floor unless it says so', () => {
    const random = seededRandom(1);
    for (let round = 0; round < 2_000; round += 1) {
      const canvas = { width: random.between(640, 7680), height: random.between(480, 7680) };
      const room = {
        diagonalInch: random.between(13, 130),
        farthestSeatM: random.between(5, 300) / 10,
      };
      const layout = wallLayout(canvas, room);
      const isLargeEnough = layout.unitPx * 60 >= detailPx(canvas, room) * 0.99;
      expect(layout.isBelowFloor || isLargeEnough, JSON.stringify({ canvas, room })).toBe(true);
    }
  });
});
