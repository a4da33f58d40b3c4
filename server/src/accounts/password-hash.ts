import { hash, verify } from '@node-rs/argon2';
import { refuse, type Refusal } from '@warroom/shared';
import { preparedPassword } from './password-rules.ts';

/** argon2id with the first choice of the OWASP Password Storage Cheat Sheet (19 MiB, 2 passes, 1 lane). */
const OWASP_COST: PasswordCost = { memoryKiB: 19_456, passes: 2 };

export interface PasswordCost {
  memoryKiB: number;
  passes: number;
}

/** Hashing takes a core and memory for tens of ms: so few at once, and so many more may wait. */
const MAX_AT_ONCE = 2;
const MAX_WAITING = 40;

/** The server hashes all it can; whoever asked should come back. */
export class TooBusyToHash extends Error {
  readonly refusal: Refusal = refuse(
    'overloaded',
    'Too many people are signing in at this moment; try again in a few seconds.',
    { retryAfterMs: 3000 },
  );
}

/** Hashes passwords and compares them. Rejects with TooBusyToHash when too many wait. */
export interface PasswordHasher {
  hash(password: string): Promise<string>;
  /** Takes as long for an unknown person (undefined) as for a known one, and answers false. */
  verify(password: string, kept: string | null | undefined): Promise<boolean>;
}

/** A hasher of this cost. */
export function passwordHasher(cost: PasswordCost = OWASP_COST): PasswordHasher {
  const options = {
    algorithm: 2,
    memoryCost: cost.memoryKiB,
    timeCost: cost.passes,
    parallelism: 1,
  };
  const waiting: (() => void)[] = [];
  let running = 0;
  let decoy: Promise<string> | undefined;

  async function inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (running >= MAX_AT_ONCE) {
      if (waiting.length >= MAX_WAITING) throw new TooBusyToHash();
      await new Promise<void>((resolve) => waiting.push(resolve)); // the one who leaves hands over the place
    } else running += 1;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else running -= 1;
    }
  }

  return {
    hash: (password) => inTurn(() => hash(preparedPassword(password), options)),
    verify: (password, kept) =>
      inTurn(async () => {
        const against = kept ?? (await (decoy ??= hash('nobody has this password', options)));
        const fits = await verify(against, preparedPassword(password));
        return fits && typeof kept === 'string';
      }),
  };
}
