import { useDesk } from '../desk-frame/desk-context.ts';
import { useAtNow } from '../store/ticker.ts';
import { Button } from '../ui/button.tsx';
import { formatZone } from '../ui/format.ts';
import { Menu } from '../ui/menu.tsx';
import { useRoster } from './roster-context.ts';
import styles from './roster.module.css';

interface RosterHeadProps {
  /** "5–11 Nov 2028". */
  weekWords: string;
  onBefore: () => void;
  onThis: () => void;
  onAfter: () => void;
}

type More = 'shift' | 'rotations' | 'calendar' | 'policies';

/** The page's title with the week on show and the ways to another, and what can be made. */
export function RosterHead({ weekWords, onBefore, onThis, onAfter }: RosterHeadProps) {
  const { clock } = useDesk();
  const { zone, readOnly, isLead, open } = useRoster();
  const zoneName = useAtNow(clock, (now) => formatZone(now, zone));
  return (
    <header className={styles.head}>
      <h1>Roster</h1>
      <p className={styles.when}>
        {weekWords}, times in {zoneName}
        {!isLead && ' · only leads change it'}
      </p>
      <div className={styles.tools}>
        <Button className={styles.keyFirst} keyHint="[" onClick={onBefore}>
          Week before
        </Button>
        <Button keyHint="t" onClick={onThis}>
          This week
        </Button>
        <Button keyHint="]" onClick={onAfter}>
          Week after
        </Button>
        <Button
          keyHint="n"
          disabledReason={readOnly}
          onClick={() => open({ kind: 'override', slot: null, instead: null })}
        >
          New override
        </Button>
        <Menu<More>
          label="More"
          groups={[
            {
              items: [
                { id: 'shift', label: 'New shift', keyHint: 's', disabledReason: readOnly },
                { id: 'rotations', label: 'Rotations', keyHint: 'r' },
                { id: 'policies', label: 'If nobody answers', keyHint: 'p' },
                { id: 'calendar', label: 'Your calendar', keyHint: 'c' },
              ],
            },
          ]}
          onAction={(id) => {
            if (id !== 'shift') open({ kind: id });
            else if (readOnly === undefined) open({ kind: 'shift', shift: null, slot: null });
          }}
        >
          More
        </Menu>
      </div>
    </header>
  );
}
