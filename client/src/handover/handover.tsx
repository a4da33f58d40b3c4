import { useLocation, useRouter } from '@tanstack/react-router';
import type { BriefListed } from '@warroom/shared';
import { useState } from 'react';
import { useBlocked, useDesk, useKeyOf, useRole } from '../desk-frame/desk-context.ts';
import { DeskFrame } from '../desk-frame/desk-page.tsx';
import { useSection } from '../desk-frame/use-section.ts';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { BriefPage } from './brief-page.tsx';
import { likelyBrief } from './brief-words.ts';
import styles from './handover.module.css';
import { StartBrief } from './start-brief.tsx';

/** The briefs, and the one that is open: the address names it, else the one most likely come for. */
export function Handover() {
  const { id, me } = useDesk();
  const role = useRole();
  const mayStart = role !== 'viewer' && role !== 'partner';
  const router = useRouter();
  const { search } = useLocation();
  const list = useSection<{ items: BriefListed[] }>('brief', 'briefs');
  const [isStarting, setStarting] = useState(false);
  const asked = (search as Record<string, unknown>)['brief'];
  const briefs = list.value?.items ?? [];
  const shown = typeof asked === 'string' ? asked : likelyBrief(briefs, me)?.id;
  const open = (brief: string): void =>
    router.history.push(`/e/${encodeURIComponent(id)}/handover?brief=${encodeURIComponent(brief)}`);
  const start = isStarting && (
    <StartBrief
      onClose={() => setStarting(false)}
      onMade={(brief) => {
        setStarting(false);
        open(brief);
      }}
    />
  );

  if (shown !== undefined)
    return (
      <>
        <BriefPage
          key={shown}
          id={shown}
          briefs={briefs}
          onOpen={open}
          onStart={() => setStarting(true)}
        />
        {start}
      </>
    );
  return (
    <DeskFrame
      place="handover"
      title="Handoff"
      keys={
        mayStart
          ? [
              {
                keys: ['n'],
                follows: { n: 'new' },
                does: 'new brief',
                run: () => setStarting(true),
              },
            ]
          : []
      }
    >
      {list.state === 'loading' ? (
        <Skeleton label="Loading shift briefs" rows={14} className={styles.waiting} />
      ) : list.state === 'failed' ? (
        <EmptyState
          title="The briefs could not be read"
          actions={<Button onClick={list.reload}>Try again</Button>}
        >
          {list.error.message}
        </EmptyState>
      ) : (
        <NoBriefs onStart={() => setStarting(true)} />
      )}
      {start}
    </DeskFrame>
  );
}

function NoBriefs({ onStart }: { onStart: () => void }) {
  const role = useRole();
  const blocked = useBlocked();
  const newKey = useKeyOf('new');
  const may = role !== 'viewer' && role !== 'partner';
  return (
    <EmptyState
      title="No shift brief yet"
      actions={
        may && (
          <Button
            look="primary"
            keyHint={newKey}
            disabledReason={blocked ?? undefined}
            onClick={onStart}
          >
            Begin a brief
          </Button>
        )
      }
    >
      {may
        ? 'A brief is made from the journal: open incidents with holder and next step, what was missed, what comes back. Who leaves signs it, who comes takes it over.'
        : 'Whoever hands over a shift makes one; it will show here.'}
    </EmptyState>
  );
}
