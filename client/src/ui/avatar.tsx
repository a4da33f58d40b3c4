import styles from './avatar.module.css';
import { classes } from './classes.ts';
import { initialsOf } from './format.ts';

export interface AvatarProps {
  /** Null draws the dashed ring of what nobody owns. */
  name: string | null;
  /** s 15 px with one letter, m 20 px, l 28 px. */
  size?: 's' | 'm' | 'l';
  /** `viewing` is hollow, `editing` is square. */
  look?: 'plain' | 'viewing' | 'editing';
  isSelf?: boolean;
  /** True where the name stands beside it already. */
  isDecoration?: boolean;
  className?: string | undefined;
}

/** A person as initials in a ring. They are drawn, not written: a picture of the name, which is told beside it. */
export function Avatar(props: AvatarProps) {
  const { name, size = 'm', look = 'plain', isSelf = false, isDecoration = false } = props;
  const initials = name === null ? '–' : initialsOf(name);
  const doing = look === 'plain' ? '' : ` ${look}`;
  const words = name === null ? 'unowned' : `${name}${doing}`;
  const named = isDecoration ? { 'aria-hidden': true } : { role: 'img', 'aria-label': words };
  return (
    <span
      {...named}
      title={words}
      className={classes(
        styles.avatar,
        size === 's' && styles.s,
        size === 'l' && styles.l,
        look === 'viewing' && styles.viewing,
        look === 'editing' && styles.editing,
        isSelf && styles.self,
        name === null && styles.unowned,
        props.className,
      )}
      data-initials={size === 's' ? [...initials][0] : initials}
    />
  );
}
