/** Where links with a one-time token lead. */
const PATHS = new Set(['/setup', '/invite', '/link']);

interface Page {
  location: { pathname: string; search: string; hash: string };
  history: { state: unknown; replaceState(state: unknown, unused: string, url: string): void };
}

let held: { path: string; token: string } | undefined;
const listeners = new Set<() => void>();

/**
 * Takes a token out of the address, so that it is in no history, screenshot or copied link, and holds
 * it in memory for the page that exchanges it. It stands in the fragment, which browsers send to nobody.
 */
export function takeFragmentToken(page: Page): void {
  const { pathname, search, hash } = page.location;
  const path = pathname.replace(/\/+$/, '');
  if (!PATHS.has(path) || hash.length < 2) return;
  held = { path, token: decoded(hash.slice(1)) };
  page.history.replaceState(page.history.state, '', pathname + search);
  for (const listener of listeners) listener();
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The token held for a path; undefined when the address had none. */
export function heldToken(path: string): string | undefined {
  return held?.path === path ? held.token : undefined;
}

/** Lets go of the token. */
export function dropToken(): void {
  held = undefined;
}

/** Tells when another token came: a second link opened in the same tab changes the fragment alone. */
export function onToken(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
