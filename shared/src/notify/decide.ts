import { can } from '../access.ts';
import { accept, decline } from '../decision.ts';
import type { Decision, DecisionContext } from '../decision.ts';
import { isZone } from '../election/local-time.ts';
import { personTarget } from '../message/people.ts';
import { messageAggregate } from '../message/message.ts';
import { refuse, unreachable } from '../refusal.ts';
import type { RulesCommand } from './commands.ts';
import type { RulesEvent } from './events.ts';
import { NO_RULES } from './evolve.ts';
import { MAX_PUSH, rulesAggregate, TEST_EVERY_MS } from './notify.ts';

/** What a command on one's own rules leads to. */
export function decideRules(command: RulesCommand, context: DecisionContext): Decision {
  const { subject } = context;
  if (subject.kind !== 'person' || !can(subject, 'situation.read'))
    return decline(refuse('forbidden', 'Only people who work here have rules for being told.'));
  const aggregate = rulesAggregate(subject.id);
  const version = context.versionOf(aggregate);
  const rules = context.sections.rules[subject.id] ?? NO_RULES;
  const events = (...happened: RulesEvent[]): Decision =>
    accept(
      happened.map((event, index) => ({ aggregate, expectedVersion: version + index, event })),
    );
  switch (command.type) {
    case 'rules.set': {
      const { email, ways, quiet } = command;
      if (email === undefined && ways === undefined && quiet === undefined)
        return decline(refuse('nothing-changes', 'Nothing is asked to be set.'));
      if (quiet && !isZone(quiet.zone))
        return decline(
          refuse(
            'malformed',
            `"${quiet.zone}" is not a time zone; right would be one like America/Phoenix.`,
            { path: 'quiet.zone' },
          ),
        );
      return events({
        type: 'rules.set',
        data: {
          ...(email === undefined ? {} : { email: email === null ? 'account' : 'own' }),
          ...(ways === undefined ? {} : { ways: unique(ways) }),
          ...(quiet === undefined ? {} : { quiet }),
        },
        ...(email == null ? {} : { personal: { email } }),
      });
    }
    case 'rules.push-add': {
      const { label, endpoint, p256dh, auth } = command;
      const replaced = rules.push.filter((one) => one.endpoint === endpoint);
      if (rules.push.length - replaced.length >= MAX_PUSH)
        return decline(
          refuse('too-many', `${MAX_PUSH} browsers are enough; remove one first.`, {
            path: 'endpoint',
          }),
        );
      return events(
        ...replaced.map(({ id }): RulesEvent => ({
          type: 'rules.push-removed',
          data: { push: id, why: 'replaced' },
        })),
        {
          type: 'rules.push-added',
          data: { push: context.newId() },
          personal: { label, endpoint, p256dh, auth },
        },
      );
    }
    case 'rules.push-remove':
      return rules.push.some(({ id }) => id === command.push)
        ? events({ type: 'rules.push-removed', data: { push: command.push, why: 'person' } })
        : decline(refuse('not-found', 'This browser is not told anything (any more).'));
    case 'rules.test':
      return test();
    default:
      return unreachable(command);
  }

  /** Goes the way of every message, whatever the rules and quiet hours say. */
  function test(): Decision {
    const { way } = command as Extract<RulesCommand, { type: 'rules.test' }>;
    if (context.rules.wayKinds?.includes(way) === false)
      return decline(
        refuse(
          'unavailable',
          way === 'email'
            ? 'This server sends no e-mail: an operator must set SMTP_URL and MAIL_FROM.'
            : 'This server sends no push messages.',
        ),
      );
    if (way === 'push' && !rules.push.some(({ endpoint }) => endpoint !== null))
      return decline(
        refuse('missing-field', 'No browser is told yet; let this one be told first.'),
      );
    const waitMs = (rules.testedAt ?? -Infinity) + TEST_EVERY_MS - context.now;
    if (waitMs > 0)
      return decline(
        refuse(
          'rate-limited',
          `A test was sent a moment ago; wait ${Math.ceil(waitMs / 1000)} s.`,
          {
            retryAfterMs: waitMs,
          },
        ),
      );
    const message = `msg_${context.newId()}`;
    return accept([
      {
        aggregate,
        expectedVersion: version,
        event: { type: 'rules.tested', data: { way, message } },
      },
      {
        aggregate: messageAggregate(message),
        expectedVersion: 0,
        event: {
          type: 'message.queued',
          data: {
            kind: 'test',
            incident: null,
            version: 0,
            severity: null,
            clock: null,
            dueAt: null,
            target: personTarget(subject.id, way),
          },
        },
      },
    ]);
  }
}

function unique(
  ways: NonNullable<Extract<RulesCommand, { type: 'rules.set' }>['ways']>,
): NonNullable<Extract<RulesEvent, { type: 'rules.set' }>['data']['ways']> {
  return Object.fromEntries(
    Object.entries(ways).map(([event, chosen]) => [event, chosen && [...new Set(chosen)]]),
  );
}
