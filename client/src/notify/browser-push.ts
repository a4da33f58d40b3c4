/** What this browser lets us do, in words for the page. */
export type PushState =
  | 'unknown'
  /** Reached by plain http: browsers let no push there. */
  | 'insecure'
  | 'unsupported'
  /** The person said no; only they can take that back. */
  | 'blocked'
  | 'off'
  | 'on';

/** A subscription as `rules.push-add` takes it. */
export interface PushKeys {
  endpoint: string;
  p256dh: string;
  auth: string;
}

const WORKER = '/push-worker.js';
/** Covers no page: the worker is there for push messages alone. */
const SCOPE = '/push/';

/** What there is in a browser. */
export interface BrowserParts {
  isSecureContext: boolean;
  hasWorkers: boolean;
  hasPush: boolean;
  /** Undefined where there are no notifications. */
  permission: NotificationPermission | undefined;
}

/** Why push can't be had; null: it can. */
export function obstacleIn(parts: BrowserParts): 'insecure' | 'unsupported' | 'blocked' | null {
  if (!parts.isSecureContext) return 'insecure';
  if (!parts.hasWorkers || !parts.hasPush || parts.permission === undefined) return 'unsupported';
  return parts.permission === 'denied' ? 'blocked' : null;
}

function obstacle(): ReturnType<typeof obstacleIn> {
  return obstacleIn({
    isSecureContext: window.isSecureContext,
    hasWorkers: 'serviceWorker' in navigator,
    hasPush: 'PushManager' in window,
    permission: 'Notification' in window ? Notification.permission : undefined,
  });
}

/** How it stands, and this browser's endpoint where it has one. */
export async function pushState(): Promise<{ state: PushState; endpoint: string | null }> {
  const stands = obstacle();
  if (stands !== null) return { state: stands, endpoint: null };
  const registration = await navigator.serviceWorker.getRegistration(SCOPE);
  const subscription = await registration?.pushManager.getSubscription();
  return subscription
    ? { state: 'on', endpoint: subscription.endpoint }
    : { state: 'off', endpoint: null };
}

/**
 * Lets this browser be told: asks the person, and answers its new subscription. An older one ends, for it
 * may be another person's of this browser, or of other keys. Throws an Error in words for a person.
 */
export async function letPush(vapidPublicKey: string): Promise<PushKeys> {
  const stands = obstacle();
  if (stands !== null) throw new Error(PUSH_WORDS[stands]);
  if ((await Notification.requestPermission()) !== 'granted') throw new Error(PUSH_WORDS.blocked);
  const registration = await navigator.serviceWorker.register(WORKER, {
    scope: SCOPE,
    updateViaCache: 'none',
  });
  await activated(registration);
  await (await registration.pushManager.getSubscription())?.unsubscribe();
  let subscription: PushSubscription;
  try {
    subscription = await registration.pushManager.subscribe({
      userVisibleOnly: true,
      applicationServerKey: vapidPublicKey,
    });
  } catch (cause) {
    throw new Error(
      'This browser could not reach its push service. It may be switched off in the browser’s settings, or kept away by the network.',
      { cause },
    );
  }
  const { p256dh, auth } = subscription.toJSON().keys ?? {};
  if (p256dh === undefined || auth === undefined) throw new Error(PUSH_WORDS.unsupported);
  return { endpoint: subscription.endpoint, p256dh, auth };
}

/** Ends this browser's subscription. */
export async function endPush(): Promise<void> {
  const registration = await navigator.serviceWorker.getRegistration(SCOPE);
  await (await registration?.pushManager.getSubscription())?.unsubscribe();
  await registration?.unregister();
}

/** `ready` is of pages that a worker covers; this one covers none. */
async function activated(registration: ServiceWorkerRegistration): Promise<void> {
  const worker = registration.installing ?? registration.waiting;
  if (worker === null) return;
  await new Promise<void>((resolve) => {
    const look = (): void => {
      if (worker.state === 'activated' || worker.state === 'redundant') resolve();
    };
    worker.addEventListener('statechange', look);
    look();
  });
}

/** Why it is as it is, and what would help. */
export const PUSH_WORDS: Record<PushState, string> = {
  unknown: 'Asking the browser…',
  insecure:
    'This page is not reached by https, so browsers allow no notifications here. Open the war room by its https address.',
  unsupported:
    'This browser takes no push messages. On an iPhone or iPad add the war room to the home screen first, and open it from there.',
  blocked:
    'Notifications of this site are blocked in this browser. Allow them in the browser’s settings for this site, then come back.',
  off: 'This browser is not told yet.',
  on: 'This browser is told.',
};
