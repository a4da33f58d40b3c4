import {
  lazy,
  Suspense,
  useRef,
  useState,
  type KeyboardEvent,
  type ReactNode,
  type RefObject,
} from 'react';
import type { MenuOverlayProps } from './aria/menu-overlay.tsx';
import { Button, type ButtonLook } from './button.tsx';
import type { MenuOption } from './option.tsx';

// Menus load when the first one opens: the queue must be there before.
const MenuOverlay = lazy(() =>
  import('./aria/menu-overlay.tsx').then((module) => ({ default: module.MenuOverlay })),
);

export interface MenuGroup<Id extends string = string> {
  /** Shown above the group when there is one. */
  title?: string | undefined;
  items: readonly MenuOption<Id>[];
}

export interface MenuListProps<Id extends string> {
  /** Names the menu for screen readers, and the trigger if it has no words. */
  label: string;
  groups: readonly MenuGroup<Id>[];
  onAction: (id: Id) => void;
  /** Given, items carry a tick instead of a key, and this one has it: a choice rather than an action. */
  selected?: Id | null | undefined;
}

export interface AnchoredMenuProps<Id extends string> extends MenuListProps<Id> {
  /** The element it hangs from. */
  anchor: RefObject<Element | null>;
  isOpen: boolean;
  onOpenChange: (isOpen: boolean) => void;
}

/** A menu that hangs from any element, opened by a key; focus goes back where it was. */
function AnchoredMenu<Id extends string>(props: AnchoredMenuProps<Id>) {
  if (!props.isOpen) return null;
  return (
    <Suspense fallback={null}>
      {/* Ids come back as they were given, so the wider type is safe. */}
      <MenuOverlay {...(props as unknown as MenuOverlayProps)} />
    </Suspense>
  );
}

export interface MenuProps<Id extends string> extends MenuListProps<Id>, ButtonLook {
  /** The trigger's content; a string or an element. */
  children: ReactNode;
  /** Set both to open it by a key as well. */
  isOpen?: boolean | undefined;
  onOpenChange?: ((isOpen: boolean) => void) | undefined;
  /** The key that opens it, shown on the trigger. */
  keyHint?: string | undefined;
  /** Why it can't be opened now. */
  disabledReason?: string | undefined;
  className?: string | undefined;
}

/** A button that opens a menu. */
export function Menu<Id extends string>(props: MenuProps<Id>) {
  const { look, size, isWide, isIcon, className, children, keyHint, disabledReason } = props;
  const trigger = useRef<HTMLButtonElement>(null);
  const [isOpenAlone, setOpenAlone] = useState(false);
  const isOpen = props.isOpen ?? isOpenAlone;

  function change(next: boolean): void {
    setOpenAlone(next);
    props.onOpenChange?.(next);
  }

  function openByArrow(event: KeyboardEvent): void {
    if (event.key !== 'ArrowDown' || disabledReason !== undefined) return;
    event.preventDefault();
    change(true);
  }

  return (
    <>
      <Button
        ref={trigger}
        {...{ look, size, isWide, isIcon, className, keyHint, disabledReason }}
        aria-haspopup="menu"
        aria-expanded={isOpen}
        aria-label={typeof children === 'string' ? undefined : props.label}
        onClick={() => change(!isOpen)}
        onKeyDown={openByArrow}
      >
        {children}
      </Button>
      <AnchoredMenu
        label={props.label}
        groups={props.groups}
        onAction={props.onAction}
        selected={props.selected}
        anchor={trigger}
        isOpen={isOpen}
        onOpenChange={change}
      />
    </>
  );
}
