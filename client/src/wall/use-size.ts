import { useLayoutEffect, useRef, useState, type RefObject } from 'react';
import type { Canvas } from './sizing.ts';

/** The size of an element in CSS px, as it changes. */
export function useSize<E extends HTMLElement = HTMLDivElement>(): readonly [
  RefObject<E | null>,
  Canvas,
] {
  const box = useRef<E>(null);
  const [size, setSize] = useState({ width: 0, height: 0 });
  useLayoutEffect(() => {
    const element = box.current;
    if (element === null) return undefined;
    const measure = (): void => {
      const { clientWidth: width, clientHeight: height } = element;
      setSize((known) =>
        known.width === width && known.height === height ? known : { width, height },
      );
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return [box, size] as const;
}
