import { audienceOf, programFor, refuse, scrub, sees, teamView } from '@warroom/shared';
import type { WallProgram } from '@warroom/shared';
import { z } from 'zod';
import { redactionOf } from '../../accounts/accounts.ts';
import type { Display, Identity } from '../../accounts/accounts.ts';
import type { Room } from '../../desk/room.ts';
import { cookieOf, PAIRING_COOKIE } from '../../accounts/cookies.ts';
import { readBody } from '../body.ts';
import { addressOf } from '../env.ts';
import type { RouteContext } from '../options.ts';
import { json, refused, unauthenticated } from '../respond.ts';
import type { Router } from '../router.ts';

const pixels = z.number().int().min(1).max(20_000);
const Screen = z.strictObject({ width: pixels, height: pixels, dpr: z.number().min(0.1).max(16) });

/** What a wall screen asks: to be paired, and what it shows. */
export function displayRoutes(router: Router, context: RouteContext): void {
  const { accounts, cookies } = context;

  router.open('POST', '/api/displays/pairing', async (c) => {
    const body = await readBody(c, Screen);
    if (!body.ok) return refused(body.refusal, body.status);
    const address = addressOf(c, context.trustProxy);
    const waitMs = context.strangers.take(`pairing ${address}`, 5);
    if (waitMs > 0)
      return refused(
        refuse('rate-limited', 'This screen asks for codes too often.', { retryAfterMs: waitMs }),
      );
    const outcome = await accounts.startPairing(
      { ...body.value, address },
      cookieOf(c.req.header('cookie'), PAIRING_COOKIE),
    );
    if (!outcome.ok) return refused(outcome.refusal);
    const { code, word, colour, expiresAt } = outcome.value.pairing;
    return json({ code, word, colour, expiresAt }, 201, {
      cookies: [cookies.pairing(outcome.value.token)],
    });
  });

  router.open('GET', '/api/displays/pairing', async (c) => {
    const token = cookieOf(c.req.header('cookie'), PAIRING_COOKIE);
    const standing = token === undefined ? undefined : await accounts.pairing(token);
    if (!standing) return unauthenticated('This code has expired; ask for a fresh one.');
    if (standing.state === 'waiting') {
      const { code, word, colour, expiresAt } = standing.pairing;
      return json({ state: 'waiting', code, word, colour, expiresAt });
    }
    // The pairing's cookie stays until it expires, so that an answer lost on its way can be fetched again.
    return json({ state: 'paired', display: displayView(context, standing.display) }, 200, {
      cookies: [cookies.display(standing.token)],
    });
  });

  router.display('GET', '/api/displays/me', async (_c, display) => {
    const cookie = await renewedDisplay(context, { kind: 'display', display });
    return json(
      displayView(context, display),
      200,
      cookie === undefined ? {} : { cookies: [cookie] },
    );
  });
}

/** A fresh cookie for a display whose token is due for renewal, else undefined. Reading goes on when it can't be written. */
export async function renewedDisplay(
  context: RouteContext,
  identity: Identity | undefined,
): Promise<string | undefined> {
  if (identity?.kind !== 'display') return undefined;
  try {
    const token = await context.accounts.rotateDisplay(identity.display.id);
    return token === undefined ? undefined : context.cookies.display(token);
  } catch (error) {
    context.log.warn(
      { err: error, display: identity.display.id },
      'The token of a display could not be renewed; it keeps the present one.',
    );
    return undefined;
  }
}

/** What a screen needs to know of itself; `redaction` as it holds now. */
function displayView({ rooms, accounts, now }: RouteContext, display: Display): object {
  const { id, name, election, clearance, diagonalInch, farthestSeatM, scenes, theme } = display;
  const { group, sound, profile, visitorSince } = display;
  const redaction = redactionOf(display);
  const room = rooms.get(election);
  const view = teamView(room?.situation.sections.view ?? {}, display.tickerView ?? null);
  const names = redaction === 'visitor' ? accounts.people(election).map((one) => one.name) : [];
  return {
    id,
    name,
    election,
    clearance,
    redaction,
    diagonalInch,
    farthestSeatM,
    scenes,
    theme,
    group,
    sound,
    profile,
    visitorSince,
    program: room && programOf(room, display, names, now()),
    // The search alone, without anyone's rights: it finds among what this display is shown.
    ticker: view && {
      id: view.id,
      title: redaction === 'visitor' ? scrub(view.title, names) : view.title,
      query: view.query,
    },
  };
}

/** What is scheduled, pinned and announced for a display, nothing in it above what it may show. */
function programOf(
  { situation }: Room,
  display: Display,
  names: readonly string[],
  now: number,
): WallProgram {
  const { id, group, clearance } = display;
  const redaction = redactionOf(display);
  const audience = audienceOf({ kind: 'display', id, clearance, redaction });
  const { wall, view } = situation.sections;
  return programFor(wall, { id, group, clearance, redaction }, view, {
    now,
    names,
    maySee(number) {
      const known = situation.incidents.get(number)?.incident;
      return known !== undefined && audience !== undefined && sees(audience, known);
    },
  });
}
