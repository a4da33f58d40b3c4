import type { CommandResult } from '@warroom/shared';
import { expect } from 'vitest';
import type { Door } from './load/door.ts';
import { commandOutcome, poster } from './load/door.ts';
import type { Person } from './load/lanes.ts';
import { ELECTION } from './trial.ts';
import type { Trial } from './trial.ts';

/** So many races are on at the same time. */
const AT_ONCE = 6;

/** Somebody's commands through one node, recorded. */
function deskAt(trial: Trial, post: ReturnType<typeof poster>['post'], name: string) {
  let ids = 0;
  return async function command(
    door: Door,
    person: Person,
    fields: Record<string, unknown> & { type: string },
  ): Promise<CommandResult> {
    ids += 1;
    const id = `${name}-${ids}`;
    const { incident, signals } = fields as { incident?: string; signals?: string[] };
    const end = trial.recorder.attempt(
      trial.recorder.operation({
        type: fields.type,
        actor: { kind: 'person', id: person.id },
        id,
        ...(incident === undefined ? {} : { incident }),
        ...(signals === undefined ? {} : { signals }),
      }),
      door.name,
    );
    const reply = await post(
      door,
      `/api/elections/${ELECTION}/commands`,
      { commandId: id, ...fields },
      { cookie: person.cookie },
    );
    end(commandOutcome(reply));
    if (reply.kind !== 'answered') throw new Error(`${door.name}: ${reply.why}`);
    return reply.body as CommandResult;
  };
}

/** Runs `one` for each number below `count`, a few at a time. */
async function manyAtOnce(count: number, one: (n: number) => Promise<void>): Promise<void> {
  let next = 0;
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (let n = next++; n < count; n = next++) await one(n);
    }),
  );
}

/**
 * Makes as many things as told and lets one person at each node claim each of them at the same moment.
 * Each must go to exactly one; the others must be told who has it.
 */
export async function claimRaces(
  trial: Trial,
  what: 'incident' | 'signal',
  count: number,
): Promise<{ wins: number[] }> {
  const { nodes } = trial.cluster;
  const { post, close } = poster();
  const command = deskAt(trial, post, `${what}-race`);
  const people = trial.people.slice(0, nodes.length);
  const wins = people.map(() => 0);
  try {
    await manyAtOnce(count, async (n) => {
      const maker = n % nodes.length;
      const made = await command(
        nodes[maker]!,
        people[maker]!,
        what === 'incident'
          ? { type: 'incident.open', title: `Race ${n}` }
          : { type: 'signal.enter', signal: { text: `Race ${n}` } },
      );
      if (made.kind !== 'done') throw new Error(made.refusal.message);
      const id = made.opened ?? made.signal;
      if (id === null) throw new Error(`nothing was made: ${JSON.stringify(made)}`);
      const results = await Promise.all(
        people.map((person, at) =>
          // Each race is begun by another, so that nobody is always first.
          command(nodes[(at + n) % nodes.length]!, person, {
            type: `${what}.claim`,
            ...(what === 'incident' ? { incident: id } : { signals: [id] }),
          }),
        ),
      );
      const winners = results.flatMap((result, at) => (result.kind === 'done' ? [at] : []));
      expect(winners, `winners of ${id}`).toHaveLength(1);
      for (const result of results)
        if (result.kind === 'refused')
          expect(result.refusal).toMatchObject({
            kind: 'already-claimed',
            who: people[winners[0]!]!.id,
          });
      wins[winners[0]!]! += 1;
    });
  } finally {
    close();
  }
  return { wins };
}

/**
 * Puts so many signals into the queue and lets one person at each node ask for the next batch again and again,
 * all at the same time, until nothing is left. Answers what each was given.
 */
export async function drainQueue(trial: Trial, count: number): Promise<string[][]> {
  const { nodes } = trial.cluster;
  const { post, close } = poster();
  const command = deskAt(trial, post, 'drain');
  const people = trial.people.slice(0, nodes.length);
  try {
    await manyAtOnce(count, async (n) => {
      const at = n % nodes.length;
      const made = await command(nodes[at]!, people[at]!, {
        type: 'signal.enter',
        signal: { text: `In the queue ${n}` },
      });
      if (made.kind !== 'done') throw new Error(made.refusal.message);
    });
    return await Promise.all(
      people.map(async (person, at) => {
        const given: string[] = [];
        for (;;) {
          const batch = await command(nodes[at]!, person, { type: 'signal.claim-next', count: 5 });
          if (batch.kind === 'done') given.push(...(batch.signals ?? []));
          else if (batch.refusal.kind === 'nothing-changes') return given;
          else if (batch.refusal.kind !== 'overloaded') throw new Error(batch.refusal.message);
        }
      }),
    );
  } finally {
    close();
  }
}
