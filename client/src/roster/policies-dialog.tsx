import type { EscalationPolicy, EscalationStep, EscalationTarget } from '@warroom/shared';
import { useState } from 'react';
import { newId } from '../desk-frame/new-id.ts';
import { Button } from '../ui/button.tsx';
import { Checkbox } from '../ui/checkbox.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Select } from '../ui/select.tsx';
import { TextField } from '../ui/text-field.tsx';
import { usePeople } from '../desk-frame/desk-context.ts';
import styles from './dialogs.module.css';
import { FormDialog } from './form-dialog.tsx';
import { PolicySteps } from './policies-panel.tsx';
import { policiesMissing, targetId, targetOf, withStep } from './policy-draft.ts';
import { useRoster } from './roster-context.ts';
import { targetWords } from './roster-words.ts';
import { SEVERITIES } from './severities.ts';

/** Whom the server pages if nobody answers: leads edit it here, others read it. */
export function PoliciesDialog() {
  const { isLead, view, close } = useRoster();
  if (isLead) return <Editor />;
  return (
    <Dialog
      isOpen
      onClose={close}
      title="If nobody answers"
      sub="Only leads change it."
      footer={
        <Button look="quiet" keyHint="escape" onClick={close}>
          Close
        </Button>
      }
    >
      {view.policies.map((policy) => (
        <PolicySteps key={policy.id} policy={policy} />
      ))}
    </Dialog>
  );
}

function Editor() {
  const { view, readOnly, send, close } = useRoster();
  const [seen] = useState(view.version);
  const [draft, setDraft] = useState<EscalationPolicy[]>(view.policies);
  const missing = readOnly ?? policiesMissing(draft);

  function change(index: number, policy: EscalationPolicy): void {
    setDraft(draft.map((one, at) => (at === index ? policy : one)));
  }

  async function reset(): Promise<void> {
    const result = await send(
      { type: 'roster.policies-reset', expectedVersion: seen },
      { done: 'The policies are those of the election’s file again.' },
    );
    if (result.kind === 'done') close();
  }

  return (
    <FormDialog
      title="If nobody answers"
      sub="While nobody acknowledges an incident, the server pages step by step. The first policy that names its severity begins by itself."
      width={720}
      save="Save"
      missing={missing}
      onSave={async () => {
        const result = await send(
          {
            type: 'roster.policies-set',
            // In order of time, however they were typed.
            policies: draft.map((policy) => ({
              ...policy,
              steps: policy.steps.toSorted((a, b) => a.afterMin - b.afterMin),
            })),
            expectedVersion: seen,
          },
          { done: 'Saved. Escalations under way keep the policy they began with.' },
        );
        return result.kind === 'done';
      }}
      more={
        <Button
          disabledReason={
            readOnly ??
            (view.policiesAre === 'file' ? 'They are those of the file already.' : undefined)
          }
          onClick={() => void reset()}
        >
          Back to the file’s
        </Button>
      }
    >
      {draft.map((policy, index) => (
        <Policy
          key={policy.id}
          policy={policy}
          onChange={(next) => change(index, next)}
          onRemove={() => setDraft(draft.filter((_, at) => at !== index))}
        />
      ))}
      <div>
        <Button
          size="s"
          onClick={() =>
            setDraft([
              ...draft,
              {
                id: newId(),
                name: 'New policy',
                severities: [],
                steps: [{ afterMin: 0, targets: [{ kind: 'on-call', desk: null }] }],
              },
            ])
          }
        >
          Add a policy
        </Button>
      </div>
    </FormDialog>
  );
}

interface PolicyProps {
  policy: EscalationPolicy;
  onChange: (policy: EscalationPolicy) => void;
  onRemove: () => void;
}

function Policy({ policy, onChange, onRemove }: PolicyProps) {
  const { name, severities, steps } = policy;
  return (
    <section className={styles.policy} aria-label={`Policy ${name}`}>
      <div className={styles.row}>
        <TextField
          label="Policy"
          value={name}
          maxLength={80}
          onChange={(next) => onChange({ ...policy, name: next })}
        />
        <Button look="quiet" onClick={onRemove} aria-label={`Remove the policy ${name}`}>
          Remove
        </Button>
      </div>
      <div className={styles.severities} role="group" aria-label="Begins by itself for">
        <span>Begins for</span>
        {SEVERITIES.map((severity) => (
          <Checkbox
            key={severity}
            isChecked={severities.includes(severity)}
            onChange={(is) =>
              onChange({
                ...policy,
                severities: SEVERITIES.filter((one) =>
                  one === severity ? is : severities.includes(one),
                ),
              })
            }
          >
            {severity}
          </Checkbox>
        ))}
      </div>
      {steps.map((step, index) => (
        <Step
          key={index}
          step={step}
          place={index + 1}
          onChange={(next) => onChange(withStep(policy, index, next))}
          onRemove={steps.length === 1 ? undefined : () => onChange(withStep(policy, index, null))}
        />
      ))}
      {steps.length < 10 && (
        <Button
          size="s"
          onClick={() =>
            onChange({
              ...policy,
              steps: [
                ...steps,
                { afterMin: (steps.at(-1)?.afterMin ?? 0) + 5, targets: [{ kind: 'leads' }] },
              ],
            })
          }
        >
          Add a step
        </Button>
      )}
    </section>
  );
}

interface StepProps {
  step: EscalationStep;
  place: number;
  onChange: (step: EscalationStep) => void;
  onRemove: (() => void) | undefined;
}

function Step({ step, place, onChange, onRemove }: StepProps) {
  const room = useRoster();
  const people = usePeople();
  const { afterMin, targets } = step;
  const offered: EscalationTarget[] = [
    { kind: 'on-call', desk: null },
    ...room.view.desks.map(({ id }): EscalationTarget => ({ kind: 'on-call', desk: id })),
    { kind: 'on-shift' },
    { kind: 'leads' },
    { kind: 'assignee' },
    ...people
      .filter(({ role }) => role !== 'partner')
      .map(({ id }): EscalationTarget => ({ kind: 'person', person: id })),
  ];
  const chosen = new Set(targets.map(targetId));
  return (
    <div className={styles.step} role="group" aria-label={`Step ${place}`}>
      <TextField
        label="After min"
        inputMode="decimal"
        value={Number.isNaN(afterMin) ? '' : String(afterMin)}
        onChange={(typed) =>
          onChange({ ...step, afterMin: typed.trim() === '' ? Number.NaN : Number(typed) })
        }
      />
      <div>
        <Select
          label="Page also"
          value={null}
          placeholder="Add whom to page"
          onChange={(id) => onChange({ ...step, targets: [...targets, targetOf(id)] })}
          options={offered
            .filter((target) => !chosen.has(targetId(target)))
            .map((target) => ({ id: targetId(target), label: targetWords(target, room) }))}
        />
        <div className={styles.targets}>
          {targets.map((target) => {
            const words = targetWords(target, room);
            return (
              <span key={targetId(target)} className={styles.target}>
                {words}
                <button
                  type="button"
                  aria-label={`Don’t page ${words}`}
                  onClick={() =>
                    onChange({
                      ...step,
                      targets: targets.filter((one) => targetId(one) !== targetId(target)),
                    })
                  }
                >
                  ×
                </button>
              </span>
            );
          })}
        </div>
      </div>
      {onRemove && (
        <Button size="s" look="quiet" onClick={onRemove} aria-label={`Remove step ${place}`}>
          Remove
        </Button>
      )}
    </div>
  );
}
