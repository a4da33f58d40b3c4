import { CALLS, COUNTIES, NOISE, THINGS } from './noise-texts.ts';
import { ms, seeded } from './script.ts';
import type { Story } from './script.ts';
import type { ScenarioAction, ScenarioSignal } from './scenario.ts';

const COUNT = 370;
const CALL_COUNT = 24;
/** The hotline's last call: a few minutes later somebody should ask why it is so quiet there. */
const LAST_CALL = '4:26';

const HANDLES = [
  'maple_static',
  'tuesdayish',
  'bread.and.butter',
  'northporch',
  'oh_kayla',
  'gus.the.bus',
  'lemon_ledger',
  'wrenfield',
  'slowtrain',
  'pepper_lake',
  'unofficial_ida',
  'rustbelt_rosa',
  'moth.light',
  'corduroy_dan',
  'hi_its_june',
  'bramblefoot',
  'canal_cat',
  'third_cup',
  'ozarkling',
  'low.tide',
] as const;
const STATES =
  'AZ GA PA WI MI NV NC OH TX FL CA NY IL MN CO VA WA OR NJ MA MO TN IN KY LA NM UT IA KS ME NH PR'.split(
    ' ',
  );

const DISMISSED_AS = {
  chatter: 'not-election-related',
  opinion: 'protected-speech',
  unfounded: 'insufficient',
  spam: 'spam',
  question: 'not-election-related',
  elsewhere: 'other-jurisdiction',
} as const;

/** What comes to nothing: more and more of it as the evening nears, in a fixed pseudo-random mix. */
export function noise(): Story {
  const random = seeded(28);
  const pick = <T>(from: readonly T[], fallback: T): T =>
    from[Math.floor(random() * from.length)] ?? fallback;
  // Each text once in a shuffled order before any comes again with other words in its slots.
  const order = NOISE.map((text) => ({ text, key: random() })).toSorted((a, b) => a.key - b.key);
  const kinds = new Map<string, keyof typeof DISMISSED_AS>();

  const posts = Array.from({ length: COUNT }, (_, index): ScenarioSignal => {
    const { text } = order[index % order.length] ?? {
      text: { language: 'en', kind: 'chatter' as const, text: 'hello' },
    };
    const externalId = `n-${String(index + 1).padStart(4, '0')}`;
    kinds.set(externalId, text.kind);
    const tip = random() < 0.08;
    const state = random() < 0.55 ? { jurisdiction: `US-${pick(STATES, 'PA')}` } : {};
    return {
      atMs: Math.round(ms('9:50') * ((index + random()) / COUNT) ** 0.8),
      source: tip ? 'tips' : 'social',
      externalId,
      text: text.text
        .replaceAll('{county}', pick(COUNTIES, 'Harlow'))
        .replaceAll('{n}', String(2 + Math.floor(random() * 47)))
        .replaceAll('{thing}', pick(THINGS, 'umbrella')),
      language: text.language,
      channel: tip ? 'tip' : 'post',
      observedOffsetMs: Math.floor(random() * 20_000),
      ...state,
      ...(tip
        ? {}
        : {
            author: `@${pick(HANDLES, 'wrenfield')}${Math.floor(random() * 90)}`,
            url: `https://social.example/p/${(90_000 + index * 13).toString(36)}`,
          }),
    };
  });

  const calls = Array.from({ length: CALL_COUNT }, (_, index): ScenarioSignal => ({
    atMs: Math.round((ms(LAST_CALL) - 8000) * ((index + 0.5) / CALL_COUNT)),
    source: 'hotline',
    externalId: `call-${index + 1}`,
    text: CALLS[index % CALLS.length] ?? '',
    language: CALLS[index % CALLS.length]?.startsWith('Persona') ? 'es' : 'en',
    channel: 'call',
  }));

  return { signals: [...posts, ...calls], actions: dismissals(posts, kinds) };
}

/** The cast clears about a third of the noise, in batches of one reason, and leaves the rest. */
function dismissals(
  posts: readonly ScenarioSignal[],
  kinds: ReadonlyMap<string, keyof typeof DISMISSED_AS>,
): ScenarioAction[] {
  return Array.from({ length: 18 }, (_, batch): ScenarioAction[] => {
    const atMs = ms('0:50') + batch * 30_000;
    const recent = posts.filter((post) => post.atMs <= atMs - 6000 && post.atMs > atMs - 36_000);
    return Object.entries(DISMISSED_AS).flatMap(([kind, reason], index): ScenarioAction[] => {
      // Every other kind in each round, so that something of each stays for the trainees.
      const signals = recent
        .filter((post) => kinds.get(post.externalId) === kind)
        .map((post) => post.externalId);
      if (signals.length === 0 || (index + batch) % 3 === 0) return [];
      return [
        {
          atMs: atMs + index * 1500,
          by: batch % 2 === 0 ? 'exercise-lev' : 'exercise-bo',
          type: 'signal.dismiss',
          signals: signals.slice(0, 5),
          reason,
        },
      ];
    });
  }).flat();
}
