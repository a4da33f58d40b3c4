import type { PlaylistTurn, StreamName } from '@warroom/shared';
import type { ComponentType } from 'react';
import type { Ticker } from '../store/ticker.ts';
import type { WallLayout } from './sizing.ts';
import type { WallData } from './wall-data.ts';

export interface SceneProps {
  data: WallData;
  clock: Ticker;
  layout: WallLayout;
  /** What a playlist or a pin says of this turn; none in the display's own rotation. */
  turn: PlaylistTurn | undefined;
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
  hasContent(data: WallData, turn?: PlaylistTurn): boolean;
  Component: ComponentType<SceneProps>;
}
