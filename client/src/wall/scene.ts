import type { StreamName } from '@warroom/shared';
import type { ComponentType } from 'react';
import type { Ticker } from '../store/ticker.ts';
import type { WallLayout } from './sizing.ts';
import type { WallData } from './wall-data.ts';

export interface SceneProps {
  data: WallData;
  clock: Ticker;
  layout: WallLayout;
}

/** One full-screen view of a wall: a file in `scenes/` that exports one as `scene`, and nothing else, adds it. */
export interface Scene {
  id: string;
  title: string;
  /** Place in the rotation. */
  order: number;
  dwellS: number;
  /** What it shows the age of. */
  streams: readonly StreamName[];
  /** False: its time goes to the next scene. */
  hasContent(data: WallData): boolean;
  Component: ComponentType<SceneProps>;
}
