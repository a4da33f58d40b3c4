import { describe, expect, it } from 'vitest';

// vitest empties style sheets on import, so this one is read from disk.
const { process } = globalThis as unknown as {
  process: { getBuiltinModule(id: 'fs'): { readFileSync(path: string, encoding: 'utf8'): string } };
};
const file = import.meta.url.replace(/^file:\/\//, '').replace(/[^/]+$/, 'tokens.css');
const source = process.getBuiltinModule('fs').readFileSync(decodeURIComponent(file), 'utf8');
const css = source.replaceAll(/\/\*[\s\S]*?\*\//g, '');

/** The colour tokens of the rules whose selector list contains `selector`. */
function tokensOf(selector: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const [, selectors = '', body = ''] of css.matchAll(/([^{}]+)\{([^{}]*)\}/g)) {
    if (!selectors.split(',').some((each) => each.trim() === selector)) continue;
    for (const [, name = '', value = ''] of body.matchAll(/(--[\w-]+):\s*(#[0-9a-f]{6});/g)) {
      found.set(name, value);
    }
  }
  return found;
}

/** Relative luminance, WCAG 2.2. */
function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.040_45 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(a: string, b: string): number {
  const [dark = 0, light = 0] = [luminance(a), luminance(b)].toSorted((x, y) => x - y);
  return (light + 0.05) / (dark + 0.05);
}

const GROUNDS = ['--bg-0', '--bg-1', '--bg-2', '--bg-3', '--bg-work', '--bg-field'];
const TEXTS = ['--text-1', '--text-2', '--text-3', '--accent', '--ok', '--high', '--low'];
const ON_SELECTED = ['--text-1', '--text-2', '--text-3', '--accent', '--ok', '--high', '--crit'];
const FILLED = [
  ['--on-accent', '--accent'],
  ['--on-accent', '--accent-hover'],
  ['--on-crit', '--crit'],
  ['--on-crit', '--crit-hover'],
  ['--on-high', '--high'],
] as const;

describe.each(['dark', 'light'])('the %s theme', (theme) => {
  const tokens = tokensOf(`[data-theme='${theme}']`);
  const of = (name: string): string => {
    const value = tokens.get(name);
    if (value === undefined) throw new Error(`${theme} has no ${name}`);
    return value;
  };
  const ratio = (text: string, ground: string): number => contrast(of(text), of(ground));

  it.each(TEXTS.flatMap((text) => GROUNDS.map((ground) => [text, ground] as const)))(
    'writes %s on %s at 4.5:1 or better',
    (text, ground) => expect(ratio(text, ground)).toBeGreaterThanOrEqual(4.5),
  );

  it.each(GROUNDS.filter((ground) => ground !== '--bg-3'))(
    'writes --crit on %s at 4.5:1 or better',
    (ground) => expect(ratio('--crit', ground)).toBeGreaterThanOrEqual(4.5),
  );

  it.each(ON_SELECTED)('writes %s on a selected row at 4.5:1 or better', (text) =>
    expect(ratio(text, '--accent-bg')).toBeGreaterThanOrEqual(4.5),
  );

  it.each(FILLED)('writes %s on %s at 4.5:1 or better', (text, ground) =>
    expect(ratio(text, ground)).toBeGreaterThanOrEqual(4.5),
  );

  it.each(
    ['--line-field', '--accent', '--med', '--crit'].flatMap((mark) =>
      GROUNDS.filter((ground) => mark !== '--line-field' || ground !== '--bg-3').map(
        (ground) => [mark, ground] as const,
      ),
    ),
  )('draws %s on %s at 3:1 or better', (mark, ground) =>
    expect(ratio(mark, ground)).toBeGreaterThanOrEqual(3),
  );

  it('names each colour that the other theme names', () => {
    const other = tokensOf(`[data-theme='${theme === 'dark' ? 'light' : 'dark'}']`);
    expect([...tokens.keys()].toSorted()).toEqual([...other.keys()].toSorted());
  });
});

describe('TLP labels', () => {
  const tokens = tokensOf(':root');
  it.each(['red', 'amber', 'green', 'clear'])('writes %s on black at 4.5:1 or better', (name) => {
    const ratio = contrast(tokens.get(`--tlp-${name}`) ?? '', tokens.get('--tlp-ground') ?? '');
    expect(ratio).toBeGreaterThanOrEqual(4.5);
  });
});
