import type { Tlp } from '@warroom/shared';
import { TLP_ORDER, tlpRank } from '@warroom/shared';
import { useState } from 'react';
import { useDesk } from '../../desk-frame/desk-context.ts';
import { TimeField } from '../../roster/time-field.tsx';
import { useFeedPart } from '../../store/use-live.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { Checkbox } from '../../ui/checkbox.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Select } from '../../ui/select.tsx';
import { TextArea, TextField } from '../../ui/text-field.tsx';
import {
  announcementDraft,
  announcementProblem,
  LONGEST_BODY,
  LONGEST_TITLE,
  NEW_ANNOUNCEMENT,
} from './announcement-draft.ts';
import type { AnnouncementDraft } from './announcement-draft.ts';
import { AnnouncementPreview } from './announcement-preview.tsx';
import { ChangedBanner } from './changed-banner.tsx';
import { RemoveDialog } from './remove-dialog.tsx';
import { useDraft } from './use-draft.ts';
import { useWalls } from './walls-context.ts';
import styles from './walls.module.css';

const HOUR_MS = 3_600_000;

interface AnnouncementEditorProps {
  id: string;
  isNew: boolean;
  onGone: () => void;
}

/** One announcement and how it looks on a wall. */
export function AnnouncementEditor({ id, isNew, onGone }: AnnouncementEditorProps) {
  const { feed } = useDesk();
  const { view, readOnly, person, zone, send } = useWalls();
  const clearance = useFeedPart(feed, ({ hello }) => hello?.clearance ?? 'CLEAR');
  const known = view.walls.announcements[id];
  const [last, setLast] = useState(known);
  if (known !== undefined && known !== last) setLast(known);
  const shown = known ?? last;
  const draft = useDraft<AnnouncementDraft>(
    id,
    shown === undefined
      ? { value: NEW_ANNOUNCEMENT, version: 0 }
      : { value: announcementDraft(shown), version: shown.version },
  );
  const [isPending, setPending] = useState(false);
  const [isRemoving, setRemoving] = useState(false);
  const { title, body, tlp, forVisitors, from, until } = draft.value;
  const set = (change: Partial<AnnouncementDraft>): void =>
    draft.set({ ...draft.value, ...change });
  const isGone = known === undefined && last !== undefined;
  const problem = announcementProblem(draft.value);
  const isFixed = readOnly !== undefined;

  if (shown === undefined && !isNew) {
    return (
      <EmptyState
        className={styles.empty}
        title="There is no such announcement"
        actions={<Button onClick={onGone}>To the others</Button>}
      >
        It may have been removed, or its label is above your clearance.
      </EmptyState>
    );
  }

  async function save(): Promise<void> {
    if (isPending || problem !== undefined || isFixed) return;
    setPending(true);
    const result = await send(
      {
        type: 'wall.announcement-save',
        announcement: id,
        ...draft.value,
        title: title.trim(),
        ...(known === undefined ? {} : { expectedVersion: draft.version }),
      },
      `Saved the announcement ${title.trim()}`,
    );
    setPending(false);
    if (result.kind === 'done') draft.saved();
  }

  // RED is for named people; nobody labels what they could not read themselves.
  const labels = TLP_ORDER.filter((each) => each !== 'RED' && tlpRank(each) <= tlpRank(clearance));
  return (
    <section className={styles.editor} aria-label={`Announcement ${title}`}>
      {isGone && (
        <Banner tone="late" isAlert title="Someone removed this announcement meanwhile.">
          What stands here is kept; saving makes it anew.
        </Banner>
      )}
      {known !== undefined && (
        <ChangedBanner
          what="this announcement"
          draft={draft}
          by={person(known.changedBy)}
          at={known.changedAt}
          now={feed.serverNow()}
          zone={zone}
          theirs={`“${known.title}” ${known.body.slice(0, 200)}`}
        />
      )}
      <div className={styles.write}>
        <div className={styles.fields}>
          <TextField
            label="Title"
            value={title}
            readOnly={isFixed}
            maxLength={LONGEST_TITLE}
            autoFocus={isNew}
            autoComplete="off"
            onChange={(typed) => set({ title: typed })}
          />
          <TextArea
            label="Text"
            aside={`${body.length} of ${LONGEST_BODY}`}
            hint="Markdown: # heading, **bold**, *italic*, `code`, - list, 1. list, > quote. Links and HTML show as text."
            rows={10}
            readOnly={isFixed}
            maxLength={LONGEST_BODY}
            value={body}
            onChange={(typed) => set({ body: typed })}
          />
          <Select<Tlp>
            label="Label"
            value={tlp}
            isDisabled={isFixed}
            onChange={(next) => set({ tlp: next })}
            options={(labels.includes(tlp) ? labels : [...labels, tlp]).map((each) => ({
              id: each,
              label: `TLP:${each}`,
            }))}
            hint="No display with a lower clearance ever gets it."
          />
          <Checkbox
            isChecked={forVisitors}
            isDisabled={isFixed}
            onChange={(is) => set({ forVisitors: is })}
          >
            May stay on a wall in visitor mode, where it may be filmed
          </Checkbox>
          <div className={styles.pair}>
            <When
              label="From"
              none="From now on"
              zone={zone}
              value={from}
              first={() => roundUp(feed.serverNow())}
              isFixed={isFixed}
              onChange={(at) => set({ from: at })}
            />
            <When
              label="Until"
              none="Until taken down"
              zone={zone}
              value={until}
              first={() => roundUp((from ?? feed.serverNow()) + HOUR_MS)}
              isFixed={isFixed}
              onChange={(at) => set({ until: at })}
            />
          </div>
          <div className={styles.acts}>
            <Button
              look="primary"
              isPending={isPending}
              disabledReason={
                readOnly ??
                problem ??
                (draft.isDirty || isNew || isGone ? undefined : 'nothing was changed')
              }
              onClick={() => void save()}
            >
              Save
            </Button>
            {draft.isDirty && <Button onClick={draft.reset}>Undo changes</Button>}
            {isNew ? (
              <Button onClick={onGone}>Discard</Button>
            ) : (
              <Button disabledReason={readOnly} onClick={() => setRemoving(true)}>
                Remove…
              </Button>
            )}
            {draft.isDirty && <span className={styles.warn}>Not saved yet.</span>}
          </div>
        </div>
        <AnnouncementPreview title={title} body={body} tlp={tlp} />
      </div>
      {isRemoving && (
        <RemoveDialog
          title={`Remove the announcement ${title}?`}
          will="It leaves every wall at once. Its text stays in the journal."
          command={{ type: 'wall.announcement-remove', announcement: id }}
          done={`Removed the announcement ${title}`}
          onClose={() => setRemoving(false)}
          onRemoved={onGone}
        />
      )}
    </section>
  );
}

interface WhenProps {
  label: string;
  /** What it means to give none. */
  none: string;
  zone: string;
  value: number | null;
  /** What a time begins with. */
  first: () => number;
  isFixed: boolean;
  onChange: (at: number | null) => void;
}

function When({ label, none, zone, value, first, isFixed, onChange }: WhenProps) {
  return (
    <div>
      <Checkbox
        isChecked={value === null}
        isDisabled={isFixed}
        onChange={(isNone) => onChange(isNone ? null : first())}
      >
        {none}
      </Checkbox>
      {value !== null && (
        <TimeField
          label={label}
          zone={zone}
          value={Number.isNaN(value) ? null : value}
          // A time that is half typed is neither none nor a time.
          onChange={(at) => onChange(at ?? Number.NaN)}
        />
      )}
    </div>
  );
}

/** The next whole five minutes. */
function roundUp(at: number): number {
  return Math.ceil(at / 300_000) * 300_000;
}
