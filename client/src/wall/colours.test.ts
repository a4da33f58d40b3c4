import { describe, expect, it } from 'vitest';

// vitest empties style sheets on import, so this one is read from disk.
const { process } = globalThis as unknown as {
  process: { getBuiltinModule(id: 'fs'): { readFileSync(path: string, encoding: 'utf8'): string } };
};
// Vite rewrites `new URL(…, import.meta.url)`, so the path is put together by hand.
const file = import.meta.url.replace(/^file:\/\//, '').replace(/wall\/[^/]+$/, 'ui/tokens.css');
const tokens = process.getBuiltinModule('fs').readFileSync(decodeURIComponent(file), 'utf8');

type Triple = readonly [number, number, number];

const SEVERITIES = ['crit', 'high', 'med', 'low'];

/** Full dichromacy in linear RGB: Machado, Oliveira and Fernandes 2009, severity 1.0. */
const SIGHT: Record<string, readonly [Triple, Triple, Triple]> = {
  usual: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protan: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deutan: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritan: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

function token(theme: 'dark' | 'light', name: string): Triple {
  const block = tokens.slice(tokens.indexOf(`[data-theme='${theme}']`));
  const hex = new RegExp(`--${name}: #([0-9a-f]{6});`).exec(block)?.[1];
  if (hex === undefined) throw new Error(`tokens.css has no --${name} for ${theme}`);
  const channel = (place: number): number => {
    const value = Number.parseInt(hex.slice(place, place + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return [channel(0), channel(2), channel(4)];
}

const dot = (a: Triple, b: Triple): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];

function seen(colour: Triple, sight: string): Triple {
  const rows = SIGHT[sight] ?? [];
  const [r = 0, g = 0, b = 0] = rows.map((row) => Math.min(1, Math.max(0, dot(row, colour))));
  return [r, g, b];
}

/** CIE L*a*b* of linear sRGB, white D65. */
function lab(rgb: Triple): Triple {
  const f = (value: number): number =>
    value > 216 / 24389 ? Math.cbrt(value) : (24389 / 27 / 116) * value + 16 / 116;
  const x = f(dot([0.4124564, 0.3575761, 0.1804375], rgb) / 0.95047);
  const y = f(dot([0.2126729, 0.7151522, 0.072175], rgb));
  const z = f(dot([0.0193339, 0.119192, 0.9503041], rgb) / 1.08883);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

const deg = (radians: number): number => ((radians * 180) / Math.PI + 360) % 360;
const rad = (degrees: number): number => (degrees * Math.PI) / 180;

/** CIEDE2000 as Sharma, Wu and Dalal 2005 write it out. */
function deltaE([l1, a1, b1]: Triple, [l2, a2, b2]: Triple): number {
  const mean = (Math.hypot(a1, b1) + Math.hypot(a2, b2)) / 2;
  const g = 0.5 * (1 - Math.sqrt(mean ** 7 / (mean ** 7 + 25 ** 7)));
  const [ap1, ap2] = [(1 + g) * a1, (1 + g) * a2];
  const [c1, c2] = [Math.hypot(ap1, b1), Math.hypot(ap2, b2)];
  const [h1, h2] = [deg(Math.atan2(b1, ap1)), deg(Math.atan2(b2, ap2))];
  const isGrey = c1 * c2 === 0;
  let dh = isGrey ? 0 : h2 - h1;
  if (dh > 180) dh -= 360;
  if (dh < -180) dh += 360;
  const dH = 2 * Math.sqrt(c1 * c2) * Math.sin(rad(dh / 2));
  const l = (l1 + l2) / 2;
  const c = (c1 + c2) / 2;
  let h = h1 + h2;
  if (!isGrey) h = Math.abs(h1 - h2) > 180 ? (h < 360 ? h + 360 : h - 360) / 2 : h / 2;
  const t =
    1 -
    0.17 * Math.cos(rad(h - 30)) +
    0.24 * Math.cos(rad(2 * h)) +
    0.32 * Math.cos(rad(3 * h + 6)) -
    0.2 * Math.cos(rad(4 * h - 63));
  const sl = 1 + (0.015 * (l - 50) ** 2) / Math.sqrt(20 + (l - 50) ** 2);
  const sc = 1 + 0.045 * c;
  const sh = 1 + 0.015 * c * t;
  const turn =
    -2 *
    Math.sqrt(c ** 7 / (c ** 7 + 25 ** 7)) *
    Math.sin(rad(60 * Math.exp(-(((h - 275) / 25) ** 2))));
  const [dl, dc, dhh] = [(l2 - l1) / sl, (c2 - c1) / sc, dH / sh];
  return Math.sqrt(dl ** 2 + dc ** 2 + dhh ** 2 + turn * dc * dhh);
}

function contrast(a: Triple, b: Triple): number {
  const light = (rgb: Triple): number => dot([0.2126, 0.7152, 0.0722], rgb) + 0.05;
  const [one, other] = [light(a), light(b)];
  return Math.max(one, other) / Math.min(one, other);
}

describe('the difference of two colours', () => {
  it('is the published one for known pairs', () => {
    expect(deltaE([50, 2.6772, -79.7751], [50, 0, -82.7485])).toBeCloseTo(2.0425, 4);
    expect(deltaE([50, 2.5, 0], [73, 25, -18])).toBeCloseTo(27.1492, 4);
    expect(deltaE([22.7233, 20.0904, -46.694], [23.0331, 14.973, -42.5619])).toBeCloseTo(2.0373, 4);
  });
});

describe.each(['dark', 'light'] as const)('the severities on %s', (theme) => {
  it.each(Object.keys(SIGHT))('differ by at least 16 to %s sight', (sight) => {
    for (const [index, one] of SEVERITIES.entries()) {
      for (const other of SEVERITIES.slice(index + 1)) {
        const apart = deltaE(
          lab(seen(token(theme, one), sight)),
          lab(seen(token(theme, other), sight)),
        );
        expect(apart, `${one} and ${other}`).toBeGreaterThanOrEqual(16);
      }
    }
  });

  it('stand out from the ground, and words from the fills they stand on', () => {
    for (const name of SEVERITIES) {
      expect(contrast(token(theme, name), token(theme, 'bg-0')), name).toBeGreaterThanOrEqual(4.5);
    }
    expect(contrast(token(theme, 'on-crit'), token(theme, 'crit'))).toBeGreaterThanOrEqual(4.5);
    expect(contrast(token(theme, 'on-high'), token(theme, 'high'))).toBeGreaterThanOrEqual(4.5);
  });
});
