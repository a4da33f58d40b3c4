import type { IncidentView } from '@warroom/shared';
import { useState } from 'react';
import type { Intent } from '../store/foresee.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { SegmentedControl } from '../ui/segmented-control.tsx';
import { Select } from '../ui/select.tsx';
import { TextArea } from '../ui/text-field.tsx';
import { closeOverlay } from './board-ui.ts';
import type { Overlay } from './board-ui.ts';
import styles from './dialogs.module.css';
import { send } from './perform.ts';
import { useBlocked, useRoom } from './room-context.ts';

type Say = Extract<Overlay, { kind: 'say' }>;

interface Words {
  title: string;
  label: string;
  button: string;
  /** What was done, for the toast. */
  done: string;
  isNeeded: boolean;
  longest: number;
}

const WORDS: Record<Say['what'], Words> = {
  resolve: {
    title: 'Resolve',
    label: 'What was done',
    button: 'Resolve',
    done: 'Resolved',
    isNeeded: false,
    longest: 2_000,
  },
  mitigate: {
    title: 'Mark mitigated',
    label: 'What keeps it from doing harm now',
    button: 'Mark mitigated',
    done: 'Marked mitigated:',
    isNeeded: false,
    longest: 2_000,
  },
  close: {
    title: 'Close',
    label: 'What the review found',
    button: 'Close',
    done: 'Closed',
    isNeeded: false,
    longest: 2_000,
  },
  reopen: {
    title: 'Reopen',
    label: 'Why',
    button: 'Reopen',
    done: 'Reopened',
    isNeeded: true,
    longest: 2_000,
  },
  keep: {
    title: 'Keep',
    label: 'Why it stays',
    button: 'Keep it',
    done: 'Kept',
    isNeeded: false,
    longest: 2_000,
  },
  release: {
    title: 'Release',
    label: 'Why, for whoever takes it next',
    button: 'Release',
    done: 'Released',
    isNeeded: false,
    longest: 500,
  },
  'next-step': {
    title: 'Next step',
    label: 'What should happen, by whom, by when',
    button: 'Set it',
    done: 'Set the next step of',
    isNeeded: false,
    longest: 500,
  },
  title: {
    title: 'Title',
    label: 'What it is, in one line',
    button: 'Set it',
    done: 'Retitled',
    isNeeded: true,
    longest: 240,
  },
};

/** Asks for the words, and what else a step needs, before it is taken. Typed text outlives a refusal. */
export function SayDialog({ overlay }: { overlay: Say }) {
  const room = useRoom();
  const blocked = useBlocked() ?? undefined;
  const { what, incident: id } = overlay;
  const [incident] = useState(() => room.incidents.get(id));
  const words = WORDS[what];
  const outcomes = room.election.election.outcomes;
  const [text, setText] = useState(startText(what, incident));
  const [outcome, setOutcome] = useState<string | null>(
    outcomes.length === 1 ? (outcomes[0]?.code ?? null) : null,
  );
  const [review, setReview] = useState<'done' | 'waived'>('done');
  const needsText = words.isNeeded || (what === 'close' && review === 'waived');
  const missing =
    what === 'resolve' && outcome === null
      ? 'choose an outcome'
      : needsText && text.trim() === ''
        ? 'say why first'
        : undefined;

  function close(): void {
    closeOverlay(room.ui);
  }

  function go(): void {
    if (blocked !== undefined || missing !== undefined) return;
    close();
    void send(room, intentOf(what, id, text.trim(), outcome, review), `${words.done} ${id}`, {
      seen: incident,
    });
  }

  return (
    <Dialog
      isOpen
      isKept
      onClose={close}
      title={`${words.title} ${id}`}
      sub={incident?.title}
      footer={
        <>
          <Button
            look="primary"
            keyHint="mod+enter"
            disabledReason={blocked ?? missing}
            onClick={go}
          >
            {words.button}
          </Button>
          <Button look="quiet" keyHint="escape" onClick={close}>
            Cancel
          </Button>
        </>
      }
    >
      <div
        className={styles.form}
        role="presentation"
        // From anywhere in it: after an outcome was chosen the focus is on the list's button, which
        // would take the key for itself.
        onKeyDownCapture={(event) => {
          const isSend =
            event.key === 'Enter' && (event.ctrlKey || event.metaKey || what === 'title');
          if (!isSend || event.nativeEvent.isComposing) return;
          event.preventDefault();
          go();
        }}
      >
        {what === 'resolve' && (
          <Select
            label="Outcome"
            placeholder="Choose an outcome"
            value={outcome}
            onChange={setOutcome}
            options={outcomes.map(({ code, name }) => ({ id: code, label: name }))}
          />
        )}
        {what === 'close' && (
          <SegmentedControl
            label="Review"
            value={review}
            onChange={setReview}
            options={[
              { value: 'done', label: 'Review done' },
              { value: 'waived', label: 'Waived' },
            ]}
          />
        )}
        <TextArea
          label={words.label}
          aside={needsText ? undefined : 'if it helps others'}
          rows={what === 'title' ? 2 : 3}
          maxLength={words.longest}
          value={text}
          autoFocus={what !== 'resolve'}
          onChange={setText}
        />
      </div>
    </Dialog>
  );
}

function startText(what: Say['what'], incident: IncidentView | undefined): string {
  if (what === 'title') return incident?.title ?? '';
  return what === 'next-step' ? (incident?.nextStep ?? '') : '';
}

function intentOf(
  what: Say['what'],
  incident: string,
  text: string,
  outcome: string | null,
  review: 'done' | 'waived',
): Intent {
  const said = text === '' ? {} : { text };
  switch (what) {
    case 'resolve':
      return { type: 'incident.resolve', incident, outcome: outcome ?? '', ...said };
    case 'mitigate':
      return { type: 'incident.mitigate', incident, ...said };
    case 'close':
      return { type: 'incident.close', incident, review, ...said };
    case 'reopen':
      return { type: 'incident.reopen', incident, reason: text };
    case 'keep':
      return { type: 'incident.keep', incident, ...said };
    case 'release':
      return { type: 'incident.release', incident, ...(text === '' ? {} : { reason: text }) };
    case 'next-step':
      return { type: 'incident.change', incident, changes: { nextStep: text } };
    case 'title':
      return { type: 'incident.change', incident, changes: { title: text } };
  }
}
