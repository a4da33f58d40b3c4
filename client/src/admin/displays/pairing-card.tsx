import { Button } from '../../ui/button.tsx';
import { formatClock, formatTimer } from '../../ui/format.ts';
import { useAdmin, useServerNow } from '../admin-context.ts';
import type { PairingRow } from '../admin-types.ts';
import { swatchOf } from './swatches.ts';
import styles from './displays.module.css';

interface PairingCardProps {
  pairing: PairingRow;
  /** The one that Enter confirms. */
  isFirst: boolean;
  onConfirm: () => void;
  onNotOurs: () => void;
}

/** A screen that waits: what it shows, to be compared by eye before it is let in. */
export function PairingCard({ pairing, isFirst, onConfirm, onNotOurs }: PairingCardProps) {
  const now = useServerNow();
  const { zone } = useAdmin();
  const leftMs = Math.max(0, pairing.expiresAt - now);
  return (
    <li className={styles.card}>
      <span className={styles.cardLead}>A new screen shows</span>
      <span className={styles.code}>{pairing.code}</span>
      <span className={styles.mark}>
        <svg viewBox="0 0 14 14" aria-hidden="true">
          <rect
            x=".5"
            y=".5"
            width="13"
            height="13"
            rx="2.5"
            fill={swatchOf(pairing.colour)}
            stroke="var(--text-3)"
          />
        </svg>
        {pairing.colour} <b>{pairing.word}</b>
      </span>
      <span className={styles.cardFacts}>
        asked {formatClock(pairing.createdAt, zone)} from {pairing.address}, {pairing.width} ×{' '}
        {pairing.height}
        {pairing.dpr !== 1 && ` at ${pairing.dpr}×`}, valid {formatTimer(leftMs)}.{' '}
        <b>Compare code, colour and word with the screen first.</b>
      </span>
      <span className={styles.cardActions}>
        <Button look="primary" keyHint={isFirst ? 'enter' : undefined} onClick={onConfirm}>
          Confirm and set up
        </Button>
        <Button look="quiet" onClick={onNotOurs}>
          Not ours
        </Button>
      </span>
    </li>
  );
}
