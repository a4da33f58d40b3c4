import { lazy, Suspense, type ReactNode, type RefObject } from 'react';
import type { Placement } from 'react-aria-components/Popover';

const PopoverOverlay = lazy(() =>
  import('./aria/popover-overlay.tsx').then((module) => ({ default: module.PopoverOverlay })),
);

export interface PopoverProps {
  /** Names it for screen readers. */
  label: string;
  /** The element it hangs from, and gives the focus back to. */
  anchor: RefObject<Element | null>;
  isOpen: boolean;
  onOpenChange: (isOpen: boolean) => void;
  placement?: Placement;
  children: ReactNode;
  className?: string | undefined;
}

/** A small panel beside its anchor; Escape or a click outside closes it. Its code loads when the first opens. */
export function Popover(props: PopoverProps) {
  if (!props.isOpen) return null;
  return (
    <Suspense fallback={null}>
      <PopoverOverlay {...props} />
    </Suspense>
  );
}
