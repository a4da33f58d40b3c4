import type { IncidentView } from '@warroom/shared';
import { X } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import styles from './detail.module.css';
import { send } from './perform.ts';
import { focusQueue } from './queue-focus.ts';
import { useRoom, useUi } from './room-context.ts';

/** An incident's tags: typed in, taken off one by one. They commute, so nobody's change is in the way. */
export function TagRow({ incident, canWrite }: { incident: IncidentView; canWrite: boolean }) {
  const room = useRoom();
  const caret = useUi((state) => state.caret);
  const input = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState('');
  const { id, tags } = incident;

  useEffect(() => {
    if (caret.in === 'tag') input.current?.focus();
  }, [caret]);

  function add(): void {
    const tag = typed.trim().slice(0, 40);
    if (tag === '') return;
    setTyped('');
    if (!tags.includes(tag)) {
      void send(
        room,
        { type: 'incident.tag', incident: id, add: [tag], remove: [] },
        `Tagged ${id} ${tag}`,
      );
    }
  }

  if (!canWrite && tags.length === 0) return null;
  return (
    <section className={styles.section} aria-label="Tags">
      <div className={styles.tags}>
        {tags.map((tag) => (
          <span key={tag} className={styles.tag}>
            {tag}
            {canWrite && (
              <button
                type="button"
                aria-label={`Take off ${tag}`}
                onClick={() =>
                  void send(
                    room,
                    { type: 'incident.tag', incident: id, add: [], remove: [tag] },
                    `Took ${tag} off ${id}`,
                  )
                }
              >
                <X size={12} aria-hidden="true" />
              </button>
            )}
          </span>
        ))}
        {canWrite && (
          <input
            ref={input}
            className={styles.addTag}
            aria-label="Add a tag"
            placeholder="Add a tag"
            maxLength={40}
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
            onKeyDown={(event) => {
              if (event.key === 'Enter' && !event.nativeEvent.isComposing) add();
              if (event.key === 'Escape') {
                event.stopPropagation();
                setTyped('');
                focusQueue(room.ui);
              }
            }}
            onBlur={add}
          />
        )}
      </div>
    </section>
  );
}
