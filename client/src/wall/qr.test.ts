import jsQr from 'jsqr';
import { describe, expect, it } from 'vitest';
import { hasPhoneLink, phoneUrl } from './phone-link.ts';
import { QUIET_MODULES, qrModules, qrPath } from './qr.ts';
import { REFERENCE_ROOM, wallLayout } from './sizing.ts';

/** The code as a camera would give it: four pixels a module, with its quiet margin. */
function pixels(modules: readonly (readonly boolean[])[]) {
  const side = (modules.length + 2 * QUIET_MODULES) * 4;
  const data = new Uint8ClampedArray(side * side * 4).fill(255);
  for (const [row, line] of modules.entries())
    for (const [col, isDark] of line.entries()) {
      if (!isDark) continue;
      for (let y = 0; y < 4; y += 1)
        for (let x = 0; x < 4; x += 1) {
          const at = ((row + QUIET_MODULES) * 4 + y) * side + (col + QUIET_MODULES) * 4 + x;
          data.fill(0, at * 4, at * 4 + 3);
        }
    }
  return { data, side };
}

describe("the wall's code for phones", () => {
  it('is read by another decoder as the very address', () => {
    const url = phoneUrl('https://room.example.gov', 'us-general', {
      scene: 'incident',
      incident: 'US28-0042',
    });
    const { data, side } = pixels(qrModules(url));
    expect(jsQr(data, side, side)?.data).toBe(url);
  });

  it('opens the same turn, and holds nothing but what it shows', () => {
    const url = new URL(
      phoneUrl('https://room.example.gov', 'us general', { scene: 'map', map: 'counties' }),
    );
    expect(url.pathname).toBe('/wall');
    expect(Object.fromEntries(url.searchParams)).toEqual({
      election: 'us general',
      scene: 'map',
      map: 'counties',
    });
  });

  it('is drawn with its dark modules in their places, inside a quiet margin', () => {
    expect(qrPath([[true, true, false, true]])).toBe('M4 4h2v1h-2zM7 4h1v1h-1z');
  });

  it('stands on near walls and on a pinned list, never in visitor mode nor where type fills the screen', () => {
    const turn = { scene: 'view', view: 'v1' } as const;
    const pin = { turn: { ...turn, dwellS: 30 }, until: null };
    const program = { rules: [], pin, pausedAt: null, announcements: [], views: [] };
    const identity = { kind: 'display', name: '', clearance: 'AMBER', redaction: 'none' } as const;
    const far = wallLayout({ width: 1_920, height: 1_080 }, REFERENCE_ROOM);
    const near = wallLayout(
      { width: 1_920, height: 1_080 },
      { diagonalInch: 55, farthestSeatM: 1.5 },
    );
    const tight = wallLayout(
      { width: 1_366, height: 768 },
      { diagonalInch: 55, farthestSeatM: 10 },
    );
    expect(hasPhoneLink({ identity, program }, far, turn)).toBe(true);
    expect(hasPhoneLink({ identity, program }, far, { scene: 'view', view: 'v2' })).toBe(false);
    expect(hasPhoneLink({ identity, program }, near, { scene: 'map' })).toBe(true);
    expect(hasPhoneLink({ identity, program }, tight, turn)).toBe(false);
    const filmed = { ...identity, redaction: 'visitor' } as const;
    expect(hasPhoneLink({ identity: filmed, program }, near, turn)).toBe(false);
  });
});
