import type { IncidentView, Task } from '@warroom/shared';
import { Pencil, X } from 'lucide-react';
import { useState, type KeyboardEvent } from 'react';
import { useStore } from 'zustand';
import { Avatar } from '../ui/avatar.tsx';
import { Button } from '../ui/button.tsx';
import { Checkbox } from '../ui/checkbox.tsx';
import { formatMinute, plural } from '../ui/format.ts';
import { Select } from '../ui/select.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { TextField } from '../ui/text-field.tsx';
import { send } from './perform.ts';
import { focusQueue } from './queue-focus.ts';
import { useBlocked, useNames, useRole, useRoom } from './room-context.ts';
import { offeredPlaybooks, withoutTask, withTask } from './task-guess.ts';
import type { TaskChange } from './task-guess.ts';
import styles from './tasks.module.css';
import { listed } from './work-words.ts';

const LONGEST = 240;
const NOBODY = 'nobody';
const SHUT: readonly IncidentView['state'][] = ['closed', 'dismissed', 'merged'];

/** What is to be done on the incident: ticked, given, added by hand or from a playbook. */
export function TasksPanel({ incident }: { incident: IncidentView }) {
  const room = useRoom();
  const blocked = useBlocked();
  const role = useRole();
  const { more, error, incident: of } = useStore(room.more.store);
  const [editing, setEditing] = useState<string | null>(null);
  const mayWork = role !== 'viewer' && role !== 'partner' && !SHUT.includes(incident.state);
  const tasks = of === incident.id ? more?.tasks : undefined;
  const why = blocked ?? undefined;

  if (tasks === undefined) {
    return error === null ? (
      <Skeleton label="Loading the tasks" rows={4} />
    ) : (
      <p className={styles.empty}>{error}</p>
    );
  }

  async function set(task: Task, change: TaskChange, words: string): Promise<void> {
    if (blocked !== null) return;
    const at = room.feed.serverNow();
    const settle = room.more.foresee((known) => withTask(known, task.id, change, room.me, at));
    const intent = {
      type: 'incident.task-set',
      incident: incident.id,
      task: task.id,
      ...change,
    } as const;
    const result = await send(room, intent, words);
    settle(result.kind === 'done');
  }

  async function remove(task: Task): Promise<void> {
    const settle = room.more.foresee((known) => withoutTask(known, task.id));
    const result = await send(
      room,
      { type: 'incident.task-remove', incident: incident.id, task: task.id },
      `Removed a task of ${incident.id}`,
    );
    settle(result.kind === 'done');
  }

  const done = tasks.filter((task) => task.done !== null).length;
  return (
    <div className={styles.panel}>
      <div className={styles.scroll}>
        {tasks.length === 0 ? (
          <p className={styles.empty}>No tasks yet.</p>
        ) : (
          <>
            <p className={styles.head}>
              {done} of {plural(tasks.length, 'task')} done
              <span
                className={styles.bar}
                aria-hidden="true"
                style={{ '--share': done / tasks.length } as React.CSSProperties}
              />
            </p>
            <div role="presentation" onKeyDown={moveInList}>
              <ul className={styles.list} aria-label="Tasks">
                {tasks.map((task) =>
                  task.id === editing ? (
                    <EditTask
                      key={task.id}
                      task={task}
                      why={why}
                      onDone={(change) => {
                        setEditing(null);
                        if (Object.keys(change).length > 0)
                          void set(task, change, `Changed a task of ${incident.id}`);
                      }}
                    />
                  ) : (
                    <TaskRow
                      key={task.id}
                      task={task}
                      isFixed={!mayWork || blocked !== null}
                      why={why}
                      hasTools={mayWork}
                      onTick={(isDone) =>
                        void set(
                          task,
                          { done: isDone },
                          isDone
                            ? `Did a task of ${incident.id}`
                            : `Opened a task of ${incident.id} again`,
                        )
                      }
                      onEdit={() => setEditing(task.id)}
                      onRemove={() => void remove(task)}
                    />
                  ),
                )}
              </ul>
            </div>
          </>
        )}
        {mayWork && <Playbooks incident={incident} tasks={tasks} why={why} />}
      </div>
      {mayWork && <AddTask incident={incident.id} why={why} />}
    </div>
  );
}

/** Arrows move between the ticks; Space ticks, and must not reach the board, where it peeks. */
function moveInList(event: KeyboardEvent<HTMLDivElement>): void {
  if (!(event.target instanceof HTMLInputElement) || event.target.type !== 'checkbox') return;
  if (event.key === ' ') {
    event.stopPropagation();
    return;
  }
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step === undefined) return;
  event.preventDefault();
  event.stopPropagation();
  const ticks = [...event.currentTarget.querySelectorAll<HTMLInputElement>('input[type=checkbox]')];
  ticks[ticks.indexOf(event.target) + step]?.focus();
}

interface TaskRowProps {
  task: Task;
  isFixed: boolean;
  why: string | undefined;
  hasTools: boolean;
  onTick: (isDone: boolean) => void;
  onEdit: () => void;
  onRemove: () => void;
}

function TaskRow({ task, isFixed, why, hasTools, onTick, onEdit, onRemove }: TaskRowProps) {
  const room = useRoom();
  const names = useNames();
  const { zone } = room.election.election;
  const title = task.title ?? '(text erased)';
  const said = [
    ...(task.assignee === null ? [] : [names.person(task.assignee)]),
    ...(task.done === null
      ? []
      : [`done by ${names.person(task.done.by)} ${formatMinute(task.done.at, zone)}`]),
  ];
  return (
    <li className={styles.task} data-done={task.done !== null || undefined}>
      <Checkbox
        className={styles.tick}
        isChecked={task.done !== null}
        isDisabled={isFixed}
        onChange={onTick}
      >
        <span className={styles.title}>{title}</span>
        {said.length > 0 && <small className={styles.said}>{said.join(' · ')}</small>}
      </Checkbox>
      {task.assignee !== null && (
        <Avatar
          name={names.person(task.assignee)}
          isSelf={task.assignee === room.me}
          isDecoration
          className={styles.who}
        />
      )}
      {hasTools && (
        <span className={styles.tools}>
          <Button
            look="quiet"
            size="s"
            isIcon
            aria-label={`Change: ${title}`}
            disabledReason={why}
            onClick={onEdit}
          >
            <Pencil size={12} aria-hidden="true" />
          </Button>
          <Button
            look="quiet"
            size="s"
            isIcon
            aria-label={`Remove: ${title}`}
            disabledReason={why}
            onClick={onRemove}
          >
            <X size={13} aria-hidden="true" />
          </Button>
        </span>
      )}
    </li>
  );
}

/** Those who can be given a task, oneself first. */
function useAssignees(): { id: string; label: string; detail?: string }[] {
  const room = useRoom();
  const people = useStore(room.lists, (lists) => lists.people);
  const able = people.filter(({ role }) => role !== 'viewer' && role !== 'partner');
  return [
    { id: NOBODY, label: 'Anyone' },
    ...able
      .toSorted((a, b) => Number(b.id === room.me) - Number(a.id === room.me))
      .map(({ id, name, role }) => ({ id, label: name, detail: id === room.me ? 'you' : role })),
  ];
}

function EditTask({
  task,
  why,
  onDone,
}: {
  task: Task;
  why: string | undefined;
  onDone: (change: TaskChange) => void;
}) {
  const [title, setTitle] = useState(task.title ?? '');
  const [assignee, setAssignee] = useState(task.assignee ?? NOBODY);
  const who = assignee === NOBODY ? null : assignee;
  const typed = title.trim();
  const missing = typed === '' ? 'say what is to be done' : undefined;
  function save(): void {
    if (why !== undefined || missing !== undefined) return;
    onDone({
      ...(typed === task.title ? {} : { title: typed }),
      ...(who === task.assignee ? {} : { assignee: who }),
    });
  }
  return (
    <li className={styles.form}>
      <div
        role="presentation"
        onKeyDown={(event) => {
          if (event.key !== 'Escape' || event.defaultPrevented) return;
          event.stopPropagation();
          onDone({});
        }}
      >
        <form
          onSubmit={(event) => {
            event.preventDefault();
            save();
          }}
        >
          <TextField
            label="Task"
            isLabelHidden
            autoFocus
            maxLength={LONGEST}
            value={title}
            onChange={setTitle}
          />
          <div className={styles.formRow}>
            <Select
              label="For"
              isLabelHidden
              value={assignee}
              onChange={setAssignee}
              options={useAssignees()}
            />
            <Button type="submit" disabledReason={why ?? missing}>
              Save
            </Button>
            <Button look="quiet" onClick={() => onDone({})}>
              Cancel
            </Button>
          </div>
        </form>
      </div>
    </li>
  );
}

function AddTask({ incident, why }: { incident: string; why: string | undefined }) {
  const room = useRoom();
  const [title, setTitle] = useState('');
  const [assignee, setAssignee] = useState(NOBODY);
  const people = useAssignees();
  const typed = title.trim();
  async function add(): Promise<void> {
    if (typed === '' || why !== undefined) return;
    setTitle('');
    const result = await send(
      room,
      {
        type: 'incident.task-add',
        incident,
        title: typed,
        assignee: assignee === NOBODY ? null : assignee,
      },
      `Added a task to ${incident}`,
    );
    // What was typed is not lost to a refusal, unless something else is being typed by now.
    if (result.kind === 'refused') setTitle((now) => (now === '' ? typed : now));
  }
  return (
    <form
      className={styles.add}
      onSubmit={(event) => {
        event.preventDefault();
        void add();
      }}
    >
      <TextField
        label="Add a task"
        isLabelHidden
        placeholder="Add a task"
        maxLength={LONGEST}
        value={title}
        onChange={setTitle}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return;
          event.stopPropagation();
          focusQueue(room.ui);
        }}
      />
      {typed !== '' && (
        <div className={styles.formRow}>
          <Select
            label="For"
            isLabelHidden
            value={assignee}
            onChange={setAssignee}
            options={people}
          />
          <Button type="submit" keyHint="enter" disabledReason={why}>
            Add
          </Button>
        </div>
      )}
    </form>
  );
}

/** The election's playbooks that are not in use here: those that fit the category, the rest on asking. */
function Playbooks({
  incident,
  tasks,
  why,
}: {
  incident: IncidentView;
  tasks: readonly Task[];
  why: string | undefined;
}) {
  const room = useRoom();
  const [isAll, setAll] = useState(false);
  const offers = offeredPlaybooks(room.election.election.playbooks, incident.category, tasks);
  const shown = isAll ? offers : offers.filter(({ fits }) => fits);
  const rest = offers.length - shown.length;
  if (offers.length === 0) return null;
  return (
    <section className={styles.books} aria-label="Playbooks">
      <h3>Playbooks</h3>
      <ul>
        {shown.map(({ playbook, fits }) => (
          <li key={playbook.id}>
            <Button
              size="s"
              disabledReason={why}
              onClick={() =>
                void send(
                  room,
                  { type: 'incident.playbook', incident: incident.id, playbook: playbook.id },
                  `Added the playbook “${playbook.title}” to ${incident.id}`,
                )
              }
            >
              Add {playbook.title}
            </Button>
            <small title={playbook.tasks.join('\n')}>
              {plural(playbook.tasks.length, 'task')}
              {fits ? ` for ${listed(playbook.categories)}` : ''}
            </small>
          </li>
        ))}
      </ul>
      {rest > 0 && (
        <Button look="link" size="s" onClick={() => setAll(true)}>
          {shown.length === 0
            ? `${plural(rest, 'playbook')}, none for its category`
            : `${rest} more`}
        </Button>
      )}
    </section>
  );
}
