import { randomText, type RandomBytes } from './token.ts';

/** Letters and digits that can't be taken for one another across a room: no 0 O Q, 1 I L, 2 Z, 5 S, 8 B, U V. */
const CODE_ALPHABET = 'ACDEFGHJKMNPRTWXY34679';
const CODE_LENGTH = 6;

/** Plain, short, unlike one another, and without a political meaning. */
const WORDS = [
  'anchor', 'apron', 'arrow', 'badger', 'barrel', 'basket', 'beacon', 'bottle', 'bridge', 'bucket', 'button', 'cactus',
  'candle', 'canoe', 'carpet', 'castle', 'cedar', 'cherry', 'clock', 'cloud', 'compass', 'copper', 'cotton', 'cradle',
  'dolphin', 'drum', 'easel', 'falcon', 'feather', 'fiddle', 'forest', 'garden', 'ginger', 'glacier', 'hammer', 'harbor',
  'hazel', 'helmet', 'island', 'jacket', 'kettle', 'ladder', 'lantern', 'lemon', 'magnet', 'maple', 'marble', 'meadow',
  'mirror', 'needle', 'oyster', 'paddle', 'pebble', 'pencil', 'pepper', 'piano', 'pillow', 'planet', 'pocket', 'pumpkin',
  'puzzle', 'raven', 'ribbon', 'river', 'rocket', 'saddle', 'sailor', 'salmon', 'saucer', 'shovel', 'spoon', 'stable',
  'sunset', 'teapot', 'ticket', 'timber', 'tunnel', 'turtle', 'velvet', 'violin', 'walnut', 'wagon', 'whistle', 'willow',
] as const; // prettier-ignore

/** Names of colours that differ for everyone; the screen shows swatch and name. */
const COLOURS = ['white', 'yellow', 'orange', 'blue', 'black', 'purple'] as const;

/** What a screen shows to be paired: a code to type, and a word and colour to compare. */
export function pairingCode(randomBytes: RandomBytes): {
  code: string;
  word: string;
  colour: string;
} {
  return {
    code: randomText(CODE_ALPHABET, CODE_LENGTH, randomBytes),
    word: pick(WORDS, randomBytes),
    colour: pick(COLOURS, randomBytes),
  };
}

/** `K7M4QX` as shown: `K7M-4QX`. */
export function shownCode(code: string): string {
  return `${code.slice(0, 3)}-${code.slice(3)}`;
}

/** What someone typed, as it is kept: without hyphens and spaces, in capitals. */
export function typedCode(typed: string): string {
  return typed.toUpperCase().replace(/[^A-Z0-9]/g, '');
}

function pick<T>(from: readonly [T, ...T[]], randomBytes: RandomBytes): T {
  const bytes = randomBytes(4);
  const number = bytes.reduce((sum, byte) => sum * 256 + byte, 0);
  return from[number % from.length] ?? from[0];
}
