import { accept, decline } from '../decision.ts';
import type { Decision, DecisionContext } from '../decision.ts';
import { refuse } from '../refusal.ts';
import type { Refusal } from '../refusal.ts';
import type { IncidentCommandOf } from './commands.ts';
import { mayKnow } from './guards.ts';
import type { Incident } from './incident.ts';
import { writesOn } from './writes.ts';

const MAX_WATCHERS = 200;

/** Adds a note; who is mentioned in it watches the incident from then on. */
export function decideNote(
  incident: Incident,
  command: IncidentCommandOf<'incident.note'>,
  context: DecisionContext,
): Decision {
  const mentions = [...new Set(command.mentions)];
  for (const person of mentions) {
    const refusal = mentionable(person, incident, context);
    if (refusal) return decline(refusal);
  }
  if (new Set([...incident.watchers, ...mentions]).size > MAX_WATCHERS)
    return decline(tooManyWatchers(incident));
  return accept(
    writesOn(incident, {
      type: 'incident.noted',
      data: { length: command.text.length, ...(mentions.length > 0 ? { mentions } : {}) },
      personal: { text: command.text },
    }),
  );
}

/** Watching is for people: each for themselves. */
export function decideWatch(
  incident: Incident,
  watch: boolean,
  { by }: Pick<DecisionContext, 'by'>,
): Decision {
  if (by.kind !== 'person')
    return decline(refuse('forbidden', 'Only people watch incidents, each for themselves.'));
  if (incident.watchers.includes(by.id) === watch)
    return decline(
      refuse(
        'nothing-changes',
        watch ? `You watch ${incident.id} already.` : `You don't watch ${incident.id}.`,
      ),
    );
  if (watch && incident.watchers.length >= MAX_WATCHERS) return decline(tooManyWatchers(incident));
  return accept(
    writesOn(incident, { type: watch ? 'incident.watched' : 'incident.unwatched', data: {} }),
  );
}

/** Refuses to tell of an incident those who don't work here, or may not know of it. */
function mentionable(
  id: string,
  incident: Incident,
  context: DecisionContext,
): Refusal | undefined {
  if (!context.rules.hasPerson(id))
    return refuse('unknown-person', `Nobody with the id "${id}" can work on this election.`, {
      path: 'mentions',
    });
  return mayKnow(id, incident, context.rules.people())
    ? undefined
    : refuse(
        'forbidden',
        `"${id}" may not see ${incident.id} (TLP:${incident.tlp}), so the note can't name them.`,
        { path: 'mentions', who: id },
      );
}

function tooManyWatchers(incident: Incident): Refusal {
  return refuse('too-many', `${incident.id} has ${MAX_WATCHERS} watchers, as many as it can have.`);
}
