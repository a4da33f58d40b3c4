import type { EscalationPolicy } from '@warroom/shared';
import { Button } from '../ui/button.tsx';
import { Panel } from './panel.tsx';
import { useRoster } from './roster-context.ts';
import styles from './roster.module.css';
import { afterWords, startsFor, targetWords } from './roster-words.ts';

/** Whom the server pages while nobody acknowledges, by policy and step. */
export function PoliciesPanel() {
  const { view, isLead, open } = useRoster();
  const { policies, policiesAre } = view;
  return (
    <Panel
      title="If nobody answers"
      note={policiesAre === 'file' ? 'from the election’s file' : 'set here by leads'}
      action={
        isLead && (
          <Button
            look="link"
            aria-label="Edit what happens if nobody answers"
            onClick={() => open({ kind: 'policies' })}
          >
            edit
          </Button>
        )
      }
    >
      {policies.length === 0 && (
        <p className={styles.empty}>Nobody is paged by itself: there is no policy.</p>
      )}
      {policies.map((policy) => (
        <PolicySteps key={policy.id} policy={policy} />
      ))}
    </Panel>
  );
}

/** A policy in words, step by step; the last line says what happens when nobody can be told. */
export function PolicySteps({ policy }: { policy: EscalationPolicy }) {
  const room = useRoster();
  return (
    <div className={styles.policy}>
      <h3>
        {policy.name} <small>{startsFor(policy)}</small>
      </h3>
      <ol className={styles.list}>
        {policy.steps.map((step, index) => (
          <li key={index} className={styles.step}>
            <span>{afterWords(step.afterMin)}</span>
            <span>{step.targets.map((target) => targetWords(target, room)).join(', ')}</span>
          </li>
        ))}
        <li className={styles.step}>
          <span>nobody told</span>
          <span>“No one was notified” on every wall and row</span>
        </li>
      </ol>
    </div>
  );
}
