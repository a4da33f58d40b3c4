import { lazy, Suspense, type ReactNode } from 'react';

const DialogOverlay = lazy(() =>
  import('./aria/dialog-overlay.tsx').then((module) => ({ default: module.DialogOverlay })),
);

export interface DialogProps {
  title: string;
  /** A line under the title: what it acts on. */
  sub?: ReactNode;
  isOpen: boolean;
  /** Called by Escape, and by a click outside unless `isKept`. */
  onClose: () => void;
  children: ReactNode;
  /** Buttons: the primary first. */
  footer?: ReactNode;
  /** px, 480 unless said; never wider than the window. */
  width?: number;
  /** A click outside does nothing: for what holds typed text. */
  isKept?: boolean;
  /** `alertdialog` for a question that must be answered. */
  role?: 'dialog' | 'alertdialog';
}

/** A modal dialog: focus goes in, stays in, and comes back. Its code loads when the first opens. */
export function Dialog(props: DialogProps) {
  if (!props.isOpen) return null;
  return (
    <Suspense fallback={null}>
      <DialogOverlay {...props} />
    </Suspense>
  );
}
