import { join } from 'node:path';
import {
  compileElection,
  decideIncident,
  decideSignal,
  drillElection,
  emptySituation,
  fold,
  hasCategory,
  IncidentCommand,
  SignalCommand,
  SignalInput,
  signalReceived,
} from '@warroom/shared';
import type { Actor, Decision, DecisionContext, Signal, Subject } from '@warroom/shared';
import { describe, expect, test } from 'vitest';
import { rulesOf } from '../../desk/rules.ts';
import { loadElections } from '../../election/load.ts';
import { electionDay } from './election-day.ts';
import type { CastMember } from './scenario.ts';

const START = Date.parse('2027-06-01T15:00:00Z');
const drill = electionDay();
const files = loadElections(join(import.meta.dirname, '../../../elections'));
const base = files.ok ? files.elections.find((one) => one.id === 'us-general') : undefined;
if (!base) throw new Error('the shipped us-general.yaml is missing or broken');
const compiled = compileElection(drillElection(base, START));
const arrival = new Map(drill.signals.map((signal) => [signal.externalId, signal.atMs]));

/** Plays the whole drill by the product's own rules; answers the situation at its end and every refusal. */
function rehearse() {
  const cast = new Map<string, CastMember>(drill.cast.map((member) => [member.id, member]));
  const rules = rulesOf(
    compiled,
    (id) => cast.has(id),
    () => [],
  );
  const situation = emptySituation();
  const signals = new Map<string, Signal>();
  const numbers = new Map<string, string>();
  const refusals: string[] = [];

  const write = (decision: Decision, at: number, by: Actor, what: string): void => {
    if (!decision.ok) {
      refusals.push(`${what} at ${at - START}: ${decision.refusal.message}`);
      return;
    }
    const versions = new Map<string, number>();
    for (const { aggregate, expectedVersion, event } of decision.writes) {
      const version = (versions.get(aggregate) ?? expectedVersion) + 1;
      versions.set(aggregate, version);
      const seq = situation.seq + 1;
      fold(situation, { personal: null, ...event, aggregate, version, seq, at, by });
      const id = aggregate.slice('signal:'.length);
      const signal = situation.signals.get(id)?.signal;
      if (signal) signals.set(id, signal);
      const decided = signals.get(id);
      if (event.type === 'signal.linked' && decided)
        signals.set(id, { ...decided, state: 'linked', version, incidents: [event.data.incident] });
      if (event.type === 'signal.dismissed' && decided)
        signals.set(id, { ...decided, state: 'dismissed', version });
    }
  };

  const steps = [...drill.signals, ...drill.actions].toSorted((a, b) => a.atMs - b.atMs);
  for (const step of steps) {
    const now = START + step.atMs;
    if ('externalId' in step) {
      const { atMs: _at, source, observedOffsetMs: _offset, resolves, ...input } = step;
      if (resolves !== undefined) continue;
      const event = signalReceived(SignalInput.parse(input), {
        source,
        now,
        tlp: rules.defaultTlp,
        drill: true,
      });
      const received = { aggregate: `signal:${step.externalId}`, expectedVersion: 0, event };
      write({ ok: true, writes: [received] }, now, { kind: 'source', id: source }, 'signal');
      continue;
    }
    const { atMs: _at, by, ...deed } = step;
    const subject: Subject = {
      kind: 'person',
      id: by,
      role: cast.get(by)?.role ?? 'triager',
      clearance: 'AMBER+STRICT',
      organisation: null,
    };
    let made = 0;
    const context: DecisionContext = {
      sections: situation.sections,
      versionOf: (aggregate) => situation.versions.get(aggregate) ?? 0,
      newId: () => `made${(made += 1)}`,
      upload: () => undefined,
      composeBrief: () => {
        throw new Error('no brief is made in this scenario');
      },
      now,
      subject,
      by: { kind: 'person', id: by },
      rules,
      nextIncident: `EX-${String(situation.nextNumber).padStart(4, '0')}`,
      newSignalId: 'unused',
      incident: (id) => situation.incidents.get(id)?.incident,
      signal: (id) => signals.get(id),
      message: () => undefined,
      queue: () => signals.values(),
      tries: 0,
    };
    if (deed.type === 'signal.dismiss') {
      const command = SignalCommand.parse({ ...deed, commandId: 'c' });
      write(decideSignal(command, context), now, context.by, 'signal.dismiss');
      continue;
    }
    const { incident, ...fields } = deed;
    const number = numbers.get(incident) ?? '';
    const expectedVersion = situation.incidents.get(number)?.incident.version;
    const command = [
      { ...fields, commandId: 'c' },
      { ...fields, commandId: 'c', incident: number },
      { ...fields, commandId: 'c', incident: number, expectedVersion },
    ]
      .map((dressed) =>
        'into' in dressed ? { ...dressed, into: numbers.get(dressed.into) } : dressed,
      )
      .map((dressed) => IncidentCommand.safeParse(dressed))
      .find((parsed) => parsed.success)?.data;
    if (!command) {
      refusals.push(`${deed.type} on ${incident} at ${step.atMs} is not a right command`);
      continue;
    }
    if (command.type === 'incident.open') numbers.set(incident, context.nextIncident);
    write(decideIncident(command, context), now, context.by, `${deed.type} on ${incident}`);
  }
  return { refusals, incidents: [...situation.incidents.values()].map(({ incident }) => incident) };
}

describe('the written drill', () => {
  test('[EL12] lasts 9 to 11 minutes and plays at least 400 signals in order, each id once', () => {
    expect(drill.durationMs / 60_000).toBeGreaterThanOrEqual(9);
    expect(drill.durationMs / 60_000).toBeLessThanOrEqual(11);
    expect(drill.signals.length).toBeGreaterThanOrEqual(400);
    expect(arrival.size).toBe(drill.signals.length);
    const times = drill.signals.map((signal) => signal.atMs);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(times[0]).toBeLessThan(2000);
    expect(times.at(-1)).toBeGreaterThan(9.5 * 60_000);
    expect(times.at(-1)).toBeLessThanOrEqual(drill.durationMs);
  });

  test('[EL12] speaks at least six languages, each more than once, in at least 300 different texts', () => {
    const languages = drill.signals.map((signal) => signal.language);
    const often = [...new Set(languages)].filter(
      (one) => languages.indexOf(one) !== languages.lastIndexOf(one),
    );
    expect(often.length).toBeGreaterThanOrEqual(9);
    const texts = new Set(drill.signals.map((signal) => signal.text.replaceAll(/\d+/g, '#')));
    expect(texts.size).toBeGreaterThanOrEqual(300);
  });

  test('[EL12] is the same every time', () => {
    expect(electionDay()).toEqual(drill);
  });

  test('uses sources, jurisdictions and categories of its election, and example domains only', () => {
    const sources = new Set(compiled.election.sources.map((source) => source.name));
    const wrong = drill.signals.filter(
      (signal) =>
        !sources.has(signal.source) ||
        (signal.jurisdiction !== undefined && !compiled.byId.has(signal.jurisdiction)) ||
        (signal.category !== undefined && !hasCategory(compiled, signal.category)) ||
        (signal.url !== undefined && !/\.example(\.gov)?$/.test(new URL(signal.url).hostname)) ||
        /\{|https?:|\.(com|org|net|gov)\b/.test(signal.text),
    );
    expect(wrong).toEqual([]);
  });

  test('[EL12] lets a claim grow, an alert resolve, and one source fall silent before half-time', () => {
    const claim = drill.signals.filter((signal) => signal.externalId.startsWith('early-close-'));
    const within = (from: number, to: number) =>
      claim.filter((signal) => signal.atMs >= from * 60_000 && signal.atMs < to * 60_000).length;
    expect(within(0, 3)).toBeGreaterThan(0);
    expect(within(3, 6)).toBeGreaterThan(within(0, 3));
    expect(within(6, 9)).toBeGreaterThan(within(3, 6));
    expect(drill.silent.source).toBe('hotline');
    expect(drill.silent.lastAtMs).toBeLessThan(5 * 60_000);
    const calls = drill.signals.filter((signal) => signal.source === 'hotline');
    expect(calls.length).toBeGreaterThan(20);
    const over = drill.signals.filter((signal) => signal.resolves !== undefined);
    expect(over.length).toBeGreaterThan(0);
    for (const { resolves, atMs } of over)
      expect(arrival.get(resolves ?? '') ?? Number.NaN).toBeLessThan(atMs);
  });

  test('is mostly noise', () => {
    const ofUse = new Set(
      drill.actions.flatMap((action) =>
        action.type === 'incident.open' || action.type === 'incident.link' ? action.signals : [],
      ),
    );
    expect(ofUse.size / drill.signals.length).toBeGreaterThan(0.1);
    expect(ofUse.size / drill.signals.length).toBeLessThan(0.2);
  });

  test('[EL12] asks only what the rules allow: no action is refused when nobody interferes', () => {
    expect(rehearse().refusals).toEqual([]);
  });

  test('works 25 to 40 incidents into every state and leaves some untouched, a critical one among them', () => {
    const { incidents } = rehearse();
    expect(incidents.length).toBeGreaterThanOrEqual(25);
    expect(incidents.length).toBeLessThanOrEqual(40);
    const states = new Set<string>(incidents.map((incident) => incident.state));
    expect([...states].toSorted()).toEqual(
      'active closed dismissed merged mitigated new resolved triage'.split(' '),
    );
    const untouched = incidents.filter((incident) => incident.state === 'new');
    expect(untouched.length).toBeGreaterThanOrEqual(5);
    expect(untouched.some((incident) => incident.severity === 'S1')).toBe(true);
  });
});
