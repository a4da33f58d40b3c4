import { X } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../ui/button.tsx';
import { ComboBox } from '../ui/combo-box.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { closeOverlay } from './board-ui.ts';
import styles from './dialogs.module.css';
import { send } from './perform.ts';
import { useBlocked, useNames, useRoom } from './room-context.ts';

/** Sets where an incident is: several jurisdictions, by typing. */
export function JurisdictionsDialog({ incident: id }: { incident: string }) {
  const room = useRoom();
  const names = useNames();
  const blocked = useBlocked() ?? undefined;
  const [seen] = useState(() => room.incidents.get(id));
  const before = seen?.jurisdictions ?? [];
  const [chosen, setChosen] = useState<readonly string[]>(before);
  const [turn, setTurn] = useState(0);
  const same =
    chosen.length === before.length && chosen.every((one, index) => one === before[index]);

  function close(): void {
    closeOverlay(room.ui);
  }

  return (
    <Dialog
      isOpen
      isKept
      onClose={close}
      title={`Jurisdictions of ${id}`}
      sub={seen?.title}
      footer={
        <>
          <Button
            look="primary"
            disabledReason={blocked ?? (same ? 'nothing changed' : undefined)}
            onClick={() => {
              close();
              void send(
                room,
                { type: 'incident.change', incident: id, changes: { jurisdictions: [...chosen] } },
                `Set the jurisdictions of ${id}`,
                { seen },
              );
            }}
          >
            Set {chosen.length}
          </Button>
          <Button look="quiet" keyHint="escape" onClick={close}>
            Cancel
          </Button>
        </>
      }
    >
      <div className={styles.chips}>
        {chosen.map((one) => (
          <button
            key={one}
            type="button"
            className={styles.chip}
            aria-label={`Remove ${names.jurisdiction(one)}`}
            onClick={() => setChosen(chosen.filter((each) => each !== one))}
          >
            {names.jurisdiction(one)} <X size={12} aria-hidden="true" />
          </button>
        ))}
        {chosen.length === 0 && <span className={styles.hint}>None yet.</span>}
      </div>
      <ComboBox
        key={turn}
        label="Add a jurisdiction"
        autoFocus
        value={null}
        onChange={(one) => {
          if (one === null || chosen.includes(one)) return;
          setChosen([...chosen, one]);
          setTurn(turn + 1);
        }}
        options={jurisdictionOptions(room.election).filter((one) => !chosen.includes(one.id))}
      />
    </Dialog>
  );
}

/** All jurisdictions of an election, to choose from. */
export function jurisdictionOptions(election: ReturnType<typeof useRoom>['election']) {
  return election.election.jurisdictions.map(({ id, name, code }) => ({
    id,
    label: `${name} (${code})`,
    detail: id,
  }));
}

/** All categories of an election, to choose from. */
export function categoryOptions(election: ReturnType<typeof useRoom>['election']) {
  return [...election.categories].map(([code, name]) => ({ id: code, label: name, detail: code }));
}
