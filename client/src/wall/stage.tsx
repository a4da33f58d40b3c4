import { useMemo } from 'react';
import { useAtNow } from '../store/ticker.ts';
import { classes } from '../ui/classes.ts';
import { mountedAt, type Turn } from './rotation.ts';
import type { Scene, SceneProps } from './scene.ts';
import styles from './stage.module.css';

export interface StageProps extends SceneProps {
  scenes: readonly Scene[];
  /** The id of a scene that stays, else null. */
  pinned: string | null;
}

/** The turns of these scenes for what there is to show. */
function turnsOf(scenes: readonly Scene[], data: SceneProps['data']): Turn[] {
  return scenes.map(({ id, dwellS, hasContent }) => ({
    id,
    dwellMs: dwellS * 1_000,
    hasContent: hasContent(data),
  }));
}

/** Shows the scene whose turn it is. The next is drawn before its turn, so that it fades in whole. */
export function Stage({ scenes, pinned, data, clock, layout }: StageProps) {
  const turns = useMemo(() => turnsOf(scenes, data), [scenes, data]);
  const mounted = useAtNow(clock, (now) => pinned ?? mountedAt(turns, now).join(' ')).split(' ');
  const shown = scenes.filter(({ id }) => mounted.includes(id));
  if (shown.length === 0)
    return <div className={styles.nothing}>No scene has anything to show yet</div>;
  return (
    <div className={styles.stage} aria-live="off">
      {shown.map(({ id, title, Component }) => {
        const isShown = id === mounted[0];
        return (
          // No landmark: the panel within may be one, by the same name.
          <div
            key={id}
            role="group"
            aria-label={title}
            aria-hidden={!isShown}
            data-scene={id}
            className={classes(styles.scene, isShown && styles.isShown)}
          >
            <Component {...{ data, clock, layout }} />
          </div>
        );
      })}
    </div>
  );
}
