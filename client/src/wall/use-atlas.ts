import { useEffect, useState } from 'react';
import type { AtlasKind } from './atlas.ts';
import type { AtlasShapes } from './atlas-shapes.ts';

/** The true shapes once they are there; null before, where none are wanted, and where they can't be had. */
export function useAtlas(kind: AtlasKind | null): AtlasShapes | null {
  const [known, setKnown] = useState<{ kind: AtlasKind; shapes: AtlasShapes } | null>(null);
  useEffect(() => {
    if (kind === null) return undefined;
    let isOver = false;
    import('./atlas.ts')
      .then(({ loadAtlas }) => loadAtlas(kind))
      .then((shapes) => {
        if (!isOver) setKnown({ kind, shapes });
      })
      // The server is away, or was renewed: the tile grid stays, and the next turn asks again.
      .catch(() => undefined);
    return () => {
      isOver = true;
    };
  }, [kind]);
  return known?.kind === kind ? known.shapes : null;
}
