// Shows push messages while no page of the war room is open, and nothing else: it takes no requests, keeps
// nothing, and its scope covers no page. A newer message on the same matter takes the older one's place.
self.addEventListener('install', () => self.skipWaiting());

self.addEventListener('push', (event) => {
  const told = toldIn(event);
  event.waitUntil(
    self.registration.showNotification(told.title, {
      body: told.body,
      tag: told.tag,
      // The same matter again is news all the same.
      renotify: told.tag !== '',
      requireInteraction: told.page,
      timestamp: told.at,
      icon: '/favicon.svg',
      data: { path: told.path },
    }),
  );
});

self.addEventListener('notificationclick', (event) => {
  event.notification.close();
  const { path } = event.notification.data ?? {};
  event.waitUntil(open(typeof path === 'string' ? path : '/'));
});

/** What a message says; one that can't be read is shown as what it is, for a browser must show each. */
function toldIn(event) {
  let told = {};
  try {
    told = event.data?.json() ?? {};
  } catch {
    // Not ours, or cut off.
  }
  const text = (value, otherwise) => (typeof value === 'string' ? value : otherwise);
  return {
    title: text(told.title, 'Election War Room'),
    body: text(told.body, 'Something needs you: open the war room.'),
    tag: text(told.tag, ''),
    path: text(told.path, '/'),
    page: told.page === true,
    at: typeof told.at === 'number' ? told.at : Date.now(),
  };
}

/** Brings the tab that shows it to the front, or opens one. Never leads away from this site. */
async function open(path) {
  const url = new URL(path, self.location.origin);
  if (url.origin !== self.location.origin) return;
  const tabs = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
  const there = tabs.find((tab) => tab.url === url.href);
  if (there) await there.focus();
  else await self.clients.openWindow(url.href);
}
