import { Fragment } from 'react';
import { Button } from '../ui/button.tsx';
import { Checkbox } from '../ui/checkbox.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Key } from '../ui/key.tsx';
import { closeOverlay, openOverlay, setKeysOn } from './board-ui.ts';
import styles from './dialogs.module.css';
import { FIXED_KEYS, KEY_ACTION_IDS, KEY_ACTIONS, KEY_GROUPS, keyOf } from '../ui/keys/keymap.ts';
import { useRoom, useUi } from './room-context.ts';

/** All keys as this person has them, and whether single-character ones are on. */
export function HelpSheet() {
  const room = useRoom();
  const keysOn = useUi((state) => state.keysOn);
  const own = useUi((state) => state.ownKeys);
  return (
    <Dialog
      isOpen
      onClose={() => closeOverlay(room.ui)}
      title="Keys"
      width={680}
      footer={<Button onClick={() => openOverlay(room.ui, { kind: 'keys' })}>Change keys…</Button>}
    >
      <Checkbox isChecked={keysOn} onChange={(on) => setKeysOn(room.ui, on)}>
        Single-character keys are on. Off, only those with Ctrl or Alt, Enter, Escape and arrows
        work; everything is in the palette too.
      </Checkbox>
      <div className={styles.sheet}>
        {KEY_GROUPS.map((group) => (
          <Fragment key={group.id}>
            <h3>{group.title}</h3>
            {group.id === 'queue' &&
              FIXED_KEYS.map(({ key, words }) => (
                <div key={key}>
                  <span>{words}</span>
                  <span className={styles.keys}>
                    <Key of={key} />
                  </span>
                </div>
              ))}
            {KEY_ACTION_IDS.filter((id) => KEY_ACTIONS[id].group === group.id).map((id) => (
              <div key={id}>
                <span>{KEY_ACTIONS[id].words}</span>
                <span className={styles.keys}>
                  {keyOf(own, id)
                    ?.split(' ')
                    .map((stroke, place) => <Key key={`${place}${stroke}`} of={stroke} />) ?? (
                    <small>none</small>
                  )}
                </span>
              </div>
            ))}
          </Fragment>
        ))}
      </div>
    </Dialog>
  );
}
