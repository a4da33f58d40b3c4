import { api, type ApiError, type ApiResult } from '../api.ts';
import type { DisplaySelf } from './display.ts';

/** What the pairing page shows. */
export type PairingView =
  | { kind: 'asking' }
  | { kind: 'code'; code: string; word: string; colour: string; leftMs: number }
  /** No code can be had; `reason` says why. */
  | { kind: 'waiting'; reason: string; leftMs: number };

interface Code {
  code: string;
  word: string;
  colour: string;
  expiresAt: number;
}

type Standing = ({ state: 'waiting' } & Code) | { state: 'paired'; display: DisplaySelf };

/** Gets codes and waits for one to be confirmed. Driven from outside, once a second. */
export interface PairingDesk {
  tick(now: number): void;
  close(): void;
}

export interface PairingDeskOptions {
  show(view: PairingView): void;
  paired(display: DisplaySelf): void;
  /** For tests. */
  ask?: {
    start(): Promise<ApiResult<Code>>;
    standing(): Promise<ApiResult<Standing>>;
  };
}

const POLL_MS = 2_000;
const RETRY_MS = 5_000;
/** As long as the server lets a code live. */
const LIFE_MS = 600_000;

const overHttp = {
  start: () =>
    api<Code>('/api/displays/pairing', {
      body: {
        width: Math.max(1, Math.round(window.innerWidth)),
        height: Math.max(1, Math.round(window.innerHeight)),
        dpr: window.devicePixelRatio,
      },
    }),
  standing: () => api<Standing>('/api/displays/pairing'),
};

/** Makes one. A code that runs out is replaced, a server that does not answer is asked again. */
export function pairingDesk({ show, paired, ask = overHttp }: PairingDeskOptions): PairingDesk {
  let code: (Code & { endsAt: number }) | null = null;
  let reason: string | null = null;
  let nextAt = 0;
  let isAsking = false;
  let isClosed = false;

  function began(result: ApiResult<Code>, now: number): void {
    if (!result.ok) {
      wait(result.error, now);
      return;
    }
    // This screen's clock may be wrong; the code's life is not longer than the server gives.
    const leftMs = result.value.expiresAt - now;
    const endsAt = now + (leftMs > 0 && leftMs <= LIFE_MS ? leftMs : LIFE_MS);
    code = { ...result.value, endsAt };
    reason = null;
    nextAt = now + POLL_MS;
  }

  function stood(result: ApiResult<Standing>, now: number): void {
    nextAt = now + POLL_MS;
    if (result.ok) {
      if (result.value.state === 'paired') {
        isClosed = true;
        paired(result.value.display);
      }
      return;
    }
    // A server that is away for a moment still knows the code when it is back.
    if (result.error.kind === 'unreachable') return;
    code = null;
    nextAt = now;
  }

  function wait(error: ApiError, now: number): void {
    code = null;
    reason = error.message;
    nextAt = now + Math.max(RETRY_MS, error.retryAfterMs ?? 0);
  }

  function draw(now: number): void {
    if (isClosed) return;
    if (code) {
      const { code: shown, word, colour, endsAt } = code;
      show({ kind: 'code', code: shown, word, colour, leftMs: Math.max(0, endsAt - now) });
    } else if (reason === null) show({ kind: 'asking' });
    else show({ kind: 'waiting', reason, leftMs: Math.max(0, nextAt - now) });
  }

  function asked<T>(
    question: Promise<ApiResult<T>>,
    then: (result: ApiResult<T>) => void,
    now: number,
  ): void {
    isAsking = true;
    void question.then((result) => {
      isAsking = false;
      if (isClosed) return;
      then(result);
      draw(now);
    });
  }

  return {
    tick(now) {
      if (isClosed) return;
      if (code && now >= code.endsAt) code = null;
      if (!isAsking && now >= nextAt) {
        if (code) asked(ask.standing(), (result) => stood(result, now), now);
        else asked(ask.start(), (result) => began(result, now), now);
      }
      draw(now);
    },
    close() {
      isClosed = true;
    },
  };
}
