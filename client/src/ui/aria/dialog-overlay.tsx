import type { CSSProperties, ReactNode } from 'react';
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from 'react-aria-components/Modal';
import { classes } from '../classes.ts';
import type { DialogProps } from '../dialog.tsx';
import styles from '../overlay.module.css';

/** What `Dialog` draws once it opens. */
export function DialogOverlay(props: DialogProps) {
  const { title, sub, isOpen, onClose, children, footer, width = 480, isKept = false } = props;
  return (
    <DialogFrame isOpen={isOpen} onClose={onClose} width={width} isKept={isKept}>
      <AriaDialog role={props.role ?? 'dialog'} className={styles.dialog ?? ''}>
        <div className={styles.head}>
          <Heading slot="title" level={2} className={styles.title ?? ''}>
            {title}
          </Heading>
          {sub !== undefined && <div className={styles.sub}>{sub}</div>}
        </div>
        <div className={styles.body}>{children}</div>
        {footer !== undefined && <div className={styles.foot}>{footer}</div>}
      </AriaDialog>
    </DialogFrame>
  );
}

interface DialogFrameProps {
  isOpen: boolean;
  onClose: () => void;
  width: number;
  isKept?: boolean;
  /** Opens at once, without the fade. */
  isInstant?: boolean;
  children: ReactNode;
}

/** The scrim and the panel of a dialog. */
export function DialogFrame(props: DialogFrameProps) {
  return (
    <ModalOverlay
      isOpen={props.isOpen}
      onOpenChange={(isOpen) => {
        if (!isOpen) props.onClose();
      }}
      isDismissable={props.isKept !== true}
      className={styles.scrim ?? ''}
    >
      <Modal
        className={classes(styles.modal, props.isInstant === true && styles.instant)}
        style={{ '--modal-width': `${props.width}px` } as CSSProperties}
      >
        {props.children}
      </Modal>
    </ModalOverlay>
  );
}
