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

/** One for all: a wall has hundreds of places. */
let observer: ResizeObserver | undefined;
const resized = new WeakMap<Element, () => void>();

/** Calls back whenever the place has another size. Returns what ends that. */
function whenResized(element: Element, callback: () => void): () => void {
  if (typeof ResizeObserver === 'undefined') return () => undefined;
  observer ??= new ResizeObserver((entries) => {
    for (const { target } of entries) resized.get(target)?.();
  });
  resized.set(element, callback);
  observer.observe(element);
  return () => {
    resized.delete(element);
    observer?.unobserve(element);
  };
}

/** Half a pixel of rounding is not a cut. */
function isCut(element: Element, isTall: boolean): boolean {
  return isTall
    ? element.scrollHeight > element.clientHeight + 1
    : element.scrollWidth > element.clientWidth + 1;
}

/** Shows the fullest wording that fits its place: on a wall nothing is cut off and nothing gets smaller. */
export function FirstFit({ options, of, isTall = false, className, style }: FirstFitProps) {
  const box = useRef<HTMLDivElement>(null);
  const epoch = useSyncExternalStore(fitEpoch.subscribe, fitEpoch.get);
  const [roomFor, setRoomFor] = useState('');
  const key = `${epoch} ${of} ${roomFor}`;
  const [tried, setTried] = useState({ key, index: 0 });
  const index = tried.key === key ? Math.min(tried.index, options.length - 1) : 0;
  /** The place when fitting last began, px: one that gets wider may hold more, one as wide as its words does not. */
  const widest = useRef(0);

  // Its place also changes without a word here: a line above or a neighbour came, or the unit is another one.
  useLayoutEffect(() => {
    const element = box.current;
    if (element === null) return undefined;
    return whenResized(element, () => {
      if (isTall) setRoomFor(`${element.clientWidth}x${element.clientHeight}`);
      else if (element.clientWidth > widest.current + 1 || isCut(element, isTall))
        setRoomFor(`${element.clientWidth}`);
    });
  }, [isTall]);

  useLayoutEffect(() => {
    const element = box.current;
    if (element === null) return;
    if (index === 0) widest.current = element.clientWidth;
    if (isCut(element, isTall) && index < options.length - 1) setTried({ key, index: index + 1 });
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
