import type { IncidentMore } from '@warroom/shared';
import { describe, expect, it } from 'vitest';
import { moreOf } from './more.ts';
import type { MoreGuess } from './more.ts';
import { manualTime, settled } from './testing/records.ts';

const more = (incident: string, version: number, titles: string[] = []): IncidentMore => ({
  incident,
  version,
  tasks: titles.map((title) => ({ id: title, title, assignee: null, done: null, playbook: null })),
  links: [],
  evidence: [],
  watchers: [],
  escalation: null,
});

function opened() {
  const time = manualTime();
  const versions = new Map<string, number>([['A', 1]]);
  const listeners = new Map<string, () => void>();
  const asked: string[] = [];
  const answers: ((answer: IncidentMore | string) => void)[] = [];
  const made = moreOf({
    after: time.after,
    incidents: {
      subscribe: (id, listener) => {
        listeners.set(id, listener);
        return () => void listeners.delete(id);
      },
      confirmed: (id) => ({ version: versions.get(id) ?? 0 }) as never,
    },
    fetch: (incident) => {
      asked.push(incident);
      return new Promise((resolve) => {
        answers.push((answer) =>
          resolve(
            typeof answer === 'string' ? { ok: false, error: answer } : { ok: true, more: answer },
          ),
        );
      });
    },
  });
  return {
    made,
    time,
    asked,
    state: () => made.store.getState(),
    titles: () => made.store.getState().more?.tasks.map(({ title }) => title),
    async answer(answer: IncidentMore | string) {
      answers.shift()?.(answer);
      await settled();
    },
    becomes(id: string, version: number) {
      versions.set(id, version);
      listeners.get(id)?.();
    },
  };
}

const added =
  (title: string): MoreGuess =>
  (known) => ({ ...known, tasks: more('A', 0, [title]).tasks.concat(known.tasks) });

describe('more of the open incident', () => {
  it('is read when it is opened, and again once after its version has changed', async () => {
    const { made, asked, titles, answer, becomes, time } = opened();
    made.open('A');
    await answer(more('A', 1, ['call']));
    expect(titles()).toEqual(['call']);
    becomes('A', 2);
    becomes('A', 3);
    time.pass(200);
    expect(asked).toEqual(['A', 'A']);
    expect(titles()).toEqual(['call']);
    await answer(more('A', 3, ['call', 'post']));
    expect(titles()).toEqual(['call', 'post']);
    becomes('A', 3);
    time.pass(1_000);
    expect(asked).toHaveLength(2);
  });

  it('shows what was read before at once when it is opened again', async () => {
    const { made, titles, answer } = opened();
    made.open('A');
    await answer(more('A', 1, ['call']));
    made.open(null);
    expect(titles()).toBeUndefined();
    made.open('A');
    expect(titles()).toEqual(['call']);
  });

  it('passes over an answer that came too late or is older than what is known', async () => {
    const { made, state, titles, answer, becomes, time } = opened();
    made.open('A');
    made.open('B');
    await answer(more('A', 1, ['of A']));
    expect(titles()).toBeUndefined();
    await answer(more('B', 5, ['new']));
    becomes('B', 6);
    time.pass(200);
    await answer(more('B', 4, ['old']));
    expect(titles()).toEqual(['new']);
    expect(state().loading).toBe(false);
  });

  it('keeps what is shown when it cannot be read, and says so', async () => {
    const { made, state, titles, answer, becomes, time } = opened();
    made.open('A');
    await answer(more('A', 1, ['call']));
    becomes('A', 2);
    time.pass(200);
    await answer('The server does not answer.');
    expect(titles()).toEqual(['call']);
    expect(state().error).toBe('The server does not answer.');
  });

  it('shows a guess until a read knows of it, or it was refused', async () => {
    const { made, titles, answer, becomes, time } = opened();
    made.open('A');
    await answer(more('A', 1, ['call']));
    const refused = made.foresee(added('refused'));
    expect(titles()).toEqual(['refused', 'call']);
    refused(false);
    expect(titles()).toEqual(['call']);
    const done = made.foresee(added('post'));
    done(true);
    becomes('A', 2);
    time.pass(200);
    const unanswered = made.foresee(added('later'));
    await answer(more('A', 2, ['post', 'call']));
    expect(titles()).toEqual(['later', 'post', 'call']);
    unanswered(true);
    becomes('A', 3);
    time.pass(200);
    await answer(more('A', 3, ['later', 'post', 'call']));
    expect(titles()).toEqual(['later', 'post', 'call']);
  });
});
