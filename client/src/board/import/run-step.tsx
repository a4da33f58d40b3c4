import type { ImportJobView } from '@warroom/shared';
import { useState } from 'react';
import type { ApiError, ApiResult } from '../../api.ts';
import { AppLink } from '../../ui/app-link.tsx';
import { Banner } from '../../ui/banner.tsx';
import { Button, buttonClass } from '../../ui/button.tsx';
import { formatWhole, plural } from '../../ui/format.ts';
import type { ImportClient } from './import-client.ts';
import styles from './import.module.css';
import { Progress } from './progress.tsx';
import { ReportPanel } from './report-panel.tsx';

export interface RunStepProps {
  client: ImportClient;
  job: ImportJobView;
  boardHref: string;
  onJob: (job: ImportJobView) => void;
  onEdit: () => void;
  onDiscard: () => void;
  onAnother: () => void;
}

/** The dry run and the import itself: how far it is, what it found, and the ways on. */
export function RunStep({
  client,
  job,
  boardHref,
  onJob,
  onEdit,
  onDiscard,
  onAnother,
}: RunStepProps) {
  const [isPending, setPending] = useState(false);
  const [error, setError] = useState<ApiError | null>(null);
  const { state, report, plan } = job;
  const isDryRun = state === 'checking' || state === 'checked';
  const isBusy = state === 'checking' || state === 'importing';

  async function act(asked: Promise<ApiResult<ImportJobView>>): Promise<void> {
    setPending(true);
    setError(null);
    const answer = await asked;
    setPending(false);
    if (answer.ok) onJob(answer.value);
    else setError(answer.error);
  }

  return (
    <div className={styles.block}>
      {error !== null && (
        <Banner tone="bad" title="The server said no." isAlert>
          {error.message}
        </Banner>
      )}
      {state === 'stopped' && (
        <Banner tone="late" title="Stopped.">
          {job.message ?? 'What was taken in stays. Going on begins at the next row.'}
        </Banner>
      )}
      {isBusy && (
        <Progress
          label={`${isDryRun ? 'Checking' : 'Importing'} ${job.name}${!isDryRun && plan?.replay !== undefined ? `, ${plan.replay} times as fast as it happened` : ''}`}
          done={report?.rows ?? 0}
          all={job.totalRows}
          words={
            job.totalRows === null
              ? plural(report?.rows ?? 0, 'row')
              : `${formatWhole(report?.rows ?? 0)} of ${plural(job.totalRows, 'row')}`
          }
        />
      )}
      {report !== null && (
        <ReportPanel
          job={job}
          report={report}
          isDryRun={isDryRun}
          rejectedHref={client.rejectedHref(job.id)}
        />
      )}
      <div className={styles.actions}>
        {state === 'checked' && plan !== null && (
          <Button
            look="primary"
            size="l"
            isPending={isPending}
            onClick={() => void act(client.run(job.id, plan, false))}
            disabledReason={
              report?.accepted === 0
                ? 'No row of this file can be taken in as it is mapped now.'
                : undefined
            }
          >
            Import {plural(report?.accepted ?? 0, 'signal')}
          </Button>
        )}
        {state === 'stopped' && (
          <Button
            look="primary"
            size="l"
            isPending={isPending}
            onClick={() => void act(client.resume(job.id))}
          >
            Go on
          </Button>
        )}
        {isBusy && (
          <Button size="l" isPending={isPending} onClick={() => void act(client.stop(job.id))}>
            Stop
          </Button>
        )}
        {state === 'done' && (
          <>
            <AppLink href={boardHref} className={buttonClass({ look: 'primary', size: 'l' })}>
              To the board
            </AppLink>
            <Button size="l" onClick={onAnother}>
              Import another file
            </Button>
          </>
        )}
        {(state === 'checked' || state === 'stopped') && (
          <>
            <Button size="l" onClick={onEdit}>
              Change columns
            </Button>
            <Button size="l" onClick={onDiscard}>
              Discard the file
            </Button>
          </>
        )}
      </div>
    </div>
  );
}
