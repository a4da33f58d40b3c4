import type { ImportJobView } from '@warroom/shared';
import { useId, useRef, useState } from 'react';
import type { ApiError } from '../../api.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { classes } from '../../ui/classes.ts';
import { plural } from '../../ui/format.ts';
import type { ImportClient } from './import-client.ts';
import styles from './import.module.css';
import { Progress } from './progress.tsx';
import { sizeWords, STATE_WORDS } from './steps.ts';

export interface FileStepProps {
  client: ImportClient;
  /** An upload begun earlier, to go on with. */
  job: ImportJobView | null;
  earlier: readonly ImportJobView[];
  onJob: (job: ImportJobView) => void;
  onOpen: (id: string) => void;
  onRemove: (job: ImportJobView) => void;
}

/** Choosing a file by hand or by dropping it, and going on with earlier imports. */
export function FileStep({ client, job, earlier, onJob, onOpen, onRemove }: FileStepProps) {
  const input = useRef<HTMLInputElement>(null);
  const hintId = useId();
  const [isOver, setOver] = useState(false);
  const [upload, setUpload] = useState<{ job: ImportJobView; stop: AbortController } | null>(null);
  const [error, setError] = useState<Pick<ApiError, 'message'> | null>(null);

  async function take(file: File | undefined): Promise<void> {
    if (file === undefined || upload !== null) return;
    setError(null);
    if (file.size === 0) return setError({ message: `${file.name} is empty.` });
    if (job !== null && (file.name !== job.name || file.size !== job.size)) {
      return setError({
        message: `This is another file than ${job.name} (${sizeWords(job.size)}). Choose that one to go on, or discard the upload.`,
      });
    }
    const begun = job === null ? await client.begin(file) : { ok: true as const, value: job };
    if (!begun.ok) return setError(begun.error);
    const stop = new AbortController();
    setUpload({ job: begun.value, stop });
    const done = await client.upload(
      begun.value,
      file,
      (now) => setUpload({ job: now, stop }),
      stop.signal,
    );
    setUpload(null);
    if (done.ok) onJob(done.value);
    else {
      setError(done.error);
      onJob(begun.value);
    }
  }

  if (upload !== null) {
    return (
      <div className={styles.block}>
        <Progress
          label={`Uploading ${upload.job.name}`}
          done={upload.job.received}
          all={upload.job.size}
          words={`${sizeWords(upload.job.received)} of ${sizeWords(upload.job.size)}`}
        />
        <div className={styles.actions}>
          <Button onClick={() => upload.stop.abort()}>Stop the upload</Button>
        </div>
      </div>
    );
  }
  return (
    <div className={styles.block}>
      {error !== null && (
        <Banner tone="bad" title="Not uploaded." isAlert>
          {error.message}
        </Banner>
      )}
      <div
        className={classes(styles.drop, isOver && styles.over)}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          event.preventDefault();
          setOver(false);
          void take(event.dataTransfer.files[0]);
        }}
      >
        <p className={styles.lead}>
          {job === null
            ? 'Drop a CSV or NDJSON file here'
            : `The upload of ${job.name} stopped at ${sizeWords(job.received)} of ${sizeWords(job.size)}`}
        </p>
        <p id={hintId} className={styles.quiet}>
          {job === null
            ? 'The first line of a CSV file names its columns; NDJSON holds one object a line. At most 500 MB. Nothing goes in before a dry run.'
            : 'Choose the same file again to go on where it stopped.'}
        </p>
        <input
          ref={input}
          type="file"
          hidden
          accept=".csv,.tsv,.txt,.ndjson,.jsonl,.json,text/csv,application/x-ndjson"
          onChange={(event) => void take(event.target.files?.[0])}
        />
        <div className={styles.actions}>
          <Button
            look="primary"
            size="l"
            aria-describedby={hintId}
            onClick={() => input.current?.click()}
          >
            Choose a file…
          </Button>
          {job !== null && (
            <Button size="l" onClick={() => onRemove(job)}>
              Discard it
            </Button>
          )}
        </div>
      </div>
      {job === null && earlier.length > 0 && (
        <section aria-labelledby={`${hintId}-earlier`}>
          <h2 id={`${hintId}-earlier`} className={styles.heading}>
            Imports of the last day
          </h2>
          <ul className={styles.earlier}>
            {earlier.map((each) => (
              <li key={each.id}>
                <span className={styles.name}>{each.name}</span>
                <span className={styles.quiet}>
                  {STATE_WORDS[each.state]}
                  {each.report !== null &&
                    each.state !== 'uploaded' &&
                    `, ${plural(each.report.rows, 'row')}`}
                </span>
                <Button size="s" onClick={() => onOpen(each.id)} aria-label={`Open ${each.name}`}>
                  Open
                </Button>
                <Button
                  size="s"
                  look="quiet"
                  onClick={() => onRemove(each)}
                  aria-label={`Delete ${each.name}`}
                  disabledReason={
                    each.state === 'importing' || each.state === 'checking'
                      ? 'It is running; open it to stop it.'
                      : undefined
                  }
                >
                  Delete
                </Button>
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  );
}
