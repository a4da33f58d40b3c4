import { useEffect, useLayoutEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react';
import { useAtNow } from '../../store/ticker.ts';
import { announcedAt, nextLeaf, type Leaf } from '../announcements.ts';
import { FirstFit } from '../first-fit.tsx';
import { fitEpoch } from '../fit-epoch.ts';
import { MarkdownBlocks } from '../../ui/markdown-blocks.tsx';
import { markdownBlocks } from '../../ui/markdown.ts';
import { Panel } from '../panel.tsx';
import { pictureAt } from '../picture-at.ts';
import rows from '../rows.module.css';
import type { Scene, SceneProps } from '../scene.ts';
import styles from './announcement.module.css';

/** How long one page stands before the next, where there are several. */
const PAGE_MS = 15_000;
/** Type in units, the largest first; the last is the floor. */
const SIZES = [220, 180, 150, 128, 110, 96, 84, 72, 60] as const;
const FLOOR = SIZES.length - 1;
const GAP_UNITS = 40;

/** Where each turn's reading stopped, so that a later round goes on there: by the texts it shows. */
const stoppedAt = new Map<string, Leaf>();
const MAX_KEPT = 40;

function AnnouncementScene({ data, clock, layout, turn }: SceneProps) {
  const ids = useAtNow(clock, (now) =>
    announcedAt(data.program, turn, now)
      .map(({ id }) => id)
      .join(' '),
  );
  const current = useMemo(
    () => data.program.announcements.filter(({ id }) => ids.split(' ').includes(id)),
    [data.program, ids],
  );
  const [leaf, setLeaf] = useState<Leaf>(() => stoppedAt.get(ids) ?? { announcement: 0, page: 0 });
  const [pages, setPages] = useState(1);
  const step = useAtNow(clock, (now) => Math.floor(now / PAGE_MS));
  const seen = useRef(step);

  useEffect(() => {
    if (seen.current === step) return;
    seen.current = step;
    setLeaf((at) => nextLeaf(at, pages, current.length));
  }, [step, pages, current.length]);
  useEffect(
    () => () => {
      if (stoppedAt.size > MAX_KEPT) stoppedAt.clear();
      stoppedAt.set(ids, nextLeaf(leaf, pages, current.length));
    },
    // Only what stood at the end matters, but an effect can't tell which one is the last.
    [ids, leaf, pages, current.length],
  );

  const shown = current[leaf.announcement] ?? current[0];
  return (
    <Panel
      className={styles.announcement}
      {...{ data, clock }}
      streams={['incidents']}
      name="Announcement"
    >
      {shown === undefined ? (
        <div className={rows.empty}>
          <b>No announcement</b>
        </div>
      ) : (
        <article className={styles.scene}>
          <div className={styles.head}>
            <FirstFit
              of={shown.title}
              options={(layout.shape === 'tight' ? ['detail'] : ['large', 'body', 'detail']).map(
                (size) => (
                  <h2 key={size} dir="auto" className={styles[size]}>
                    {shown.title}
                  </h2>
                ),
              )}
            />
            <span>TLP:{shown.tlp}</span>
          </div>
          <Pages
            key={shown.id + shown.body}
            body={shown.body}
            page={leaf.page}
            unitPx={layout.unitPx}
            onPages={setPages}
          />
        </article>
      )}
    </Panel>
  );
}

interface PagesProps {
  body: string;
  page: number;
  unitPx: number;
  onPages: (pages: number) => void;
}

/** The text in the largest type that fits, or at the floor on as many pages as it takes. */
function Pages({ body, page, unitPx, onPages }: PagesProps) {
  const blocks = useMemo(() => markdownBlocks(body), [body]);
  const box = useRef<HTMLDivElement>(null);
  const epoch = useSyncExternalStore(fitEpoch.subscribe, fitEpoch.get);
  const key = `${epoch} ${unitPx}`;
  const [tried, setTried] = useState({ key, size: 0, pages: 1, pitchPx: 0 });
  const fit = useMemo(
    () => (tried.key === key ? tried : { key, size: 0, pages: 1, pitchPx: 0 }),
    [tried, key],
  );

  useLayoutEffect(() => {
    const element = box.current;
    if (element === null || element.clientWidth === 0) return;
    const pitchPx = element.clientWidth + GAP_UNITS * unitPx;
    const pages = Math.max(1, Math.round((element.scrollWidth + GAP_UNITS * unitPx) / pitchPx));
    // A word too long for a line only widens its own column; a page more is a column more.
    const isTooMuch = pages > 1 || element.scrollHeight > element.clientHeight + 1;
    if (isTooMuch && fit.size < FLOOR) setTried({ ...fit, size: fit.size + 1 });
    else if (pages !== fit.pages || pitchPx !== fit.pitchPx) setTried({ ...fit, pages, pitchPx });
  }, [fit, unitPx]);
  useEffect(() => onPages(fit.pages), [fit.pages, onPages]);

  const shown = Math.min(page, fit.pages - 1);
  useLayoutEffect(() => {
    if (box.current) box.current.scrollLeft = shown * fit.pitchPx;
  }, [shown, fit.pitchPx]);
  return (
    <>
      <div
        ref={box}
        className={styles.text}
        style={{
          fontSize: `${(SIZES[fit.size] ?? 60) * unitPx}px`,
          columnGap: `${GAP_UNITS * unitPx}px`,
        }}
      >
        <MarkdownBlocks blocks={blocks} />
      </div>
      <div className={styles.foot}>
        {fit.pages > 1 && (
          <>
            page <b>{shown + 1}</b> of {fit.pages}
          </>
        )}
      </div>
    </>
  );
}

export const scene: Scene = {
  id: 'announcement',
  title: 'Announcement',
  order: 9,
  dwellS: 30,
  streams: ['incidents'],
  hasContent: (data, turn) => announcedAt(data.program, turn, pictureAt(data)).length > 0,
  Component: AnnouncementScene,
};
