import type { BriefListed, BriefView } from '@warroom/shared';
import { useState } from 'react';
import { useBlocked, useDesk, useIsLead, useRole } from '../desk-frame/desk-context.ts';
import { DeskFrame } from '../desk-frame/desk-page.tsx';
import type { DeskKey } from '../desk-frame/use-desk-keys.ts';
import { useSection } from '../desk-frame/use-section.ts';
import { useSend } from '../desk-frame/use-send.ts';
import { AppLink } from '../ui/app-link.tsx';
import { Banner } from '../ui/banner.tsx';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { BriefRail } from './brief-rail.tsx';
import { BriefSheet } from './brief-sheet.tsx';
import { copyFrom } from './copy-text.ts';
import styles from './handover.module.css';
import { LineDialog } from './line-dialog.tsx';
import { SignDialog } from './sign-dialog.tsx';
import { usePrintLight } from './use-print-light.ts';

const FOLLOW_MS = 3_000;
const EVERY_MS = 30_000;
/** Keys that do here what they do on the board. */
const FOLLOWS: DeskKey['follows'] = { j: 'move-down', k: 'move-up', a: 'assign', n: 'new' };

interface BriefPageProps {
  id: string;
  briefs: readonly BriefListed[];
  onOpen: (brief: string) => void;
  onStart: () => void;
}

/** One brief: the sheet, and beside it what is to settle, what changed, and the signatures. */
export function BriefPage({ id, briefs, onOpen, onStart }: BriefPageProps) {
  const { id: election, base, me } = useDesk();
  const role = useRole();
  const mayStart = role !== 'viewer' && role !== 'partner';
  const send = useSend();
  const blocked = useBlocked();
  const isLead = useIsLead();
  usePrintLight();
  const isDraft = briefs.find((brief) => brief.id === id)?.state !== 'signed';
  const section = useSection<BriefView>(
    'brief',
    `briefs/${encodeURIComponent(id)}`,
    isDraft ? { followsIncidentsMs: FOLLOW_MS, everyMs: EVERY_MS } : {},
  );
  const brief = section.value;
  const [at, setAt] = useState<string | null>(null);
  const [over, setOver] = useState<'line' | 'sign' | null>(null);
  const rows = brief?.content?.incidents ?? [];
  const path = `${base}/briefs/${encodeURIComponent(id)}`;
  const mayWrite = brief?.state === 'draft' && (brief.outgoing === me || isLead);

  function move(by: number): void {
    const now = rows.findIndex((row) => row.incident === at);
    const to = Math.min(rows.length - 1, Math.max(0, now < 0 && by < 0 ? 0 : now + by));
    setAt(rows[to]?.incident ?? null);
  }

  /** The line that `a` acts on: the one chosen, else the first that still needs a holder. */
  function line(incident?: string): void {
    const open = brief?.content?.unsettled.find((one) => one.kind === 'no-holder');
    const to =
      incident ?? at ?? (open?.kind === 'no-holder' ? open.incident : rows[0]?.incident) ?? null;
    if (to === null || !mayWrite || blocked !== null) return;
    setAt(to);
    setOver('line');
  }

  function sign(): void {
    if (!brief || blocked !== null) return;
    if (brief.state === 'draft' && mayWrite) setOver('sign');
    else if (brief.state === 'signed' && brief.outgoing !== me)
      void send({ type: 'brief.accept', brief: id }, { done: `Brief ${brief.number} taken over` });
  }

  const copy = (): void => void copyFrom(`${path}.md`, 'The brief');
  const keys: DeskKey[] = [
    { keys: ['j', 'k'], follows: FOLLOWS, does: 'move' },
    ...(mayWrite ? [{ keys: ['a'], follows: FOLLOWS, does: 'assign', run: () => line() }] : []),
    ...(mayWrite || (brief?.state === 'signed' && brief.outgoing !== me)
      ? [
          {
            keys: ['mod+enter'],
            does: brief.state === 'signed' ? 'take over' : 'sign',
            run: sign,
            isForFields: true,
          },
        ]
      : []),
    { keys: ['y'], does: 'copy as text', run: copy },
    { keys: ['p'], does: 'print', run: () => window.print() },
    ...(mayStart ? [{ keys: ['n'], follows: FOLLOWS, does: 'new brief', run: onStart }] : []),
  ];
  const moving: DeskKey[] = [
    { keys: ['j', 'down'], follows: FOLLOWS, does: 'next incident', run: () => move(1) },
    { keys: ['k', 'up'], follows: FOLLOWS, does: 'previous incident', run: () => move(-1) },
    ...(mayWrite ? [{ keys: ['enter'], does: 'open the line', run: () => line() }] : []),
  ];
  const chosen =
    rows.find((row) => row.incident === at) ??
    brief?.content?.comingBack.find((row) => row.incident === at);

  return (
    <DeskFrame
      place="handover"
      title="Shift brief"
      keys={keys}
      more={moving}
      mainClassName={styles.frame}
    >
      {brief === undefined ? (
        section.state === 'failed' ? (
          <EmptyState
            title="This brief could not be read"
            actions={
              <>
                <Button onClick={section.reload}>Try again</Button>
                <AppLink href={`/e/${encodeURIComponent(election)}/handover`}>
                  To the latest brief
                </AppLink>
              </>
            }
          >
            {section.error.message}
          </EmptyState>
        ) : (
          <Skeleton label="Loading the brief" rows={14} className={styles.waiting} />
        )
      ) : (
        <div className={styles.page}>
          <article className={styles.sheet}>
            {section.state === 'failed' && (
              <Banner tone="late" title="Not up to date" className={styles.noPrint}>
                {section.error.message}
              </Banner>
            )}
            <BriefSheet
              brief={brief}
              selected={at}
              mayWrite={mayWrite && blocked === null}
              onSelect={setAt}
              onLine={line}
            />
          </article>
          <BriefRail
            brief={brief}
            briefs={briefs}
            mayWrite={mayWrite}
            onLine={line}
            onSign={sign}
            onCopy={copy}
            onOpen={onOpen}
            onStart={onStart}
          />
          {over === 'line' && chosen !== undefined && (
            <LineDialog key={at} brief={brief} line={chosen} onClose={() => setOver(null)} />
          )}
          {over === 'sign' && <SignDialog brief={brief} onClose={() => setOver(null)} />}
        </div>
      )}
    </DeskFrame>
  );
}
