import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Context } from 'hono';

/** What travels with a request. `incoming` is missing where a test asks the app without a socket. */
export interface HttpEnv {
  Bindings: { incoming?: IncomingMessage; outgoing?: ServerResponse };
  Variables: {
    /** The pattern of the route that answers, for logs and metrics; never a path with ids in it. */
    pattern?: string;
    requestId: string;
    /** The election that was written to, where the path doesn't name it. */
    election?: string;
  };
}

export type HttpContext = Context<HttpEnv>;

/** Who sent this: the socket's address, or behind a trusted proxy what it says. `local` without a socket. */
export function addressOf(c: HttpContext, trustProxy: boolean): string {
  if (trustProxy) {
    // The last entry is our proxy's own word; those before it anyone can write.
    const forwarded = c.req.header('x-forwarded-for')?.split(',').at(-1)?.trim();
    if (forwarded !== undefined && forwarded !== '') return forwarded.slice(0, 64);
  }
  return socketAddress(c) ?? 'local';
}

function socketAddress(c: HttpContext): string | undefined {
  const env = c.env as HttpEnv['Bindings'] | undefined;
  return env?.incoming?.socket.remoteAddress;
}

/** Whether this comes from a program on the same machine, not through a proxy on it. */
export function isLoopback(c: HttpContext, trustProxy: boolean): boolean {
  if (!trustProxy && c.req.header('x-forwarded-for') !== undefined) return false;
  const address = addressOf(c, trustProxy);
  return address === 'local' || /^(::ffff:)?127\./.test(address) || address === '::1';
}

/** The value of `Authorization: Bearer …` (RFC 6750), or undefined. */
export function bearerOf(c: HttpContext): string | undefined {
  return /^Bearer +([\w.~+/=-]{1,512}) *$/i.exec(c.req.header('authorization') ?? '')?.[1];
}
