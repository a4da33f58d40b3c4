import { useSyncExternalStore } from 'react';
import type { Canvas } from './sizing.ts';

let canvas: Canvas = { width: 0, height: 0 };

function read(): Canvas {
  const { innerWidth: width, innerHeight: height } = window;
  if (canvas.width !== width || canvas.height !== height) canvas = { width, height };
  return canvas;
}

function subscribe(listener: () => void): () => void {
  window.addEventListener('resize', listener);
  return () => window.removeEventListener('resize', listener);
}

/** The window's size in CSS px, as it changes. */
export function useCanvas(): Canvas {
  return useSyncExternalStore(subscribe, read);
}
