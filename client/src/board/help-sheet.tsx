import { Checkbox } from '../ui/checkbox.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Key } from '../ui/key.tsx';
import { closeOverlay, setKeysOn } from './board-ui.ts';
import styles from './dialogs.module.css';
import { useRoom, useUi } from './room-context.ts';

const SHEET: readonly { title: string; keys: readonly (readonly [readonly string[], string])[] }[] =
  [
    {
      title: 'Queue',
      keys: [
        [['j', 'k'], 'move'],
        [['enter'], 'open'],
        [['space'], 'peek'],
        [['x'], 'select a signal'],
        [['shift+j', 'shift+k'], 'extend the selection'],
        [['mod+a'], 'select all loaded signals'],
        [['.'], 'show what is new'],
        [['/'], 'search'],
      ],
    },
    {
      title: 'Incident or signal',
      keys: [
        [['1'], 'acknowledge and claim; claim a signal'],
        [['2'], 'merge into…; link a signal to…'],
        [['3'], 'dismiss with reason'],
        [['r'], 'the next state: confirm, resolve, close'],
        [['a'], 'assign'],
        [['i'], 'assign to me'],
        [['s'], 'severity'],
        [['v'], 'veracity'],
        [['l'], 'category'],
        [['c'], 'note'],
        [['z'], 'undo'],
        [['n'], 'new signal; open an incident from signals'],
      ],
    },
    {
      title: 'Everywhere',
      keys: [
        [['mod+k'], 'every command'],
        [['g', 't'], 'to triage'],
        [['g', 'm'], 'to mine'],
        [['g', 'w'], 'to the wall'],
        [['?'], 'this sheet'],
        [['escape'], 'close, clear, back'],
      ],
    },
  ];

/** All keys, and whether single-character ones are on. */
export function HelpSheet() {
  const room = useRoom();
  const keysOn = useUi((state) => state.keysOn);
  return (
    <Dialog isOpen onClose={() => closeOverlay(room.ui)} title="Keys" width={640}>
      <Checkbox isChecked={keysOn} onChange={(on) => setKeysOn(room.ui, on)}>
        Single-character keys are on. Off, only those with Ctrl or Alt, Enter, Escape and arrows
        work; everything is in the palette too.
      </Checkbox>
      <div className={styles.sheet}>
        {SHEET.map((part) => [
          <h3 key={part.title}>{part.title}</h3>,
          ...part.keys.map(([keys, words]) => (
            <div key={words}>
              <span>{words}</span>
              <span className={styles.keys}>
                {keys.map((key) => (
                  <Key key={key} of={key} />
                ))}
              </span>
            </div>
          )),
        ])}
      </div>
    </Dialog>
  );
}
