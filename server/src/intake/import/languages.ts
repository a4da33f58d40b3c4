const CODES =
  'aa ab af ak am ar as az ba be bg bm bn bo br bs ca ce ceb chr ckb cs cy da de dv dz ee el en eo es et eu fa ff fi fil fj fo fr fy ga gd gl gn gu ha haw he hi hmn hr ht hu hy id ig ii is it iu ja jv ka kab kk kl km kn ko ks ku ky la lb lg ln lo lt lv mg mi mk ml mn mr ms mt my nb nd ne nl nn no nv ny oc om or os pa pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ug uk ur uz ve vi wo xh yi yo yue zh zu';

const ALIASES: Readonly<Record<string, string>> = {
  farsi: 'fa',
  mandarin: 'zh',
  'simplified chinese': 'zh-Hans',
  'chinese (simplified)': 'zh-Hans',
  'traditional chinese': 'zh-Hant',
  'chinese (traditional)': 'zh-Hant',
  tagalog: 'fil',
  castilian: 'es',
  'brazilian portuguese': 'pt-BR',
  'portuguese (brazil)': 'pt-BR',
  'spanish (mexico)': 'es-MX',
  'haitian creole': 'ht',
  creole: 'ht',
  pashto: 'ps',
  'serbo-croatian': 'sh',
  moldovan: 'ro',
};

let names: Map<string, string> | undefined;

/** Names of languages, in English and in themselves, to their tags. Made once: it takes some 20 ms. */
function byName(): Map<string, string> {
  if (names) return names;
  names = new Map();
  const english = new Intl.DisplayNames('en', { type: 'language', fallback: 'none' });
  for (const code of CODES.split(' ')) {
    const own = new Intl.DisplayNames(code, { type: 'language', fallback: 'none' }).of(code);
    for (const name of [own, english.of(code)])
      if (name !== undefined) names.set(name.toLowerCase(), code);
  }
  for (const [name, tag] of Object.entries(ALIASES)) names.set(name, tag);
  return names;
}

/**
 * The BCP 47 tag for what a file says a language is: a tag (`en`, `pt_BR`), or a name in English or in
 * the language itself, also as `Farsi (Persian)`. Undefined where it says nothing known.
 */
export function languageTag(said: string): string | undefined {
  const name = said.trim().toLowerCase();
  const parts = /^([^()]*)\(([^()]*)\)$/.exec(name);
  const known = byName();
  const found =
    known.get(name) ?? known.get(parts?.[1]?.trim() ?? '') ?? known.get(parts?.[2]?.trim() ?? '');
  if (found !== undefined) return found;
  const tag = name.replaceAll('_', '-');
  if (!/^[a-z]{2,3}(-[a-z0-9]{2,8}){0,3}$/.test(tag)) return undefined;
  try {
    const [canonical] = Intl.getCanonicalLocales(tag);
    const primary = canonical?.split('-')[0] ?? '';
    const isLanguage =
      new Intl.DisplayNames('en', { type: 'language', fallback: 'none' }).of(primary) !== undefined;
    return isLanguage && primary !== 'und' && primary !== 'zxx' ? canonical : undefined;
  } catch {
    return undefined;
  }
}
