import { useState } from 'react';
import { useDesk, usePeople } from '../desk-frame/desk-context.ts';
import { useSend } from '../desk-frame/use-send.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Select } from '../ui/select.tsx';
import styles from './handover.module.css';
import { PersonField } from './person-field.tsx';
import { useSubmitKey } from './use-submit-key.ts';

const ROOM = 'whole-room';

/** What a brief is about: a desk or the whole room, and who takes over. The time comes from the roster. */
export function StartBrief({
  onClose,
  onMade,
}: {
  onClose: () => void;
  onMade: (id: string) => void;
}) {
  const { election, me } = useDesk();
  const send = useSend();
  const people = usePeople();
  const [desk, setDesk] = useState<string>(ROOM);
  const [incoming, setIncoming] = useState<string | null>(null);
  const [isPending, setPending] = useState(false);
  const { desks } = election.election;

  async function make(): Promise<void> {
    if (isPending) return;
    setPending(true);
    const result = await send(
      { type: 'brief.make', desk: desk === ROOM ? null : desk, incoming },
      { done: 'Brief begun' },
    );
    setPending(false);
    if (result.kind === 'done' && result.made !== undefined) onMade(result.made);
  }

  useSubmitKey(() => void make());

  return (
    <Dialog
      isOpen
      onClose={onClose}
      title="Begin a shift brief"
      sub="About your turn by the roster; without one, the last 8 hours"
      footer={
        <>
          <Button
            look="primary"
            keyHint="mod+enter"
            isPending={isPending}
            onClick={() => void make()}
          >
            Begin
          </Button>
          <Button look="quiet" onClick={onClose}>
            Cancel
          </Button>
        </>
      }
    >
      <div className={styles.form}>
        {desks.length > 0 && (
          <Select
            label="Desk"
            value={desk}
            onChange={setDesk}
            options={[
              { id: ROOM, label: 'The whole room' },
              ...desks.map(({ id, title }) => ({ id, label: title })),
            ]}
          />
        )}
        <PersonField
          label="Who takes over"
          value={incoming}
          onChange={setIncoming}
          people={people.filter(({ id }) => id !== me)}
          hint="May be said later"
        />
      </div>
    </Dialog>
  );
}
