import { useStore } from 'zustand';
import type { View } from '../store/views.ts';
import { useBoard } from './room-context.ts';

/** The view that the address names. */
export function useView(): View {
  const { room, url } = useBoard();
  return useStore(room.views.store, () => room.views.of(url.view));
}
