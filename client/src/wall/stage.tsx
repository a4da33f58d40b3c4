import type { PlaylistTurn } from '@warroom/shared';
import { useMemo } from 'react';
import { useAtNow } from '../store/ticker.ts';
import { classes } from '../ui/classes.ts';
import { PhoneCode } from './phone-code.tsx';
import { hasPhoneLink, phoneUrl, type PhoneTurn } from './phone-link.ts';
import { planOf } from './plan.ts';
import { mountedAt } from './rotation.ts';
import type { Scene, SceneProps } from './scene.ts';
import { sceneOf } from './scenes.ts';
import styles from './stage.module.css';

export interface StageProps extends Omit<SceneProps, 'turn'> {
  /** The display's own rotation. */
  scenes: readonly Scene[];
  /** A turn that stays, for looking at; else null. */
  pinned: PlaylistTurn | null;
}

/** Shows the scene whose turn it is. The next is drawn before its turn, so that it fades in whole. */
export function Stage(props: StageProps) {
  const { scenes, pinned, data, clock, layout } = props;
  const plan = useMemo(() => planOf(data, { scenes, sceneOf, pinned }), [scenes, data, pinned]);
  const mounted = useAtNow(clock, (now) => mountedAt(plan.keyAt, now).join(' ')).split(' ');
  // In one order whatever is on show, so that React moves none of them.
  const shown = mounted.flatMap((key) => plan.turn(key) ?? []).toSorted(byKey);
  if (shown.length === 0)
    return <div className={styles.nothing}>No scene has anything to show yet</div>;
  return (
    <div className={styles.stage} aria-live="off">
      {shown.map(({ key, turn, scene: { id, title, Component } }) => {
        const isShown = key === mounted[0];
        const link = phoneLinkOf(props, turn ?? { scene: id });
        return (
          // No landmark: the panel within may be one, by the same name.
          <div
            key={`${key} ${id}`}
            role="group"
            aria-label={title}
            aria-hidden={!isShown}
            data-scene={id}
            data-turn={key}
            className={classes(
              styles.scene,
              isShown && styles.isShown,
              link !== null && styles.hasCode,
            )}
          >
            <div className={styles.body}>
              <Component {...{ data, clock, layout, turn }} />
            </div>
            {link !== null && <PhoneCode url={link} />}
          </div>
        );
      })}
    </div>
  );
}

/** The address that a code of this turn opens on a phone, or null where it carries none. */
function phoneLinkOf({ data, layout }: StageProps, turn: PhoneTurn): string | null {
  if (!hasPhoneLink(data, layout, turn)) return null;
  return phoneUrl(window.location.origin, data.compiled.election.id, turn);
}

function byKey(a: { key: string }, b: { key: string }): number {
  return a.key < b.key ? -1 : 1;
}
