import type { ReactNode } from 'react';
import { plural } from '../../ui/format.ts';
import type { DisplayRow } from '../admin-types.ts';
import styles from '../admin.module.css';

interface GroupListProps {
  groups: readonly string[];
  displays: readonly DisplayRow[];
  /** What can be done with a target, by its key. */
  buttons: (target: string) => ReactNode;
}

/** Each group of displays, and what can be done with all of it at once. */
export function GroupList({ groups, displays, buttons }: GroupListProps) {
  return (
    <>
      <div className={styles.section}>
        <h2>Groups</h2>
        <span className={styles.tiny}>set in each display’s settings</span>
      </div>
      <ul className={styles.lines}>
        {groups.map((group) => (
          <li key={group}>
            <span>
              {group}{' '}
              <span className={styles.soft}>
                {plural(displays.filter((each) => each.group === group).length, 'display')}
              </span>
            </span>
            {buttons(`group:${group}`)}
          </li>
        ))}
      </ul>
    </>
  );
}
