import type { IncidentView } from '@warroom/shared';
import { X } from 'lucide-react';
import { useStore } from 'zustand';
import { Button } from '../ui/button.tsx';
import { Severity } from '../ui/severity.tsx';
import { StateGlyph } from '../ui/state-glyph.tsx';
import styles from './detail.module.css';
import { performOnIncident, send } from './perform.ts';
import { useBlocked, useBoard } from './room-context.ts';
import { LINK_WORDS } from './work-words.ts';

/** Other incidents that this one has to do with: the outage behind a rumour, the same actor elsewhere. */
export function LinksSection({
  incident,
  canWrite,
}: {
  incident: IncidentView;
  canWrite: boolean;
}) {
  const { room, go } = useBoard();
  const blocked = useBlocked() ?? undefined;
  const { id } = incident;
  const links = useStore(room.more.store, ({ more, incident: of }) =>
    of === id ? more?.links : undefined,
  );
  if (!canWrite && (links ?? []).length === 0) return null;

  async function remove(other: string): Promise<void> {
    const settle = room.more.foresee((known) => ({
      ...known,
      links: known.links.filter((link) => link.incident !== other),
    }));
    const result = await send(
      room,
      { type: 'incident.unrelate', incident: id, other },
      `Took off the link of ${id} to ${other}`,
    );
    settle(result.kind === 'done');
  }

  return (
    <section className={styles.section} aria-label="Related incidents">
      <div className={styles.heading}>
        <h2>Related incidents</h2>
        <small>{(links ?? []).length === 0 ? 'none' : ''}</small>
        <span className={styles.grow} />
        {canWrite && (
          <Button
            look="link"
            size="s"
            disabledReason={blocked}
            onClick={() => performOnIncident(room, id, 'relate')}
          >
            link to another
          </Button>
        )}
      </div>
      {links !== undefined && links.length > 0 && (
        <ul className={styles.links}>
          {links.map((link) => (
            <li key={link.incident}>
              <button
                type="button"
                className={styles.link}
                onClick={() => go({ sel: { kind: 'incident', id: link.incident } })}
              >
                <span className={styles.soft}>{LINK_WORDS[link.kind]}</span>
                <span className={styles.linkNumber}>{link.incident}</span>
                <Severity level={link.severity} />
                <span className={styles.linkTitle}>{link.title}</span>
                <span className={styles.soft}>
                  <StateGlyph state={link.state} />
                </span>
              </button>
              {canWrite && (
                <Button
                  look="quiet"
                  size="s"
                  isIcon
                  aria-label={`Take off the link to ${link.incident}`}
                  disabledReason={blocked}
                  onClick={() => void remove(link.incident)}
                >
                  <X size={13} aria-hidden="true" />
                </Button>
              )}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
