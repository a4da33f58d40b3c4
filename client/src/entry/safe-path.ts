/**
 * A path to go on to after signing in, or undefined when it would leave this server: it comes from the
 * address, which anyone can write ("/sign-in?to=//evil.example").
 */
export function safePath(to: string | undefined, origin: string): string | undefined {
  if (to === undefined || !to.startsWith('/')) return undefined;
  try {
    const url = new URL(to, origin);
    if (url.origin !== origin || url.pathname.startsWith('//')) return undefined;
    return url.pathname + url.search;
  } catch {
    return undefined;
  }
}
