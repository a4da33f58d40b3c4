import { createHmac, timingSafeEqual } from 'node:crypto';
import { Id } from '@warroom/shared';

/** Whose calendar an address shows. `renewed` is how often they made it anew: older addresses are over. */
export interface CalendarOwner {
  election: string;
  person: string;
  renewed: number;
}

/** The secret part of a calendar's address: readable by us alone, and good until it is renewed. */
export function calendarToken(secret: Uint8Array, owner: CalendarOwner): string {
  const text = [owner.election, owner.person, owner.renewed].join('\n');
  return `${Buffer.from(text).toString('base64url')}.${signature(secret, text)}`;
}

/** Whose address it is, or undefined for one that this server never made. */
export function readCalendarToken(secret: Uint8Array, token: string): CalendarOwner | undefined {
  const [encoded, signed] = token.split('.');
  if (encoded === undefined || signed === undefined || token.length > 600) return undefined;
  const text = Buffer.from(encoded, 'base64url').toString();
  const right = Buffer.from(signature(secret, text));
  const given = Buffer.from(signed);
  if (given.length !== right.length || !timingSafeEqual(given, right)) return undefined;
  const [election, person, renewed] = text.split('\n');
  const isWhole = Id.safeParse(election).success && Id.safeParse(person).success;
  return isWhole
    ? { election: election ?? '', person: person ?? '', renewed: Number(renewed) }
    : undefined;
}

function signature(secret: Uint8Array, text: string): string {
  return createHmac('sha256', secret).update(`calendar\n${text}`).digest('base64url');
}
