import { useId, type ComponentPropsWithRef, type MouseEvent } from 'react';
import styles from './button.module.css';
import { classes } from './classes.ts';
import hintStyles from './hint.module.css';
import { ariaKeys, isMac } from './key-names.ts';
import { Key } from './key.tsx';
import { useHint } from './use-hint.ts';

const MAC = typeof navigator !== 'undefined' && isMac(navigator.userAgent);

export interface ButtonLook {
  /** One `primary` a page. `danger` ends or takes away something. `link` stands in running text. */
  look?: 'primary' | 'secondary' | 'quiet' | 'danger' | 'link' | undefined;
  /** Height: s 24 px, m 28 px, l 40 px. */
  size?: 's' | 'm' | 'l' | undefined;
  /** As wide as its place, key at the far end. */
  isWide?: boolean | undefined;
  /** Square, for a lone icon; then `aria-label` must name it. */
  isIcon?: boolean | undefined;
}

/** The class of a button, for links and triggers that should look like one. */
export function buttonClass(look: ButtonLook & { className?: string | undefined }): string {
  const { look: kind = 'secondary', size = 'm' } = look;
  return classes(
    styles.button,
    kind !== 'secondary' && styles[kind],
    size !== 'm' && styles[size],
    look.isWide === true && styles.wide,
    look.isIcon === true && styles.icon,
    look.className,
  );
}

export interface ButtonProps extends Omit<ComponentPropsWithRef<'button'>, 'disabled'>, ButtonLook {
  /** The key that does the same, shown and told to screen readers: `r`, `mod+enter`. Binding it is the caller's. */
  keyHint?: string | undefined;
  /** Why it can't be pressed now. It stays visible and focusable, and says so on hover, focus and to screen readers. */
  disabledReason?: string | undefined;
  /** On its way to the server: looks the same, does not fire twice. */
  isPending?: boolean | undefined;
}

/** A button. It is never `disabled`: what is not allowed says why. */
export function Button(props: ButtonProps) {
  const {
    look,
    size,
    isWide,
    isIcon,
    keyHint,
    disabledReason = '',
    isPending = false,
    className,
    onClick,
    children,
    type = 'button',
    ...rest
  } = props;
  const reasonId = useId();
  const isDisabled = disabledReason !== '';
  const { anchor, hint, isOpen, handlers } = useHint(isDisabled);

  function press(event: MouseEvent<HTMLButtonElement>): void {
    // A submit button submits by default, with no handler of ours in between.
    if (isDisabled || isPending) event.preventDefault();
    else onClick?.(event);
  }

  const describedBy = classes(rest['aria-describedby'], isDisabled && reasonId);
  return (
    <span ref={anchor} className={hintStyles.anchor} {...handlers}>
      <button
        {...rest}
        type={type}
        className={buttonClass({ look, size, isWide, isIcon, className })}
        onClick={press}
        aria-disabled={isDisabled || undefined}
        aria-busy={isPending || undefined}
        aria-describedby={describedBy === '' ? undefined : describedBy}
        aria-keyshortcuts={keyHint === undefined ? undefined : ariaKeys(keyHint, MAC)}
      >
        {children}
        {keyHint !== undefined && (
          <span aria-hidden="true">
            <Key of={keyHint} className={styles.key} />
          </span>
        )}
      </button>
      {isDisabled && (
        <span
          id={reasonId}
          role="tooltip"
          hidden={!isOpen}
          ref={hint}
          popover="manual"
          className={hintStyles.hint}
        >
          {disabledReason}
        </span>
      )}
    </span>
  );
}
