import { refuse, unfitText, type Refusal } from '@warroom/shared';

const MIN_LENGTH = 12;
const MAX_LENGTH = 200;

/**
 * What the commonest passwords are built from, after the lists of leaked ones that NCSC and others
 * publish: a password that is nothing but these, digits, signs and repetition is found within hours.
 */
const COMMON = (
  'password passwort passord parola contrasena senha motdepasse welcome letmein qwerty qwertz azerty ' +
  'qwertyuiop asdfghjkl zxcvbnm qazwsx zaqxsw qweasdzxc iloveyou loveyou princess sunshine football baseball ' +
  'basketball soccer hockey monkey dragon master shadow superman batman spiderman pokemon starwars ' +
  'trustno michael jennifer jordan jessica ashley daniel charlie andrew thomas robert matthew joshua ' +
  'michelle nicole hunter buster tigger soccer killer pepper ginger summer winter spring autumn fall ' +
  'january february march april june july august september october november december monday tuesday ' +
  'wednesday thursday friday saturday sunday computer internet server admin administrator root user ' +
  'guest test testing login access secret private default changeme change temp temporary system ' +
  'hello freedom whatever cheese chocolate banana orange purple yellow green silver golden diamond ' +
  'flower butterfly angel lovely family mother father brother sister baby samsung google facebook ' +
  'microsoft windows apple iphone android linkedin twitter instagram youtube netflix amazon mustang ' +
  'corvette ferrari porsche harley yankees lakers cowboys steelers eagles arsenal chelsea liverpool ' +
  'barcelona madrid america american london newyork california texas florida chicago election elections ' +
  'vote voter voting ballot campaign democracy president republican democrat warroom war room desk ' +
  'control security secure company office work team the and for my is your you i me this that not'
).split(' ');

/** Longest first, so that `iloveyou` is taken before `love`. */
const WORDS = [...new Set(COMMON)].sort((a, b) => b.length - a.length);

/** Rows of keys and the alphabet: runs along them are no secret. */
const RUNS = [
  'abcdefghijklmnopqrstuvwxyz',
  '01234567890',
  'qwertyuiop',
  'qwertzuiop',
  'azertyuiop',
  'asdfghjkl',
  'zxcvbnm',
  'yxcvbnm',
  '1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik',
  '!@#$%^&*()',
];

/** Letters that signs and digits stand for. */
const LEET: Readonly<Record<string, string>> = {
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '@': 'a',
  $: 's',
  '!': 'i',
};

/** The form in which passwords are hashed: however a keyboard composes an é, it is the same one. */
export function preparedPassword(password: string): string {
  return password.normalize('NFKC');
}

/**
 * Refuses a password that is too short or long, the e-mail or name again, or among the commonest.
 * No rule asks for signs or digits (NIST SP 800-63B, 3.1.1.2).
 */
export function checkPassword(
  password: string,
  about: { email: string; name: string },
): Refusal | undefined {
  const no = (message: string): Refusal => refuse('malformed', message, { path: 'password' });
  const plain = preparedPassword(password);
  const length = [...plain].length;
  if (unfitText(plain) !== undefined) return no('The password holds characters that are no text.');
  if (length < MIN_LENGTH) {
    return no(
      `The password has ${length} characters; it needs at least ${MIN_LENGTH}. Three or four words that don't belong together do well.`,
    );
  }
  if (length > MAX_LENGTH) return no(`The password is longer than ${MAX_LENGTH} characters.`);
  const lower = plain.toLowerCase().trim();
  const email = about.email.toLowerCase();
  const own = [
    email,
    email.split('@')[0] ?? '',
    about.name.toLowerCase(),
    about.name.toLowerCase().replace(/\s+/g, ''),
  ];
  if (own.some((text) => text.length > 2 && essence(lower.replaceAll(text, ''), []) < 5)) {
    return no(
      'The password is hardly more than your e-mail or name; choose one that nobody could guess from them.',
    );
  }
  if (essence(lower, WORDS) < 5) {
    return no(
      "The password is among the most common ones, or built from them; choose words that don't belong together.",
    );
  }
  return undefined;
}

/** How many characters are left once common words, runs of keys, repetitions, digits and signs at the ends are taken out. */
function essence(text: string, words: readonly string[]): number {
  const variants = [text, [...text].map((character) => LEET[character] ?? character).join('')];
  return Math.min(
    ...variants.map((variant) => {
      let rest = variant;
      for (const word of words) rest = rest.replaceAll(word, ' ');
      rest = withoutRuns(rest).replace(/(.{1,4}?)\1{2,}/gu, '$1');
      if (words.length > 0) rest = rest.replace(/[\d\s\p{P}\p{S}]/gu, '');
      return new Set(rest.replace(/\s/g, '')).size;
    }),
  );
}

function withoutRuns(text: string): string {
  const rows = RUNS.flatMap((row) => [row, [...row].reverse().join('')]);
  let rest = text;
  for (let length = 12; length >= 4; length -= 1) {
    for (let at = 0; at + length <= rest.length; at += 1) {
      const part = rest.slice(at, at + length);
      if (rows.some((row) => row.includes(part)))
        rest = `${rest.slice(0, at)} ${rest.slice(at + length)}`;
    }
  }
  return rest;
}
