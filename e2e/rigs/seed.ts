import type { CommandResult, IncidentView } from '@warroom/shared';
import type { Api } from './api.ts';
import type { ServerRig } from './server.ts';

let commands = 0;

/** Does a command; rejects with the refusal's words if it was refused. */
export async function done(
  api: Api,
  election: string,
  command: Record<string, unknown>,
): Promise<Extract<CommandResult, { kind: 'done' }>> {
  commands += 1;
  const result = await api.command(election, {
    commandId: `seed-${process.pid}-${commands}`,
    ...command,
  });
  if (result.kind === 'done') return result;
  throw new Error(
    `${String(command['type'])}: ${result.refusal?.message ?? JSON.stringify(result)}`,
  );
}

/** Opens an incident; its number. */
export async function openIncident(
  api: Api,
  election: string,
  fields: Record<string, unknown> & { title: string },
): Promise<string> {
  const { opened } = await done(api, election, { type: 'incident.open', ...fields });
  if (opened === null) throw new Error('nothing was opened');
  return opened;
}

/** An incident as it stands. */
export async function incident(api: Api, election: string, id: string): Promise<IncidentView> {
  return (await api.get<{ incident: IncidentView }>(`/api/elections/${election}/incidents/${id}`))
    .incident;
}

/** Does a command that carries the version it was decided on, at the version there is. */
export async function doneAtVersion(
  api: Api,
  election: string,
  command: Record<string, unknown> & { incident: string },
): Promise<void> {
  // Of several nodes the one that is asked may be a moment behind the one that wrote.
  for (let tries = 0; ; tries += 1) {
    const { version } = await incident(api, election, command.incident);
    try {
      await done(api, election, { ...command, expectedVersion: version });
      return;
    } catch (error) {
      if (tries === 5 || !/has changed since you looked/.test(String(error))) throw error;
    }
  }
}

/** Posts signals as a source's program does. */
export async function postSignals(
  server: ServerRig,
  election: string,
  key: string,
  signals: Record<string, unknown>[],
): Promise<void> {
  const response = await fetch(`${server.url}/api/elections/${election}/signals`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
    body: JSON.stringify(signals),
  });
  const said = await response.text();
  if (response.status !== 202 || (JSON.parse(said) as { rejected: unknown[] }).rejected.length > 0)
    throw new Error(`${response.status} ${said}`);
}
