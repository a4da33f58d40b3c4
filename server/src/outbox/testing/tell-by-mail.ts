import { writeSync } from 'node:fs';
import type { Subject } from '@warroom/shared';
import { openEmbeddedRoom } from '../../desk/open-rooms.ts';
import { electionWith, LEAD, TRIAGER } from '../../desk/testing/nodes.ts';
import { addressGuard } from '../guard-address.ts';
import { smtpMailer } from '../mailer.ts';
import { outbox } from '../outbox.ts';

/**
 * One run of a node until it is killed: opens the election in `dataDir`, where nothing is there yet
 * queues a mail to someone, and sends what waits. Says each event of a message once it is in the journal.
 */
export async function tellByMail(dataDir: string, smtpPort: number): Promise<void> {
  const subjectOf = (id: string): Subject | undefined =>
    [LEAD, TRIAGER].find((one) => one.kind === 'person' && one.id === id);
  const schedule = (work: () => void, afterMs: number): (() => void) => {
    const timer = setTimeout(work, afterMs);
    return () => clearTimeout(timer);
  };
  const notice = (message: string): void => void process.stderr.write(`${message}\n`);
  const room = await openEmbeddedRoom(electionWith(), {
    dataDir,
    now: Date.now,
    staff: () => [
      { id: 'ana', role: 'lead' },
      { id: 'bo', role: 'triager' },
    ],
    people: () => [],
    notice,
    die: (error) => notice(error.message),
    subjectOf: (_election, id) => subjectOf(id),
    wayKinds: ['email'],
  });
  const isNew = room.situation.incidents.size === 0;
  room.onChange(({ events }) => {
    for (const { type, aggregate } of events)
      if (type.startsWith('message.')) writeSync(1, `${type} ${aggregate}\n`);
  });
  outbox({
    room,
    node: 'the-node',
    tools: {
      guard: addressGuard({ allow: new Set() }),
      secretOf: () => undefined,
      mail: smtpMailer(
        {
          host: '127.0.0.1',
          port: smtpPort,
          user: undefined,
          password: undefined,
          tls: 'none',
          from: { name: 'War Room', address: 'alerts@example.org' },
          domain: 'example.org',
        },
        { schedule },
      ),
    },
    people: {
      subjectOf,
      nameOf: (id) => id,
      emailOf: (id) => `${id}@example.org`,
    },
    now: Date.now,
    monotonicMs: () => performance.now(),
    schedule,
    notice,
  });
  if (!isNew) return;
  const command = async (input: Record<string, unknown>): Promise<void> => {
    const result = await room.command(input, { subject: LEAD, via: 'board' });
    if (result.kind === 'refused') throw new Error(JSON.stringify(result.refusal));
  };
  await command({ commandId: 'c1', type: 'incident.open', title: 'x', severity: 'S2' });
  await command({
    commandId: 'c2',
    type: 'incident.note',
    incident: 'US28-0001',
    text: '@bo',
    mentions: ['bo'],
  });
}
