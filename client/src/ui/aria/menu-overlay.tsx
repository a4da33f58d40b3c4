import type { RefObject } from 'react';
import {
  Header,
  Menu as AriaMenu,
  MenuItem,
  MenuSection,
  Popover,
} from 'react-aria-components/Menu';
import { classes } from '../classes.ts';
import styles from '../list.module.css';
import type { MenuListProps } from '../menu.tsx';
import { OptionRow } from '../option.tsx';
import overlayStyles from '../overlay.module.css';

export interface MenuOverlayProps extends MenuListProps<string> {
  anchor: RefObject<Element | null>;
  isOpen: boolean;
  onOpenChange: (isOpen: boolean) => void;
}

/** A menu that hangs from an element; focus goes back where it was. */
export function MenuOverlay(props: MenuOverlayProps) {
  return (
    <Popover
      aria-label={props.label}
      triggerRef={props.anchor}
      isOpen={props.isOpen}
      onOpenChange={props.onOpenChange}
      className={overlayStyles.popover ?? ''}
      offset={4}
      placement="bottom start"
    >
      <MenuList
        {...props}
        onAction={(id) => {
          props.onOpenChange(false);
          props.onAction(id);
        }}
      />
    </Popover>
  );
}

function MenuList({ label, groups, onAction, selected }: MenuListProps<string>) {
  const isChoice = selected !== undefined;
  return (
    <AriaMenu
      aria-label={label}
      className={styles.list ?? ''}
      selectionMode={isChoice ? 'single' : 'none'}
      selectedKeys={isChoice && selected !== null ? [selected] : []}
      autoFocus="first"
    >
      {groups.map((group, at) => (
        <MenuSection key={at} aria-label={group.title ?? label} className={styles.section ?? ''}>
          {group.title !== undefined && <Header className={styles.heading}>{group.title}</Header>}
          {group.items.map((item) => {
            const isOff = item.disabledReason !== undefined;
            return (
              <MenuItem
                key={item.id}
                id={item.id}
                textValue={item.label}
                shouldCloseOnSelect={!isOff}
                onAction={() => {
                  if (!isOff) onAction(item.id);
                }}
                className={classes(
                  styles.item,
                  isOff && styles.off,
                  item.isDanger === true && styles.danger,
                )}
              >
                <OptionRow option={item} hasTick={isChoice} />
              </MenuItem>
            );
          })}
        </MenuSection>
      ))}
    </AriaMenu>
  );
}
