import type { Command, CommandResult, RefusalKind, TimelineEntry } from '@warroom/shared';
import { describe, expect, it } from 'vitest';
import { incidentView } from './testing/records.ts';
import { runMany } from './run-many.ts';
import type { PostAnswer, Unit } from './run-many.ts';

const link = (signals: string[]): Unit => ({
  intent: { type: 'incident.link', incident: 'US28-0001', signals },
  items: signals,
});
const dismiss = (id: string): Unit => ({
  intent: { type: 'signal.dismiss', signals: [id], reason: 'spam' },
  items: [id],
});
const done = ({ commandId }: Command): CommandResult => ({
  kind: 'done',
  commandId,
  repeated: false,
  incident: null,
  opened: null,
  signal: null,
});
const refuse = (
  { commandId }: Command,
  kind: RefusalKind,
): Extract<CommandResult, { kind: 'refused' }> => ({
  kind: 'refused',
  commandId,
  refusal: { kind, message: kind },
  current: null,
  between: [],
});

/** Runs units against a server that a test plays; answers what was posted and what became of each. */
async function run(units: Unit[], answer: (commands: readonly Command[]) => PostAnswer) {
  const posted: Command[][] = [];
  const paused: number[] = [];
  const progress: string[] = [];
  let ids = 0;
  const results = await runMany(units, {
    post: (commands) => {
      posted.push([...commands]);
      return Promise.resolve(answer(commands));
    },
    newId: () => `c${(ids += 1)}`,
    versionOf: () => 7,
    pause: (delayMs) => {
      paused.push(delayMs);
      return Promise.resolve();
    },
    onAnswered: () => {},
    onProgress: (so, of) => progress.push(`${so}/${of}`),
  });
  const kinds = new Map(
    [...results].map(([id, { result }]) => [
      id,
      result.kind === 'done' ? 'done' : result.refusal.kind,
    ]),
  );
  return { posted, paused, progress, kinds, results };
}
const each =
  (of: (command: Command) => CommandResult) =>
  (commands: readonly Command[]): PostAnswer => ({ ok: true, results: commands.map(of) });

describe('many commands', () => {
  it('go out a hundred a request, and tell how far it is', async () => {
    const ids = Array.from({ length: 250 }, (_, n) => `s${n}`);
    const { posted, progress, kinds } = await run(ids.map(dismiss), each(done));
    expect(posted.map(({ length }) => length)).toEqual([100, 100, 50]);
    expect(progress).toContain('100/250');
    expect(kinds.size).toBe(250);
  });

  it('find the one that stands in the way by halves, so that the rest is done', async () => {
    const ids = ['a', 'b', 'c', 'd'];
    const { kinds, posted } = await run(
      [link(ids)],
      each((command) =>
        command.type === 'incident.link' && command.signals.includes('c')
          ? refuse(command, 'already-claimed')
          : done(command),
      ),
    );
    expect([...kinds].toSorted(([a], [b]) => a.localeCompare(b))).toEqual([
      ['a', 'done'],
      ['b', 'done'],
      ['c', 'already-claimed'],
      ['d', 'done'],
    ]);
    expect(posted.length).toBe(3);
    expect(new Set(posted.flat().map(({ commandId }) => commandId)).size).toBe(5);
  });

  it('are sent anew where only what is in nobody’s way came between, at the version that is there now', async () => {
    let turn = 0;
    const unit: Unit = {
      intent: { type: 'incident.assign', incident: 'US28-0001', assignee: 'ana' },
      items: ['US28-0001'],
    };
    const { posted, kinds } = await run(
      [unit],
      each((command) => {
        turn += 1;
        if (turn > 1) return done(command);
        const entry: TimelineEntry = {
          seq: 1,
          version: 8,
          type: 'incident.noted',
          at: 0,
          by: null,
          via: 'board',
          data: {},
          texts: {},
          erased: false,
        };
        return {
          ...refuse(command, 'stale-version'),
          current: incidentView({ version: 8 }),
          between: [entry],
        };
      }),
    );
    expect(posted.flat()).toMatchObject([{ expectedVersion: 7 }, { expectedVersion: 8 }]);
    expect(kinds.get('US28-0001')).toBe('done');
  });

  it('wait when the server asks for patience', async () => {
    let turn = 0;
    const { paused, kinds } = await run([dismiss('a')], (commands) => {
      turn += 1;
      return turn === 1
        ? { ok: false, message: 'slow down', retryAfterMs: 40, isSent: false }
        : each(done)(commands);
    });
    expect(paused).toEqual([40]);
    expect(kinds.get('a')).toBe('done');
  });

  it('leave unsettled what was sent when the server is lost, and say that the rest was not sent', async () => {
    const ids = Array.from({ length: 150 }, (_, n) => `s${n}`);
    let turn = 0;
    const { kinds, results } = await run(ids.map(dismiss), (commands) => {
      turn += 1;
      return turn === 1 ? { ok: false, message: 'no answer', isSent: true } : each(done)(commands);
    });
    expect(turn).toBe(1);
    expect(kinds.get('s0')).toBe('unsettled');
    expect(kinds.get('s149')).toBe('unavailable');
    // Under the same id, so that sending it again doubles nothing.
    const first = results.get('s0')?.result;
    expect(first?.kind === 'refused' && first.commandId).toBe('c1');
  });

  it('hold an item for refused when one of several commands for it was', async () => {
    const other: Unit = {
      intent: { type: 'incident.link', incident: 'US28-0002', signals: ['a'] },
      items: ['a'],
    };
    const { kinds } = await run(
      [link(['a']), other],
      each((command) =>
        'incident' in command && command.incident === 'US28-0001'
          ? refuse(command, 'incident-closed')
          : done(command),
      ),
    );
    expect(kinds.get('a')).toBe('incident-closed');
  });
});
