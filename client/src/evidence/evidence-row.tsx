import type { Evidence } from '@warroom/shared';
import { File, FileImage, FileText, Link2, type LucideIcon } from 'lucide-react';
import { useRef, useState, type FormEvent, type KeyboardEvent } from 'react';
import { Button, buttonClass } from '../ui/button.tsx';
import { formatBytes, formatMoment } from '../ui/format.ts';
import { TextField } from '../ui/text-field.tsx';
import { toast } from '../ui/toasts.ts';
import type { EvidencePanelProps } from './evidence-panel.tsx';
import { Picture, SavedText } from './evidence-shown.tsx';
import styles from './evidence.module.css';

type RowProps = EvidencePanelProps & { piece: Evidence; onRemoved: () => void };

/** One piece: what it is, who added it, its hash, and ways to look at it. */
export function EvidenceRow(props: RowProps) {
  const { piece, canWrite, blocked, zone, now } = props;
  const [isRemoving, setRemoving] = useState(false);
  const remove = useRef<HTMLButtonElement>(null);
  const title = titleOf(piece);
  const { Glyph, word } = glyphOf(piece);
  const source = `/api/elections/${props.election}/incidents/${props.incident}/evidence/${piece.id}`;
  const said = [
    word,
    ...(piece.size === null ? [] : [formatBytes(piece.size)]),
    props.personName(piece.by),
    formatMoment(piece.at, now, zone),
  ];
  const mayRemove = canWrite && (props.mayRemove?.(piece) ?? true);

  return (
    <li className={styles.piece}>
      <Glyph className={styles.glyph} size={15} aria-hidden="true" />
      <div className={styles.words}>
        <strong className={styles.title}>{title}</strong>
        <small className={styles.said}>{said.join(' · ')}</small>
        {piece.name !== null && piece.title !== null && piece.title !== '' && (
          <small className={styles.said}>{piece.name}</small>
        )}
        {piece.kind === 'url' && piece.url !== null && <Address url={piece.url} />}
        {piece.kind === 'text' && (
          <SavedText
            source={source}
            title={title}
            isVeiled={props.isVeiled}
            onUnveil={props.onUnveil}
          />
        )}
        {piece.hasPreview && (
          <Picture
            source={source}
            title={title}
            isVeiled={props.isVeiled}
            onUnveil={props.onUnveil}
          />
        )}
        {piece.sha256 !== null && <Hash sha256={piece.sha256} />}
        <div className={styles.buttons}>
          {piece.kind === 'file' && (
            <a
              className={buttonClass({ size: 's' })}
              href={source}
              download={piece.name ?? true}
              aria-label={`Download ${title}`}
            >
              Download
            </a>
          )}
          {mayRemove && !isRemoving && (
            <Button
              ref={remove}
              size="s"
              look="quiet"
              aria-label={`Remove ${title}…`}
              disabledReason={blocked ?? undefined}
              onClick={() => setRemoving(true)}
            >
              Remove…
            </Button>
          )}
        </div>
        {isRemoving && (
          <RemoveForm
            {...props}
            onClose={() => {
              setRemoving(false);
              requestAnimationFrame(() => remove.current?.focus());
            }}
          />
        )}
      </div>
    </li>
  );
}

function RemoveForm(props: RowProps & { onClose: () => void }) {
  const { piece, incident, blocked, send, onClose, onRemoved } = props;
  const [reason, setReason] = useState('');
  const [problem, setProblem] = useState('');
  const [isPending, setPending] = useState(false);

  async function remove(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (blocked !== null || isPending) return;
    if (reason.trim() === '') {
      setProblem('Say why: the record keeps that it was here.');
      return;
    }
    setPending(true);
    const result = await send(
      { type: 'incident.evidence-remove', incident, evidence: piece.id, reason: reason.trim() },
      `Removed evidence from ${incident}`,
    );
    setPending(false);
    if (result.kind === 'refused') setProblem(result.refusal.message);
    else onRemoved();
  }

  /** Else the board would take it, and leave the incident. */
  function escape(event: KeyboardEvent): void {
    if (event.key !== 'Escape') return;
    event.stopPropagation();
    onClose();
  }

  return (
    <form onSubmit={(event) => void remove(event)}>
      <div role="group" className={styles.remove} aria-label={`Remove ${titleOf(piece)}`}>
        <TextField
          onKeyDown={escape}
          label="Why is it removed?"
          autoFocus
          maxLength={500}
          value={reason}
          error={problem === '' ? undefined : problem}
          onChange={setReason}
        />
        <div className={styles.buttons}>
          <Button
            onKeyDown={escape}
            type="submit"
            size="s"
            look="danger"
            isPending={isPending}
            disabledReason={blocked ?? undefined}
          >
            Remove
          </Button>
          <Button onKeyDown={escape} size="s" look="quiet" keyHint="escape" onClick={onClose}>
            Cancel
          </Button>
        </div>
      </div>
    </form>
  );
}

/** An address from outside, as text; it opens only after a second look, without telling where from. */
function Address({ url }: { url: string }) {
  const [isSure, setSure] = useState(false);
  return (
    <span className={styles.address}>
      <code>{url}</code>
      <span className={styles.buttons}>
        <Button size="s" aria-label={`Copy ${url}`} onClick={() => void copy(url, 'Address')}>
          Copy
        </Button>
        {isSure ? (
          <a
            href={/^https?:/i.test(url) ? url : undefined}
            target="_blank"
            rel="noopener noreferrer nofollow"
            referrerPolicy="no-referrer"
          >
            Really open {hostOf(url)} in a new tab
          </a>
        ) : (
          <Button size="s" look="quiet" aria-label={`Open ${url}…`} onClick={() => setSure(true)}>
            Open…
          </Button>
        )}
      </span>
    </span>
  );
}

function Hash({ sha256 }: { sha256: string }) {
  return (
    <span className={styles.hash}>
      SHA-256 <code title={sha256}>{sha256.slice(0, 12)}…</code>
      <Button
        size="s"
        look="link"
        aria-label={`Copy SHA-256 ${sha256.slice(0, 12)}…`}
        onClick={() => void copy(sha256, 'SHA-256')}
      >
        copy
      </Button>
    </span>
  );
}

async function copy(text: string, what: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    toast({ id: 'copied', text: `${what} copied` });
  } catch {
    toast({
      id: 'copied',
      text: 'The browser did not allow copying.',
      detail: text,
      tone: 'bad',
    });
  }
}

/** What people call it: its title, else its name or address. */
function titleOf(piece: Evidence): string {
  const title = piece.title ?? '';
  if (title !== '') return title;
  switch (piece.kind) {
    case 'url':
      return piece.url === null ? '(address erased)' : hostOf(piece.url);
    case 'text':
      return piece.title === null ? '(text erased)' : 'Text';
    case 'file':
      return piece.name ?? '(name erased)';
  }
}

function glyphOf(piece: Evidence): { Glyph: LucideIcon; word: string } {
  if (piece.kind === 'url') return { Glyph: Link2, word: 'address' };
  if (piece.kind === 'text') return { Glyph: FileText, word: 'text' };
  if (piece.hasPreview) return { Glyph: FileImage, word: piece.mime ?? 'picture' };
  const mime = piece.mime ?? 'application/octet-stream';
  return { Glyph: File, word: mime === 'application/octet-stream' ? 'unknown type' : mime };
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : 'it';
}
