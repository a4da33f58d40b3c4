import type { Refusal, RefusalKind } from '@warroom/shared';

/** What went wrong: the server's refusal, `unreachable` when nothing answered, `fault` when it broke. */
export type ApiErrorKind = RefusalKind | 'unreachable' | 'fault';

export interface ApiError extends Omit<Refusal, 'kind'> {
  kind: ApiErrorKind;
  /** The HTTP status; 0 when nothing answered. */
  status: number;
}

export type ApiResult<Value> = { ok: true; value: Value } | { ok: false; error: ApiError };

export interface ApiOptions {
  /** GET without a body, POST with one, unless said. */
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | undefined;
  /** Sent as JSON. */
  body?: unknown;
  /** 15 s unless said. */
  timeoutMs?: number | undefined;
  signal?: AbortSignal | undefined;
}

const TIMEOUT_MS = 15_000;

const unauthenticated = new Set<() => void>();

/** Calls `listener` whenever the server answers that it knows nobody of ours (401). */
export function onUnauthenticated(listener: () => void): void {
  unauthenticated.add(listener);
}

/**
 * Asks our own server and answers with the value or what went wrong, in words for a person. Never
 * throws. `Value` is trusted, not checked: it comes from the server that served this very page.
 */
export async function api<Value = undefined>(
  path: string,
  options: ApiOptions = {},
): Promise<ApiResult<Value>> {
  const { body, timeoutMs = TIMEOUT_MS } = options;
  const timeout = AbortSignal.timeout(timeoutMs);
  try {
    const response = await fetch(path, {
      method: options.method ?? (body === undefined ? 'GET' : 'POST'),
      headers: {
        accept: 'application/json',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      credentials: 'same-origin',
      cache: 'no-store',
      signal: options.signal === undefined ? timeout : AbortSignal.any([timeout, options.signal]),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const value = parseJson(text);
    if (response.ok) {
      if (text !== '' && value === undefined) return failed(fault(response.status));
      return { ok: true, value: value as Value };
    }
    if (response.status === 401) for (const listener of unauthenticated) listener();
    return failed(errorOf(value, response.status));
  } catch {
    const waited = `The server did not answer within ${Math.round(timeoutMs / 1_000)} s.`;
    return failed({
      kind: 'unreachable',
      message: timeout.aborted
        ? waited
        : 'The server does not answer. Check the network, then try again.',
      status: 0,
    });
  }
}

function failed(error: ApiError): { ok: false; error: ApiError } {
  return { ok: false, error };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function errorOf(body: unknown, status: number): ApiError {
  const error =
    typeof body === 'object' && body !== null && 'error' in body ? body.error : undefined;
  const isRefusal =
    typeof error === 'object' &&
    error !== null &&
    'kind' in error &&
    typeof error.kind === 'string' &&
    'message' in error &&
    typeof error.message === 'string';
  return isRefusal ? { ...(error as Refusal), status } : fault(status);
}

/** An answer that is not ours: a proxy's page, or a server that broke before it could say why. */
function fault(status: number): ApiError {
  const isGateway = status === 502 || status === 503 || status === 504;
  return {
    kind: isGateway ? 'unreachable' : 'fault',
    message: isGateway
      ? `The server is not reached from its address (${status}). It may be starting; try again.`
      : `The server failed to answer (${status}). Its log says why.`,
    status,
  };
}
