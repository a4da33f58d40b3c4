/** What a page of ours may load and do: only what this server serves, no inline script or style, no frames but its own wall. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "worker-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "manifest-src 'self'",
  "frame-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
].join('; ');

/** On every answer. */
export const BASE_HEADERS: Readonly<Record<string, string>> = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
};

/** On every answer of the API: nothing is kept, and nothing in it can run or be framed. */
export const API_HEADERS: Readonly<Record<string, string>> = {
  ...BASE_HEADERS,
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
};

/**
 * On pages. `host` is the Host header: older browsers don't count its web sockets as 'self'. No page
 * stands in a frame, but the wall in a page of this server: that is how playlists are previewed.
 */
export function pageHeaders(
  host: string | undefined,
  https: boolean,
  path: string,
): Record<string, string> {
  const ancestors = path === '/wall' ? "'self'" : "'none'";
  const sockets =
    host !== undefined && /^[a-z0-9.-]+(:\d{1,5})?$/i.test(host)
      ? ` ws://${host} wss://${host}`
      : '';
  return {
    ...BASE_HEADERS,
    'content-security-policy': `${POLICY}; frame-ancestors ${ancestors}; connect-src 'self'${sockets}`,
    'cross-origin-opener-policy': 'same-origin',
    'permissions-policy':
      'autoplay=(self), fullscreen=(self), screen-wake-lock=(self), camera=(), geolocation=(), microphone=(), payment=(), usb=()',
    ...(https ? { 'strict-transport-security': 'max-age=31536000' } : {}),
  };
}
