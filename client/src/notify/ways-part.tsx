import { DEFAULT_WAYS } from '@warroom/shared';
import type { NotifyView, PersonEvent, WayKind } from '@warroom/shared';
import { useState } from 'react';
import { useSend } from '../desk-frame/use-send.ts';
import { Button } from '../ui/button.tsx';
import { Checkbox } from '../ui/checkbox.tsx';
import { Table } from '../ui/table.tsx';
import { EVENTS, WAY_WORDS } from './notify-words.ts';
import styles from './notify.module.css';

const WAYS: readonly WayKind[] = ['email', 'push'];

interface PartProps {
  view: NotifyView;
  isLead: boolean;
  /** Why nothing can be saved now. */
  blocked: string | null;
}

/** For each event, by which ways. Saved as it is ticked. */
export function WaysPart({ view, isLead, blocked }: PartProps) {
  const send = useSend();
  const { ways: kept, version } = view.rules;
  /** What was ticked and is not read back yet. */
  const [draft, setDraft] = useState<{
    version: number;
    ways: Partial<Record<PersonEvent, readonly WayKind[]>>;
  }>({ version, ways: {} });
  const pending = draft.version === version ? draft.ways : {};
  const chosen = (event: PersonEvent): readonly WayKind[] =>
    pending[event] ?? kept[event] ?? DEFAULT_WAYS[event];

  async function set(event: PersonEvent, way: WayKind, isOn: boolean): Promise<void> {
    const ways = WAYS.filter((one) => (one === way ? isOn : chosen(event).includes(one)));
    setDraft({ version, ways: { ...pending, [event]: ways } });
    const result = await send({ type: 'rules.set', ways: { [event]: ways } });
    if (result.kind === 'refused') setDraft({ version, ways: {} });
  }

  async function reset(): Promise<void> {
    const none = Object.fromEntries(EVENTS.map(({ event }) => [event, null]));
    await send({ type: 'rules.set', ways: none }, { done: 'Back to the defaults' });
  }

  const isChanged = Object.keys(kept).length > 0;
  return (
    <section className={styles.part} aria-label="What you are told">
      <h2>What you are told</h2>
      <Table label="What you are told, and by which ways" rows="m" wraps>
        <colgroup>
          <col />
          <col className={styles.way} />
          <col className={styles.way} />
        </colgroup>
        <thead>
          <tr>
            <th scope="col">When</th>
            {WAYS.map((way) => (
              <th key={way} scope="col">
                {WAY_WORDS[way]}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {EVENTS.filter((one) => one.isForLeads !== true || isLead).map(
            ({ event, label, detail }) => (
              <tr key={event}>
                <th scope="row">
                  {label}
                  <span className={styles.detail}>{detail}</span>
                </th>
                {WAYS.map((way) => (
                  <td key={way}>
                    <Checkbox
                      isChecked={chosen(event).includes(way)}
                      isDisabled={blocked !== null}
                      ariaLabel={`${label} by ${WAY_WORDS[way]}`}
                      onChange={(isOn) => void set(event, way, isOn)}
                    />
                  </td>
                ))}
              </tr>
            ),
          )}
        </tbody>
      </Table>
      {chosen('page').length === 0 && (
        <p className={styles.warn} role="status">
          Calls are off: an escalation counts you as somebody who can’t be reached.
        </p>
      )}
      {isChanged && (
        <Button
          look="quiet"
          size="s"
          disabledReason={blocked ?? undefined}
          onClick={() => void reset()}
        >
          Back to the defaults
        </Button>
      )}
    </section>
  );
}
