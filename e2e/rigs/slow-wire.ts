import type { Page, WebSocketRoute } from '@playwright/test';

/** The way of what the server tells a page, where it can be kept back. */
export interface SlowWire {
  hold(): void;
  /** Hands on what was kept, in its order. */
  letGo(): void;
}

/** Keeps what the server tells of changes from a page, while it is held; answers go through. */
export async function slowWire(page: Page): Promise<SlowWire> {
  let isHeld = false;
  let kept: (() => void)[] = [];
  await page.routeWebSocket(/\/socket\.io\//, (ws: WebSocketRoute) => {
    const upstream = ws.connectToServer();
    upstream.onMessage((message) => {
      if (isHeld && /^42\["(delta|timeline|signals)"/.test(String(message))) {
        kept.push(() => ws.send(message));
      } else ws.send(message);
    });
  });
  return {
    hold: () => (isHeld = true),
    letGo() {
      isHeld = false;
      for (const send of kept) send();
      kept = [];
    },
  };
}
