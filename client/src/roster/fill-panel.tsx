import { useImperativeHandle, useRef, useState } from 'react';
import type { Ref } from 'react';
import { useSection } from '../desk-frame/use-section.ts';
import { Avatar } from '../ui/avatar.tsx';
import { Button } from '../ui/button.tsx';
import { Key } from '../ui/key.tsx';
import { Panel } from './panel.tsx';
import { addOverrides, useRoster } from './roster-context.ts';
import type { FillCandidate, FillView, Slot } from './roster-types.ts';
import styles from './roster.module.css';
import { spanWords } from './roster-words.ts';

/** What the page's keys do with it. */
export interface FillHandle {
  /** Chooses the candidate at that place. */
  choose(index: number): void;
  focus(): void;
}

const AT_FIRST = 4;
const MINUTE_MS = 60_000;

/** Who could fill a gap, best first, with why or why not. */
export function FillPanel({ gap, ref }: { gap: Slot; ref: Ref<FillHandle> }) {
  const room = useRoster();
  const { zone, view, isTriager, readOnly } = room;
  const list = useRef<HTMLDivElement>(null);
  const key = `${gap.desk} ${gap.from} ${gap.until}`;
  // Nobody can have been there before now. The moment stays while one decides.
  const [begun, setBegun] = useState({ key, now: view.now });
  if (begun.key !== key) setBegun({ key, now: view.now });
  const from = Math.max(gap.from, Math.floor(begun.now / MINUTE_MS) * MINUTE_MS);
  const slot: Slot = { desk: gap.desk, from, until: gap.until };
  const isOver = gap.until <= from;
  const path = `roster/fill?desk=${encodeURIComponent(gap.desk)}&from=${from}&until=${gap.until}`;
  const section = useSection<FillView>('roster', isTriager && !isOver ? path : null);
  const [isWhole, setWhole] = useState(false);
  const all = section.value?.candidates ?? [];
  const shown = isWhole ? all : all.slice(0, AT_FIRST);

  function choose(candidate: FillCandidate | undefined): void {
    if (candidate === undefined || candidate.verdict === 'on' || readOnly !== undefined) return;
    // What costs another desk or someone's sleep is asked about first.
    if (candidate.leaves !== null || candidate.verdict === 'unwise')
      room.open({ kind: 'fill', candidate, slot });
    else void addOverrides(room, [{ ...slot, person: candidate.person, instead: null }]);
  }

  useImperativeHandle(ref, () => ({
    choose: (index) => choose(shown[index]),
    focus: () => list.current?.querySelector<HTMLElement>('button')?.focus(),
  }));

  return (
    <Panel
      title="Fill the gap"
      note={`${room.desk(gap.desk)}, ${spanWords(gap.from, gap.until, zone)}`}
    >
      <div ref={list}>
        {!isTriager && <p className={styles.empty}>Your role only reads; tell a lead.</p>}
        {section.state === 'failed' && <p className={styles.empty}>{section.error.message}</p>}
        {isTriager && !isOver && section.state === 'loading' && (
          <p className={styles.empty}>Looking who could…</p>
        )}
        {shown.map((candidate, index) => (
          <Candidate
            key={candidate.person}
            candidate={candidate}
            place={index + 1}
            onChoose={() => choose(candidate)}
          />
        ))}
        {section.state === 'ready' && all.length === 0 && (
          <p className={styles.empty}>Nobody works on this election yet.</p>
        )}
        {all.length > AT_FIRST && (
          <Button look="link" onClick={() => setWhole(!isWhole)}>
            {isWhole ? 'Fewer' : `All ${all.length}`}
          </Button>
        )}
      </div>
    </Panel>
  );
}

interface CandidateProps {
  candidate: FillCandidate;
  place: number;
  onChoose: () => void;
}

function Candidate({ candidate, place, onChoose }: CandidateProps) {
  const { person, readOnly } = useRoster();
  const name = person(candidate.person);
  const { verdict } = candidate;
  const isRefused = verdict === 'on' || readOnly !== undefined;
  const head = { good: '', costly: '', unwise: 'not advised: ', on: 'refused: ' }[verdict];
  return (
    <button
      type="button"
      className={styles.candidate}
      data-soft={verdict === 'unwise' || verdict === 'on' || undefined}
      aria-disabled={isRefused || undefined}
      title={readOnly}
      onClick={onChoose}
    >
      <Avatar name={name} isDecoration />
      <span>
        <b>{name}</b>
        <small>
          {head}
          {candidate.words}
        </small>
      </span>
      {!isRefused && place <= 9 && (
        <span aria-hidden="true">
          <Key of={String(place)} />
        </span>
      )}
    </button>
  );
}
