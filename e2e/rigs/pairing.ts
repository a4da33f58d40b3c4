import { apiWith } from './api.ts';
import type { Api } from './api.ts';
import type { ServerRig } from './server.ts';

/** A paired screen without a browser. */
export interface Display {
  id: string;
  cookie: string;
  api: Api;
}

/** Pairs a display as a screen and an admin do: code, confirmation, cookie. */
export async function pairDisplay(
  server: Pick<ServerRig, 'url'>,
  admin: Api,
  election: string,
  settings: {
    clearance: string;
    redaction: string;
    name?: string;
    scenes?: string[];
    diagonalInch?: number;
    farthestSeatM?: number;
  },
): Promise<Display> {
  const post = (path: string, body: unknown): Promise<Response> =>
    fetch(server.url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: server.url },
      body: JSON.stringify(body),
    });
  const asked = await post('/api/displays/pairing', { width: 1920, height: 1080, dpr: 1 });
  const { code } = (await asked.json()) as { code: string };
  const waiting = cookiesOf(asked);
  await admin.post(`/api/admin/elections/${election}/pairings/${code}/confirm`, {
    name: 'Test wall',
    ...settings,
  });
  const paired = await fetch(`${server.url}/api/displays/pairing`, {
    headers: { cookie: waiting },
  });
  const answer = (await paired.json()) as { state: string; display: { id: string } };
  if (answer.state !== 'paired')
    throw new Error(`the display was not paired: ${JSON.stringify(answer)}`);
  const cookie = cookiesOf(paired);
  return { id: answer.display.id, cookie, api: apiWith(server.url, cookie) };
}

function cookiesOf(response: Response): string {
  return response.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .filter((pair) => !pair?.endsWith('='))
    .join('; ');
}
