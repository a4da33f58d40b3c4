import { can } from '../access.ts';
import { accept, decline } from '../decision.ts';
import type { Decision, DecisionContext } from '../decision.ts';
import { refuse } from '../refusal.ts';
import type { IncidentCommandOf } from './commands.ts';
import type { IncidentEvent } from './events.ts';
import { firstRefusal } from './guards.ts';
import type { Incident } from './incident.ts';
import { writesOn } from './writes.ts';

const MAX_EVIDENCE = 200;

const NO_FILE = { sha256: null, size: null, mime: null, hasPreview: false };

/** Adds an address, a text or an uploaded file; like a note, in every state but `merged`. */
export function decideEvidenceAdd(
  incident: Incident,
  command: IncidentCommandOf<'incident.evidence-add'>,
  context: DecisionContext,
): Decision {
  if (incident.evidence.length >= MAX_EVIDENCE)
    return decline(
      refuse('too-many', `${incident.id} can hold at most ${MAX_EVIDENCE} pieces of evidence.`),
    );
  const given = command.evidence;
  const { title } = given;
  const add = (
    data: Omit<EvidenceAdded['data'], 'evidence'>,
    personal: EvidenceAdded['personal'],
  ): Decision =>
    accept(
      writesOn(incident, {
        type: 'incident.evidence-added',
        data: { evidence: context.newId(), ...data },
        personal,
      }),
    );
  switch (given.kind) {
    case 'url':
      return add({ kind: 'url', ...NO_FILE }, { title, url: given.url });
    case 'text':
      return add({ kind: 'text', ...NO_FILE }, { title, text: given.text });
    case 'file': {
      const upload = context.upload(given.upload);
      if (!upload)
        return decline(
          refuse(
            'not-found',
            'This upload is not known here, or more than a day old; choose the file again.',
            { path: 'evidence.upload' },
          ),
        );
      const { name, ...file } = upload;
      const same = incident.evidence.find(({ sha256 }) => sha256 === upload.sha256);
      if (same)
        return decline(
          refuse(
            'nothing-changes',
            `This very file is among the evidence of ${incident.id} already.`,
            {
              who: same.by,
              at: same.at,
              path: 'evidence.upload',
            },
          ),
        );
      return add({ kind: 'file', ...file }, { title, name });
    }
  }
}

type EvidenceAdded = Extract<IncidentEvent, { type: 'incident.evidence-added' }>;

/** Takes a piece off, with the reason: who added it, or a lead. The journal keeps that it was there. */
export function decideEvidenceRemove(
  incident: Incident,
  command: IncidentCommandOf<'incident.evidence-remove'>,
  context: DecisionContext,
): Decision {
  const piece = incident.evidence.find(({ id }) => id === command.evidence);
  const mine = piece?.by === context.by.id || can(context.subject, 'incident.lead');
  const refused = firstRefusal(
    piece
      ? undefined
      : refuse('not-found', `${incident.id} has no such evidence (any more).`, {
          path: 'evidence',
        }),
    piece && !mine
      ? refuse('forbidden', 'Only who added this, or a lead, can take it off.', { who: piece.by })
      : undefined,
  );
  if (refused || !piece) return decline(refused ?? refuse('not-found', 'No such evidence.'));
  return accept(
    writesOn(incident, {
      type: 'incident.evidence-removed',
      data: { evidence: piece.id, sha256: piece.sha256 },
      personal: { reason: command.reason },
    }),
  );
}
