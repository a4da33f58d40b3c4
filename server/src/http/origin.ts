import { refuse, type Refusal } from '@warroom/shared';
import { bearerOf, type HttpContext } from './env.ts';

const SAFE: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Refuses an unsafe request that another site's page makes a browser send. Those with a bearer token
 * are let through: no browser adds one by itself. A request with a cookie needs an Origin of ours.
 */
export function checkOrigin(
  c: HttpContext,
  allowedOrigins: ReadonlySet<string>,
): Refusal | undefined {
  if (SAFE.has(c.req.method) || bearerOf(c) !== undefined) return undefined;
  const origin = c.req.header('origin');
  if (origin === undefined) {
    if (c.req.header('cookie') === undefined && c.req.header('sec-fetch-site') === undefined)
      return undefined;
    return refuse(
      'forbidden',
      'A request that changes something and carries a cookie needs an Origin header.',
    );
  }
  return originAllowed(origin, c.req.header('host'), allowedOrigins)
    ? undefined
    : refuse(
        'forbidden',
        'This request comes from a page of another site. If that is wanted, add its address to ALLOWED_ORIGINS.',
      );
}

/** Whether an Origin is this host itself or one that was allowed. `null` (a sandboxed page) never is. */
function originAllowed(
  origin: string,
  host: string | undefined,
  allowedOrigins: ReadonlySet<string>,
): boolean {
  if (allowedOrigins.has(origin)) return true;
  if (!URL.canParse(origin) || host === undefined) return false;
  const { protocol, host: given } = new URL(origin);
  return (protocol === 'http:' || protocol === 'https:') && given === normalHost(host, protocol);
}

/** The Host header as a URL writes it: without the default port. */
function normalHost(host: string, protocol: string): string {
  return URL.canParse(`${protocol}//${host}`) ? new URL(`${protocol}//${host}`).host : host;
}
