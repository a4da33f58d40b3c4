import type { PlaylistTurn } from '@warroom/shared';
import { sceneOf } from './scenes.ts';

/** The turn that an address names (`?scene=map&map=counties`), or null where it names no scene there is. */
export function turnOf(params: URLSearchParams): PlaylistTurn | null {
  const scene = sceneOf(params.get('scene') ?? '');
  if (!scene) return null;
  const map = params.get('map');
  const given = (name: 'view' | 'announcement' | 'incident'): object => {
    const value = params.get(name);
    return value === null ? {} : { [name]: value };
  };
  return {
    scene: scene.id as PlaylistTurn['scene'],
    dwellS: scene.dwellS,
    ...given('view'),
    ...given('announcement'),
    ...given('incident'),
    ...(map === 'tiles' || map === 'states' || map === 'counties' ? { map } : {}),
  };
}
