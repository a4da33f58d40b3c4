import { refuse, type Refusal, type RefusalKind } from '@warroom/shared';
import type { Outcome } from './accounts.ts';
import { TooBusyToHash, type PasswordHasher } from './password-hash.ts';
import type { SignInGuard } from './sign-in-guard.ts';
import type { AccountStore } from './store.ts';
import type { RandomBytes } from './token.ts';
import type { Touches } from './touches.ts';

/** What every part of the accounts works with. */
export interface AccountContext {
  store: AccountStore;
  now(): number;
  randomBytes: RandomBytes;
  hasher: PasswordHasher;
  guard: SignInGuard;
  touches: Touches;
  /** Takes in what other nodes wrote, before saying no; see `Accounts.catchUp`. */
  catchUp(): Promise<void>;
  /** The elections of this server; a drill names the one it was made from. */
  elections(): readonly { id: string; drillOf?: string | undefined }[];
}

/** A good outcome. */
export function good<T>(value: T): Outcome<T> {
  return { ok: true, value };
}

/** A refused outcome. */
export function bad(
  kind: RefusalKind,
  message: string,
  more: Partial<Omit<Refusal, 'kind' | 'message'>> = {},
): { ok: false; refusal: Refusal } {
  return { ok: false, refusal: refuse(kind, message, more) };
}

/** Runs what may hash a password; an overloaded hasher becomes a refusal. */
export async function hashing<T>(work: () => Promise<Outcome<T>>): Promise<Outcome<T>> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof TooBusyToHash) return { ok: false, refusal: error.refusal };
    throw error;
  }
}

export const MINUTE_MS = 60_000;
export const HOUR_MS = 3_600_000;
export const DAY_MS = 86_400_000;
