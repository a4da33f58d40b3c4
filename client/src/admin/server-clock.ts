/** The server's clock as known here. */
export interface ServerClock {
  /** The server's time in epoch ms. Stable. */
  now: () => number;
  /** Takes in the server's time as answered between two moments of this machine's clock. */
  heard: (serverNow: number, sentAt: number, receivedAt: number) => void;
}

/** Follows the server's clock by its answers, each corrected by half of its way there and back. */
export function serverClock(local: () => number): ServerClock {
  let offsetMs = 0;
  return {
    now: () => local() + offsetMs,
    heard: (serverNow, sentAt, receivedAt) => {
      offsetMs = serverNow - (sentAt + receivedAt) / 2;
    },
  };
}
