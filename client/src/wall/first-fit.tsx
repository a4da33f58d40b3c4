import {
  useLayoutEffect,
  useRef,
  useState,
  useSyncExternalStore,
  type CSSProperties,
  type ReactNode,
} from 'react';
import { classes } from '../ui/classes.ts';
import styles from './first-fit.module.css';
import { fitEpoch } from './fit-epoch.ts';

export interface FirstFitProps {
  /** From the fullest to the shortest; the first that is not cut off is shown, the last in any case. */
  options: readonly ReactNode[];
  /** Changes whenever the options read otherwise; then fitting begins anew. */
  of: string;
  /** For words that wrap: what counts is the height. */
  isTall?: boolean;
  className?: string | undefined;
  style?: CSSProperties;
}

/** Shows the fullest wording that fits its place: on a wall nothing is cut off and nothing gets smaller. */
export function FirstFit({ options, of, isTall = false, className, style }: FirstFitProps) {
  const box = useRef<HTMLDivElement>(null);
  const epoch = useSyncExternalStore(fitEpoch.subscribe, fitEpoch.get);
  const [roomFor, setRoomFor] = useState('');
  const key = `${epoch} ${of} ${roomFor}`;
  const [tried, setTried] = useState({ key, index: 0 });
  const index = tried.key === key ? Math.min(tried.index, options.length - 1) : 0;

  // A box as high as its place, not as its words: another height is another place, as when a line above came.
  useLayoutEffect(() => {
    const element = box.current;
    if (element === null || !isTall || typeof ResizeObserver === 'undefined') return undefined;
    const observer = new ResizeObserver(() =>
      setRoomFor(`${element.clientWidth}x${element.clientHeight}`),
    );
    observer.observe(element);
    return () => observer.disconnect();
  }, [isTall]);

  useLayoutEffect(() => {
    const element = box.current;
    if (element === null) return;
    // Half a pixel of rounding is not a cut.
    const isCut = isTall
      ? element.scrollHeight > element.clientHeight + 1
      : element.scrollWidth > element.clientWidth + 1;
    if (isCut && index < options.length - 1) setTried({ key, index: index + 1 });
  }, [key, index, isTall, options.length]);

  return (
    <div
      ref={box}
      style={style}
      className={classes(styles.box, isTall && styles.isTall, className)}
    >
      {options[index]}
    </div>
  );
}
