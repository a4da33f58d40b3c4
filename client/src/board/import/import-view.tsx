import type { ImportJobView } from '@warroom/shared';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { ApiError } from '../../api.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { announce } from '../../ui/live-region.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { ColumnsStep } from './columns-step.tsx';
import { FileStep } from './file-step.tsx';
import type { ImportClient } from './import-client.ts';
import styles from './import.module.css';
import { RunStep } from './run-step.tsx';
import { isRunning, stepOf, STEP_WORDS, STEPS } from './steps.ts';
import type { Step } from './steps.ts';

const POLL_MS = 700;

const HEADINGS: Readonly<Record<Step, string>> = {
  file: 'Import signals from a file',
  columns: 'Say which column is what',
  check: 'Dry run: nothing is taken in',
  import: 'Import',
};

export interface ImportViewProps {
  client: ImportClient;
  boardHref: string;
  /** The import that the address names. */
  jobId: string | null;
  onJobId: (id: string | null) => void;
}

/** The import page apart from router and frame: four steps, taken up again where they were left. */
export function ImportView({ client, boardHref, jobId, onJobId }: ImportViewProps) {
  const [jobs, setJobs] = useState<readonly ImportJobView[] | null>(null);
  const [job, setJob] = useState<ImportJobView | null>(null);
  const [error, setError] = useState<ApiError | null>(null);
  const [edits, setEdits] = useState(false);
  const heading = useRef<HTMLHeadingElement>(null);

  const take = useCallback(
    (answer: Awaited<ReturnType<ImportClient['list']>>): void => {
      setError(answer.ok ? null : answer.error);
      if (!answer.ok) return;
      setJobs(answer.value.imports);
      setJob(answer.value.imports.find(({ id }) => id === jobId) ?? null);
    },
    [jobId],
  );
  useEffect(() => {
    let isGone = false;
    const load = async (): Promise<void> => {
      const answer = await client.list();
      if (!isGone) take(answer);
    };
    void load();
    return () => {
      isGone = true;
    };
  }, [client, take]);
  const reload = async (): Promise<void> => take(await client.list());

  const isPolled = isRunning(job);
  const polledId = job?.id;
  useEffect(() => {
    if (!isPolled || polledId === undefined) return undefined;
    const ask = async (): Promise<void> => {
      const answer = await client.job(polledId);
      if (answer.ok) setJob(answer.value);
      setError(answer.ok ? null : answer.error);
    };
    const timer = setInterval(() => {
      void ask();
    }, POLL_MS);
    return () => clearInterval(timer);
  }, [client, isPolled, polledId]);

  const step = stepOf(job, edits);
  const state = job?.state;
  const before = useRef<Step>(step);
  useEffect(() => {
    // The heading of a new step takes the focus, else it would be lost with the button that was pressed.
    if (before.current !== step) heading.current?.focus();
    before.current = step;
  }, [step]);
  useEffect(() => {
    if (state === 'checked') announce('The dry run is over.');
    if (state === 'done') announce('The import is done.');
  }, [state]);

  function show(to: ImportJobView | null): void {
    setEdits(false);
    setJob(to);
    if ((to?.id ?? null) !== jobId) onJobId(to?.id ?? null);
  }
  async function remove(which: ImportJobView): Promise<void> {
    const answer = await client.remove(which.id);
    if (!answer.ok && answer.error.kind !== 'not-found') return setError(answer.error);
    if (which.id === job?.id) show(null);
    setJobs((known) => known?.filter(({ id }) => id !== which.id) ?? null);
    return undefined;
  }

  if (error?.status === 403 || error?.status === 404) {
    return <EmptyState title="Importing needs the role of lead">{error.message}</EmptyState>;
  }
  return (
    <div className={styles.page}>
      <ol className={styles.steps} aria-label="Steps of an import">
        {STEPS.map((each, place) => (
          <li
            key={each}
            aria-current={each === step ? 'step' : undefined}
            data-done={STEPS.indexOf(step) > place || undefined}
          >
            <span aria-hidden="true">{place + 1}</span> {STEP_WORDS[each]}
          </li>
        ))}
      </ol>
      <h1 ref={heading} tabIndex={-1} className={styles.title}>
        {HEADINGS[step]}
        {job !== null && step !== 'file' && <span className={styles.quiet}>{job.name}</span>}
      </h1>
      {error !== null && (
        <Banner
          tone="bad"
          title="The server does not answer as it should."
          actions={<Button onClick={() => void reload()}>Try again</Button>}
          isAlert
        >
          {error.message}
        </Banner>
      )}
      {jobs === null && error === null && <Skeleton label="Loading imports" rows={4} />}
      {jobs !== null && step === 'file' && (
        <FileStep
          client={client}
          job={job}
          earlier={jobs}
          onJob={show}
          onOpen={(id) => show(jobs.find((each) => each.id === id) ?? null)}
          onRemove={(which) => void remove(which)}
        />
      )}
      {job !== null && step === 'columns' && (
        <ColumnsStep
          key={job.id}
          client={client}
          job={job}
          onJob={show}
          onDiscard={() => void remove(job)}
        />
      )}
      {job !== null && (step === 'check' || step === 'import') && (
        <RunStep
          client={client}
          job={job}
          boardHref={boardHref}
          onJob={setJob}
          onEdit={() => setEdits(true)}
          onDiscard={() => void remove(job)}
          onAnother={() => {
            show(null);
            void reload();
          }}
        />
      )}
    </div>
  );
}
