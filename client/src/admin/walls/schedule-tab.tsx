import type { ScheduleRule } from '@warroom/shared';
import { useState } from 'react';
import { useDesk } from '../../desk-frame/desk-context.ts';
import { newId } from '../../desk-frame/new-id.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { plural } from '../../ui/format.ts';
import { announceNow } from '../../ui/live-region.tsx';
import { ChangedBanner } from './changed-banner.tsx';
import { Grip, OrderButtons } from './order-buttons.tsx';
import { moved, replaced, without, withOneAt } from './reorder.ts';
import { RuleFields } from './rule-fields.tsx';
import { hiddenBy, MOST_RULES, newRule, ruleProblem, scheduleProblem } from './schedule-draft.ts';
import { ruleWords } from './schedule-words.ts';
import { useDraft } from './use-draft.ts';
import { useDragOrder } from './use-drag-order.ts';
import { useWalls } from './walls-context.ts';
import styles from './walls.module.css';
import { WillShow } from './will-show.tsx';

/** When which playlist is shown where: rules in order, and what comes of them on each display. */
export function ScheduleTab() {
  const { feed } = useDesk();
  const { view, readOnly, zone, person, send } = useWalls();
  const { walls } = view;
  const draft = useDraft<readonly ScheduleRule[]>('schedule', {
    value: walls.schedule,
    version: walls.scheduleVersion,
  });
  const rules = draft.value;
  const [open, setOpen] = useState<string | null>(null);
  const [isPending, setPending] = useState(false);
  const order = useDragOrder((from, to) => move(from, to));
  const first = Object.values(walls.playlists)[0];
  const problem = scheduleProblem(rules, walls.playlists);

  function move(from: number, to: number): void {
    if (readOnly !== undefined) return;
    draft.set(moved(rules, from, to));
    announceNow(`Rule ${from + 1} is rule ${to + 1} of ${rules.length} now.`);
  }

  function add(rule: ScheduleRule, at: number): void {
    draft.set(withOneAt(rules, at, rule));
    setOpen(rule.id);
  }

  async function save(): Promise<void> {
    if (isPending || problem !== undefined || readOnly !== undefined) return;
    setPending(true);
    const result = await send(
      { type: 'wall.schedule-set', rules: [...rules], expectedVersion: draft.version },
      `Saved the schedule: ${plural(rules.length, 'rule')}`,
    );
    setPending(false);
    if (result.kind !== 'done') return;
    draft.saved();
    setOpen(null);
  }

  const cantAdd =
    readOnly ??
    (first === undefined
      ? 'make a playlist first'
      : rules.length >= MOST_RULES
        ? `${MOST_RULES} rules at most`
        : undefined);

  return (
    <div className={styles.schedule}>
      <section className={styles.editor} aria-label="Rules">
        <ChangedBanner
          what="the schedule"
          draft={draft}
          by={walls.scheduleChanged === undefined ? null : person(walls.scheduleChanged.by)}
          at={walls.scheduleChanged?.at ?? null}
          now={feed.serverNow()}
          zone={zone}
          theirs={
            walls.schedule.map((rule) => ruleWords(rule, view)).join('; ') || 'no rules at all'
          }
        />
        {rules.length === 0 ? (
          <EmptyState title="No rules yet">
            Every display shows its own scenes, or all, in turn. A rule puts a playlist on a
            display, a group or all of them, at certain hours, days and phases; the first rule that
            holds wins.
          </EmptyState>
        ) : (
          <>
            <p className={styles.hint}>
              Of the rules that hold for a display, the first wins. Where none holds, it shows its
              own scenes.
            </p>
            <ol className={styles.rows} aria-label="Rules, in order">
              {rules.map((rule, at) => (
                <Rule
                  key={rule.id}
                  {...{ rule, at, rules, order, readOnly }}
                  isOpen={rule.id === open}
                  onToggle={() => setOpen(rule.id === open ? null : rule.id)}
                  onChange={(next) => draft.set(replaced(rules, at, next))}
                  onMove={(to) => move(at, to)}
                  onDuplicate={() => add({ ...rule, id: newId() }, at + 1)}
                  onRemove={() => draft.set(without(rules, at))}
                />
              ))}
            </ol>
          </>
        )}
        <div className={styles.acts}>
          <Button
            disabledReason={cantAdd}
            onClick={() => first && add(newRule(newId(), first.id), rules.length)}
          >
            Add a rule
          </Button>
        </div>
        <div className={styles.acts}>
          <Button
            look="primary"
            isPending={isPending}
            disabledReason={
              readOnly ?? problem ?? (draft.isDirty ? undefined : 'nothing was changed')
            }
            onClick={() => void save()}
          >
            Save the schedule
          </Button>
          {draft.isDirty && <Button onClick={draft.reset}>Undo changes</Button>}
          {draft.isDirty && <span className={styles.warn}>Not saved yet.</span>}
        </div>
      </section>
      <WillShow rules={rules} isDraft={draft.isDirty} />
    </div>
  );
}

interface RuleProps {
  rule: ScheduleRule;
  at: number;
  rules: readonly ScheduleRule[];
  readOnly: string | undefined;
  order: ReturnType<typeof useDragOrder>;
  isOpen: boolean;
  onToggle: () => void;
  onChange: (rule: ScheduleRule) => void;
  onMove: (to: number) => void;
  onDuplicate: () => void;
  onRemove: () => void;
}

function Rule(props: RuleProps) {
  const { rule, at, rules, readOnly, order, isOpen } = props;
  const { view } = useWalls();
  const words = ruleWords(rule, view);
  const problem = ruleProblem(rule, view.walls.playlists);
  const hider = hiddenBy(rules, at);
  return (
    <li className={styles.rule} {...order.row(at)}>
      <div className={styles.ruleHead}>
        <span className={styles.grip} title="Drag to move" aria-hidden="true" {...order.grip(at)}>
          <Grip />
        </span>
        <span className={styles.number}>{at + 1}</span>
        <button
          type="button"
          className={styles.ruleWords}
          aria-expanded={isOpen}
          onClick={props.onToggle}
        >
          {words}
        </button>
        <OrderButtons
          what={`rule ${at + 1}`}
          at={at}
          count={rules.length}
          readOnly={readOnly}
          onMove={props.onMove}
          more={[
            { id: 'edit', label: isOpen ? 'Fold it' : 'Change it', run: props.onToggle },
            {
              id: 'duplicate',
              label: 'Duplicate',
              disabledReason: readOnly,
              run: props.onDuplicate,
            },
            {
              id: 'remove',
              label: 'Remove',
              isDanger: true,
              disabledReason: readOnly,
              run: props.onRemove,
            },
          ]}
        />
      </div>
      {problem !== undefined && <p className={styles.note}>Not yet: {problem}.</p>}
      {problem === undefined && hider !== null && (
        <p className={styles.note}>Never shown: rule {hider} holds always and comes before.</p>
      )}
      {isOpen && readOnly === undefined && <RuleFields rule={rule} onChange={props.onChange} />}
    </li>
  );
}
