import { lazy, Suspense, type ReactNode } from 'react';
import type { PaletteItem, PaletteSection } from './palette-match.ts';

const PaletteOverlay = lazy(() =>
  import('./aria/palette-overlay.tsx').then((module) => ({ default: module.PaletteOverlay })),
);

export interface CommandPaletteProps<Item extends PaletteItem> {
  isOpen: boolean;
  onClose: () => void;
  /** In sight's order; each is searched by the query and left out when it has nothing. */
  sections: readonly PaletteSection<Item>[];
  /** Called after the palette has closed. */
  onRun: (item: Item) => void;
  /** What commands run on, as a chip: an incident's number. */
  context?: string | undefined;
  /** At the right of the field: "runs on the open incident". */
  note?: string | undefined;
  placeholder?: string | undefined;
  /** For sections found by the server. */
  onQuery?: ((query: string) => void) | undefined;
  /** Drawn before an item's label: a severity, an avatar. A chevron unless given. */
  iconOf?: ((item: Item) => ReactNode) | undefined;
}

/** Every command by typing: a dialog with a field and a list. Its code loads when it first opens. */
export function CommandPalette<Item extends PaletteItem>(props: CommandPaletteProps<Item>) {
  if (!props.isOpen) return null;
  return (
    <Suspense fallback={null}>
      {/* Items come back as they were given, so the wider type is safe. */}
      <PaletteOverlay {...(props as unknown as CommandPaletteProps<PaletteItem>)} />
    </Suspense>
  );
}
