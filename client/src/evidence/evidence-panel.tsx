import type { CommandResult, Evidence } from '@warroom/shared';
import { useEffect, useRef, useState, type DragEvent } from 'react';
import type { Intent } from '../store/foresee.ts';
import { Button } from '../ui/button.tsx';
import { plural } from '../ui/format.ts';
import { AddEvidence } from './add-evidence.tsx';
import { EvidenceRow } from './evidence-row.tsx';
import styles from './evidence.module.css';
import type { uploadFile } from './upload-file.ts';
import { useUploads } from './use-uploads.ts';
import type { Going } from './use-uploads.ts';

export type SendEvidence = (intent: Intent, words: string) => Promise<CommandResult>;

export interface EvidencePanelProps {
  election: string;
  /** The incident's number. */
  incident: string;
  evidence: readonly Evidence[];
  /** Whether this person may add and remove at all. */
  canWrite: boolean;
  /** Why nothing can be written just now; null when it can. */
  blocked: string | null;
  /** Pictures and texts may distress: blurred until asked for. */
  isVeiled: boolean;
  /** Sends a command by the board's one way; it tells the person what came of it. */
  send: SendEvidence;
  personName(id: string): string;
  /** The election's zone, and the server's time now. */
  zone: string;
  now: number;
  /** Whether this person may take a piece off; default: the server says so when asked. */
  mayRemove?: ((piece: Evidence) => boolean) | undefined;
  /** Told when veiled material was asked for. */
  onUnveil?: (() => void) | undefined;
  /** For tests. */
  upload?: typeof uploadFile | undefined;
}

/** What backs an incident: addresses, texts and files, with who added them and when. */
export function EvidencePanel(props: EvidencePanelProps) {
  const { election, incident, evidence, canWrite, blocked, send } = props;
  const [isOver, setOver] = useState(false);
  const panel = useRef<HTMLDivElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const mayAdd = canWrite && blocked === null;

  const uploads = useUploads({
    election,
    upload: props.upload,
    async onUploaded(file) {
      const result = await send(
        {
          type: 'incident.evidence-add',
          incident,
          evidence: { kind: 'file', upload: file.upload, title: '' },
        },
        `Added ${file.name} to ${incident}`,
      );
      return result.kind === 'refused' ? result.refusal.message : null;
    },
  });

  // A picture is pasted wherever the caret isn't in a text of another part of the page.
  const add = useRef(uploads.add);
  useEffect(() => {
    add.current = uploads.add;
  });
  useEffect(() => {
    if (!mayAdd) return;
    function paste(event: ClipboardEvent): void {
      const files = [...(event.clipboardData?.files ?? [])];
      const { target } = event;
      const isElsewhere =
        target instanceof HTMLElement &&
        target.matches('input, textarea, [contenteditable]') &&
        panel.current?.contains(target) !== true;
      if (files.length === 0 || isElsewhere || event.defaultPrevented) return;
      event.preventDefault();
      add.current(files);
    }
    document.addEventListener('paste', paste);
    return () => document.removeEventListener('paste', paste);
  }, [mayAdd]);

  function drag(event: DragEvent, over: boolean): void {
    if (!event.dataTransfer.types.includes('Files')) return;
    // Else the browser would leave the page and show the file.
    event.preventDefault();
    event.dataTransfer.dropEffect = mayAdd ? 'copy' : 'none';
    setOver(over && mayAdd);
  }

  const newestFirst = evidence.toReversed();
  return (
    <div
      ref={panel}
      className={styles.panel}
      data-over={isOver || undefined}
      onDragEnter={(event) => drag(event, true)}
      onDragOver={(event) => drag(event, true)}
      onDragLeave={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setOver(false);
      }}
      onDrop={(event) => {
        drag(event, false);
        if (mayAdd) uploads.add([...event.dataTransfer.files]);
      }}
    >
      <div
        className={styles.scroll}
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keys
        tabIndex={0}
        role="region"
        aria-label="Evidence"
      >
        <h3 ref={heading} tabIndex={-1} className={styles.head}>
          {evidence.length === 0
            ? 'No evidence yet.'
            : `${plural(evidence.length, 'piece', 'pieces')} of evidence, newest first`}
        </h3>
        {uploads.going.length > 0 && (
          <ul className={styles.list} aria-label="Being uploaded">
            {uploads.going.map((one) => (
              <GoingRow
                key={one.id}
                going={one}
                onAgain={() => uploads.again(one.id)}
                onDrop={() => {
                  uploads.drop(one.id);
                  heading.current?.focus();
                }}
              />
            ))}
          </ul>
        )}
        <ul className={styles.list} aria-label="Evidence">
          {newestFirst.map((piece) => (
            <EvidenceRow
              key={piece.id}
              {...props}
              piece={piece}
              // The row and its button go away: the place must not be lost with them.
              onRemoved={() => heading.current?.focus()}
            />
          ))}
        </ul>
      </div>
      {canWrite && (
        <AddEvidence
          incident={incident}
          blocked={blocked ?? undefined}
          send={send}
          onFiles={uploads.add}
        />
      )}
      {isOver && (
        <p className={styles.drop} aria-hidden="true">
          Drop to add to {incident}
        </p>
      )}
    </div>
  );
}

function GoingRow(props: { going: Going; onAgain: () => void; onDrop: () => void }) {
  const { name, share, problem, isFinal } = props.going;
  const percent = Math.round(share * 100);
  return (
    <li className={styles.going}>
      <div className={styles.words}>
        <strong className={styles.title}>{name}</strong>
        {problem === null ? (
          <progress
            className={styles.progress}
            value={percent}
            max={100}
            aria-label={`Uploading ${name}`}
          >
            {percent} %
          </progress>
        ) : (
          <p className={styles.problem}>Not added: {problem}</p>
        )}
      </div>
      {problem !== null && !isFinal && (
        <Button size="s" aria-label={`Try again: ${name}`} onClick={props.onAgain}>
          Try again
        </Button>
      )}
      <Button
        size="s"
        look="quiet"
        aria-label={`${problem === null ? 'Cancel' : 'Put away'}: ${name}`}
        onClick={props.onDrop}
      >
        {problem === null ? 'Cancel' : 'Put away'}
      </Button>
    </li>
  );
}
