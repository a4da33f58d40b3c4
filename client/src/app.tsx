import { createRouter, RouterProvider } from '@tanstack/react-router';
import { dropToken, heldToken } from './entry/fragment-token.ts';
import { ErrorPage, NotFoundPage } from './entry/problem-pages.tsx';
import { routeTree } from './routes.tsx';
import { parseSearch, writeSearch } from './search-params.ts';
import { personOf, sessionStore } from './session.ts';

/** The router over this window's address. Made once, after tokens have left the address. */
export function appRouter() {
  const router = createRouter({
    routeTree,
    parseSearch,
    stringifySearch: writeSearch,
    defaultPreload: false,
    defaultErrorComponent: ErrorPage,
    defaultNotFoundComponent: NotFoundPage,
    // Pages keep their own scroll boxes; the window never scrolls.
    scrollRestoration: false,
  });
  // A one-time token is let go once its page was left.
  router.subscribe('onResolved', ({ toLocation }) => {
    if (heldToken(toLocation.pathname) === undefined) dropToken();
  });
  // Whoever signs out, or is signed out, leaves the page they may no longer see.
  sessionStore.subscribe((now, before) => {
    const was = personOf(before.session);
    if (was !== null && personOf(now.session)?.id !== was.id) void router.invalidate();
  });
  return router;
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof appRouter>;
  }
}

/** The whole app. */
export function App({ router }: { router: ReturnType<typeof appRouter> }) {
  return <RouterProvider router={router} />;
}
