import type { ImportJobView, ImportPreview, ImportReading } from '@warroom/shared';
import { useEffect, useState } from 'react';
import type { ApiError } from '../../api.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { plural } from '../../ui/format.ts';
import { Select } from '../../ui/select.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { ColumnFields } from './column-fields.tsx';
import type { ImportClient } from './import-client.ts';
import styles from './import.module.css';
import { CHANNELS, draftFrom, planOf, problemsOf, TARGETS, withColumn } from './plan-draft.ts';
import type { PlanDraft } from './plan-draft.ts';
import { PreviewTable } from './preview-table.tsx';
import { ReadingFields } from './reading-fields.tsx';

export interface ColumnsStepProps {
  client: ImportClient;
  job: ImportJobView;
  onJob: (job: ImportJobView) => void;
  onDiscard: () => void;
}

/** What each column is, and how times are read. */
export function ColumnsStep({ client, job, onJob, onDiscard }: ColumnsStepProps) {
  const [preview, setPreview] = useState<ImportPreview | null>(null);
  const [unreadable, setUnreadable] = useState<ApiError | null>(null);
  const [draft, setDraft] = useState<PlanDraft | null>(null);
  const [reading, setReading] = useState<ImportReading>(() => readingOf(job));
  const [isTried, setTried] = useState(false);
  const [isPending, setPending] = useState(false);
  const [error, setError] = useState<ApiError | null>(null);

  useEffect(() => {
    let isGone = false;
    const look = async (): Promise<void> => {
      const answer = await client.preview(job.id, reading);
      if (isGone) return;
      setUnreadable(answer.ok ? null : answer.error);
      if (!answer.ok) return;
      setPreview(answer.value);
      // Another delimiter makes other columns: what no longer fits is proposed anew.
      setDraft((before) => ({
        ...draftFrom(answer.value, before === null ? job.plan : planOf(before)),
        source: before?.source ?? job.plan?.source ?? '',
        reading,
      }));
    };
    void look();
    return () => {
      isGone = true;
    };
  }, [client, job.id, job.plan, reading]);

  const problems = draft === null ? {} : problemsOf(draft);

  async function check(): Promise<void> {
    setTried(true);
    if (draft === null || Object.keys(problems).length > 0) return;
    setPending(true);
    const answer = await client.run(job.id, planOf(draft), true);
    setPending(false);
    if (answer.ok) onJob(answer.value);
    else setError(answer.error);
  }

  const change = (to: Partial<PlanDraft>): void =>
    setDraft((before) => (before === null ? before : { ...before, ...to }));
  const shown = (name: keyof typeof problems): string | undefined =>
    isTried ? problems[name] : undefined;

  return (
    <form
      className={styles.block}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void check();
      }}
    >
      {job.state === 'failed' && job.message !== null && (
        <Banner tone="bad" title="The file could not be read to its end." isAlert>
          {job.message}
        </Banner>
      )}
      {error !== null && (
        <Banner tone="bad" title="Not begun." isAlert>
          {error.message}
        </Banner>
      )}
      <ReadingFields reading={reading} preview={preview} onChange={setReading} />
      {unreadable !== null && (
        <Banner tone="bad" title="This can't be read so." isAlert>
          {unreadable.message}
        </Banner>
      )}
      {preview === null && unreadable === null && (
        <Skeleton label="Reading the first rows" rows={5} size="s" />
      )}
      {preview !== null && unreadable === null && draft !== null && (
        <>
          <PreviewTable preview={preview} map={draft.map} />
          <fieldset className={styles.fields}>
            <legend className={styles.heading}>Which column is what</legend>
            {TARGETS.map((target) => (
              <ColumnFields
                key={target}
                target={target}
                columns={preview.columns}
                chosen={draft.map[target] ?? []}
                error={target === 'text' ? shown('text') : undefined}
                onChange={(place, column) =>
                  change({ map: withColumn(draft.map, target, place, column) })
                }
              />
            ))}
          </fieldset>
          <fieldset className={styles.fields}>
            <legend className={styles.heading}>Where it comes from, and when</legend>
            <TextField
              label="Source"
              value={draft.source}
              onChange={(source) => change({ source })}
              error={shown('source')}
              hint="The signals are shown, counted and told apart by it: x, hotline"
              autoComplete="off"
              required
            />
            <Select
              label="Channel"
              value={draft.channel}
              onChange={(channel) => change({ channel })}
              options={CHANNELS.map((id) => ({ id, label: id }))}
              hint="Where a row names none"
            />
            <TextField
              label="Times without a zone are in"
              value={draft.zone}
              onChange={(zone) => change({ zone })}
              error={shown('zone')}
              hint={`The election's is ${preview.zone}`}
              autoComplete="off"
            />
            <Select
              label="In 11/8/2016"
              value={draft.dates}
              onChange={(dates) => change({ dates })}
              options={[
                { id: 'mdy', label: 'the month comes first' },
                { id: 'dmy', label: 'the day comes first' },
              ]}
            />
            <TextField
              label="Replay"
              aside="if wanted"
              inputMode="decimal"
              value={draft.replay}
              onChange={(replay) => change({ replay: replay.replace(/x$/, '') })}
              error={shown('replay')}
              hint="600 plays it 600 times as fast as it happened; empty takes it in at once"
              autoComplete="off"
            />
          </fieldset>
          <div className={styles.actions}>
            <Button type="submit" look="primary" size="l" isPending={isPending}>
              Dry run
            </Button>
            <Button size="l" onClick={onDiscard}>
              Discard the file
            </Button>
            {isTried && Object.keys(problems).length > 0 && (
              <span role="alert">
                {plural(Object.keys(problems).length, 'field is', 'fields are')} still to be filled.
              </span>
            )}
          </div>
        </>
      )}
      {unreadable !== null && (
        <div className={styles.actions}>
          <Button size="l" onClick={onDiscard}>
            Discard the file
          </Button>
        </div>
      )}
    </form>
  );
}

function readingOf({ plan }: ImportJobView): ImportReading {
  return {
    ...(plan?.format ? { format: plan.format } : {}),
    ...(plan?.encoding ? { encoding: plan.encoding } : {}),
    ...(plan?.delimiter ? { delimiter: plan.delimiter } : {}),
  };
}
