import { Agent, request } from 'node:http';
import type { CommandResult } from '@warroom/shared';
import { colleague } from '../rigs/api.ts';
import type { Api } from '../rigs/api.ts';
import type { ServerRig } from '../rigs/server.ts';

export const ELECTION = 'us-general';
const agent = new Agent({ keepAlive: true, maxSockets: 64 });
/** The moment of sending, written into a title; read by whoever gets it. */
export const STAMP = /@(\d+\.\d+)@/;

/** Now, as both ends of a measurement on one machine see it, ms. */
export const stampNow = (): number => performance.timeOrigin + performance.now();

/** So many leads: commands and connections are limited by person. */
export async function staff(server: ServerRig, admin: Api, count: number): Promise<Api[]> {
  const people: Api[] = [];
  for (let n = 0; n < count; n += 1)
    people.push(
      await colleague(
        server,
        admin,
        { election: ELECTION, role: 'lead', clearance: 'AMBER' },
        `Bench ${n}`,
      ),
    );
  return people;
}

/** Posts a command over kept connections; again where one was closed as it was used, which its id makes safe. */
export async function post(
  server: ServerRig,
  api: Api,
  command: Record<string, unknown>,
): Promise<CommandResult> {
  try {
    return await postOnce(server, api, command);
  } catch (error) {
    if ((error as { code?: unknown }).code !== 'ECONNRESET') throw error;
    return postOnce(server, api, command);
  }
}

function postOnce(
  server: ServerRig,
  api: Api,
  command: Record<string, unknown>,
): Promise<CommandResult> {
  const body = JSON.stringify(command);
  return new Promise((resolve, reject) => {
    const sent = request(
      `${server.url}/api/elections/${ELECTION}/commands`,
      {
        agent,
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(body),
          origin: server.url,
          cookie: api.cookie,
        },
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () =>
          resolve(JSON.parse(Buffer.concat(chunks).toString()) as CommandResult),
        );
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });
}

/** An incident that only this load changes, so that its version is known. */
export interface Loaded {
  id: string;
  version: number;
}

/** Opens so many incidents, as fast as people may. */
export async function open(
  server: ServerRig,
  people: readonly Api[],
  count: number,
  severities: readonly string[] = ['S1', 'S2', 'S3', 'S4', 'S5'],
): Promise<Loaded[]> {
  const made: Loaded[] = [];
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < count) {
      const n = next;
      next += 1;
      const result = await post(server, people[n % people.length]!, {
        type: 'incident.open',
        commandId: `open-${n}`,
        title: `Reports of long lines at polling place ${n}, voters leave`,
        severity: severities[n % severities.length],
        category: 'OPS.long-lines',
        jurisdictions: ['US-AZ'],
      });
      if (result.kind === 'done' && result.incident)
        made.push({ id: result.incident.id, version: result.incident.version });
      else if (result.kind === 'refused' && result.refusal.kind === 'rate-limited') {
        next = Math.min(next, n);
        await new Promise((done) => setTimeout(done, result.refusal.retryAfterMs ?? 50));
      } else throw new Error(JSON.stringify(result));
    }
  };
  await Promise.all(Array.from({ length: 32 }, lane));
  return made;
}

/**
 * Changes titles at a steady pace for so long, each with the moment of its sending in it. Every
 * `pick` names the next incident. Resolves when all are answered, with how many changes there were.
 */
export async function change(
  server: ServerRig,
  people: readonly Api[],
  pace: { perSecond: number; seconds: number },
  pick: (n: number) => Loaded,
): Promise<number> {
  const total = pace.perSecond * pace.seconds;
  const startedAt = performance.now();
  const waiting: Promise<void>[] = [];
  const busy = new Map<string, Promise<unknown>>();
  let sent = 0;
  const one = async (incident: Loaded, n: number): Promise<void> => {
    // One after another on the same incident: each carries the version before it.
    await busy.get(incident.id);
    const result = await post(server, people[n % people.length]!, {
      type: 'incident.change',
      commandId: `change-${startedAt}-${n}`,
      incident: incident.id,
      expectedVersion: incident.version,
      changes: { title: `Lines at polling place ${n}, @${stampNow().toFixed(2)}@ voters leave` },
    });
    if (result.kind !== 'done') throw new Error(JSON.stringify(result.refusal));
    // Not one more: the clock may have noted a limit that ran out in between.
    if (result.incident) incident.version = result.incident.version;
  };
  await new Promise<void>((resolve, reject) => {
    const tick = setInterval(() => {
      const due = Math.min(
        total,
        Math.floor(((performance.now() - startedAt) * pace.perSecond) / 1_000),
      );
      for (; sent < due; sent += 1) {
        const incident = pick(sent);
        const answered = one(incident, sent);
        busy.set(incident.id, answered);
        answered.catch(reject);
        waiting.push(answered);
      }
      if (sent < total) return;
      clearInterval(tick);
      resolve();
    }, 2);
  });
  await Promise.all(waiting);
  return total;
}
