import { Dialog, Popover } from 'react-aria-components/Popover';
import { classes } from '../classes.ts';
import styles from '../overlay.module.css';
import type { PopoverProps } from '../popover.tsx';

/** What `Popover` draws once it opens. */
export function PopoverOverlay(props: PopoverProps) {
  return (
    <Popover
      triggerRef={props.anchor}
      isOpen={props.isOpen}
      onOpenChange={props.onOpenChange}
      placement={props.placement ?? 'bottom start'}
      offset={4}
      className={styles.popover ?? ''}
    >
      <Dialog aria-label={props.label} className={classes(styles.pad, props.className)}>
        {props.children}
      </Dialog>
    </Popover>
  );
}
