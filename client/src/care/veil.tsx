import { useEffect, useRef, type ReactNode } from 'react';
import { useStore } from 'zustand';
import { Button } from '../ui/button.tsx';
import { classes } from '../ui/classes.ts';
import type { Looking } from './looking.ts';
import { careSettings } from './settings.ts';
import styles from './veil.module.css';

export interface VeilProps {
  /** Whose settings hold. */
  person: string;
  looking: Looking;
  /** Names the item that is asked for: `signal:<id>`, `incident:<number>`. */
  item: string;
  isDistressing: boolean;
  /** The key that shows it and veils it again, where there is one. */
  keyHint?: string | undefined;
  /** Only one of several veils of an item says what it is and counts; the others follow it. */
  isQuiet?: boolean;
  className?: string | undefined;
  children: ReactNode;
}

/** Whether an item is veiled just now. */
export function useIsVeiled(
  props: Pick<VeilProps, 'person' | 'looking' | 'item' | 'isDistressing'>,
): boolean {
  const { person, looking, item, isDistressing } = props;
  const isOn = useStore(careSettings(person), ({ veil }) => veil);
  const isAsked = useStore(looking.store, ({ asked }) => asked === item);
  return isDistressing && isOn && !isAsked;
}

/**
 * Blurs what may distress until it is asked for. What is veiled is kept from the pointer, the caret and
 * screen readers alike; once shown, the time is counted. Pictures stay without colour and sound stays
 * off if the person wants it so.
 */
export function Veil(props: VeilProps) {
  const { person, looking, item, isDistressing, keyHint, isQuiet = false, className } = props;
  const { children } = props;
  const isVeiled = useIsVeiled(props);
  const isOn = useStore(careSettings(person), ({ veil }) => veil);
  const isInSight = isDistressing && !isVeiled;
  useEffect(() => (isInSight ? looking.see() : undefined), [isInSight, looking]);

  if (!isDistressing) return <div className={className}>{children}</div>;
  return (
    <Softened person={person} isDistressing className={classes(isVeiled && styles.veil, className)}>
      {/* The same element veiled and shown, so that nothing in it is drawn anew. */}
      <div
        className={isVeiled ? styles.hidden : undefined}
        aria-hidden={isVeiled || undefined}
        inert={isVeiled}
      >
        {children}
      </div>
      {!isQuiet &&
        (isVeiled ? (
          <div className={styles.over}>
            <span>May distress</span>
            <Button size="s" keyHint={keyHint} onClick={() => looking.toggle(item)}>
              Show
            </Button>
          </div>
        ) : (
          isOn && (
            <div className={styles.under}>
              <span>Shown because you asked; the next one is veiled again.</span>
              <Button size="s" look="link" keyHint={keyHint} onClick={() => looking.toggle(item)}>
                Veil
              </Button>
            </div>
          )
        ))}
    </Softened>
  );
}

/** Takes the colour and the sound off distressing media inside, as far as the person wants it so. */
export function Softened(props: {
  person: string;
  isDistressing: boolean;
  className?: string | undefined;
  children: ReactNode;
}) {
  const settings = useStore(careSettings(props.person));
  const box = useRef<HTMLDivElement>(null);
  const isMuted = props.isDistressing && settings.mute;
  useEffect(() => {
    const { current } = box;
    if (!isMuted || current === null) return;
    // Also what is drawn later; who turns the sound on at the player wants it.
    const mute = (event: Event): void => {
      if (!(event.target instanceof HTMLMediaElement) || event.target.dataset['muted'] === 'once')
        return;
      event.target.dataset['muted'] = 'once';
      event.target.muted = true;
    };
    current.addEventListener('play', mute, true);
    return () => current.removeEventListener('play', mute, true);
  }, [isMuted]);
  const isGrey = props.isDistressing && settings.grey;
  return (
    <div ref={box} className={classes(isGrey && styles.grey, props.className)}>
      {props.children}
    </div>
  );
}

/** A line of text in a row: unreadable while veiled, and not read out. */
export function VeiledLine({ isVeiled, children }: { isVeiled: boolean; children: ReactNode }) {
  if (!isVeiled) return children;
  return (
    <>
      <span className="sr-only">Veiled, may distress</span>
      <span aria-hidden="true" className={styles.line}>
        {children}
      </span>
    </>
  );
}
