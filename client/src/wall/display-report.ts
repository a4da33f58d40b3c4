import type { DisplayReport } from '@warroom/shared';
import type { AudioState } from './alarm-sound.ts';
import type { WakeLockState } from './wake-lock.ts';

/** How often a display tells of itself. */
export const REPORT_MS = 10_000;

export interface ReportInput {
  build: string;
  asOf: number | null;
  offsetMs: number;
  wakeLock: WakeLockState;
  audio: AudioState;
}

/** What the admin page is told of this screen: what it really draws, how old that is, and how the machine fares. */
export function displayReport({
  build,
  asOf,
  offsetMs,
  wakeLock,
  audio,
}: ReportInput): DisplayReport {
  const shown = document.querySelector('[data-scene]:not([aria-hidden="true"])');
  return {
    build: build.slice(0, 64),
    scene: (shown?.getAttribute('data-scene') ?? '').slice(0, 40),
    asOf,
    offsetMs: Math.round(offsetMs),
    memoryMb: memoryMb(),
    wakeLock,
    audio,
    width: Math.min(20_000, Math.max(0, Math.round(window.innerWidth))),
    height: Math.min(20_000, Math.max(0, Math.round(window.innerHeight))),
    dpr: Math.min(16, Math.max(0, window.devicePixelRatio)),
  };
}

/** The script heap in MB where the browser tells (Chromium alone does), else null. */
function memoryMb(): number | null {
  const { memory } = performance as { memory?: { usedJSHeapSize?: number } };
  const bytes = memory?.usedJSHeapSize;
  return bytes === undefined ? null : Math.round(bytes / 100_000) / 10;
}
