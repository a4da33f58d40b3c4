import { useStore } from 'zustand';
import { formatWhole, plural } from '../../ui/format.ts';
import { Button } from '../../ui/button.tsx';
import type { ActionContext } from '../actions.ts';
import { incidentActions, signalActions } from '../actions.ts';
import styles from '../detail.module.css';
import { ON_MANY, performOnIncidents, performOnSignals } from '../perform-many.ts';
import { useActionContext, useRoom, useUi } from '../room-context.ts';
import { clearChosen } from '../selection.ts';
import { BulkSummary } from './bulk-summary.tsx';
import { FateTable } from './fate-table.tsx';
import { LinkTo } from './link-to.tsx';
import {
  chosenItems,
  goingOf,
  itemsOf,
  planContext,
  retryRefused,
  runStaged,
} from './perform-bulk.ts';
import { deedWords, planOf } from './plan.ts';
import type { Chosen } from './plan.ts';
import type { BulkDeed, Staged } from './staged.ts';

/** Several chosen: what will happen to each is shown before it happens, and what became of each after. */
export function BulkDetail() {
  const staged = useUi((state) => state.staged);
  if (staged?.stage === 'running') return <Running staged={staged} />;
  if (staged?.stage === 'answered') return <Answered staged={staged} />;
  return <Asking deed={staged?.deed ?? null} />;
}

/** What can be done with any of them, judged by the first that something can be done with. */
const ANY: BulkDeed = { do: 'claim' };

function Asking({ deed }: { deed: BulkDeed | null }) {
  const room = useRoom();
  const kind = useUi((state) => state.chosenKind);
  const chosen = useUi((state) => state.chosen);
  const context = useActionContext();
  // Drawn anew when a row's fate changes; the beat of the clock covers claims.
  useStore(room.lane.store, (state) => state.left);
  const items = newestFirst(chosenItems(room));
  const plan = planContext(room, context);
  const shown: BulkDeed | null = deed ?? (kind === 'signal' ? ANY : null);
  const lines = shown === null ? null : planOf(shown, items, plan);
  const going = lines === null ? items.length : goingOf(lines).length;
  const held = lines?.filter(({ isHeld }) => isHeld).length ?? 0;
  const left = items.length - going - held;
  const what = plural(items.length, kind);
  const words = deed === null ? null : deedWords(deed, plural(going, kind), plan);
  return (
    <section className={styles.detail} aria-label={`${what} selected`}>
      <div className={styles.body}>
        <h1 className={styles.title}>{what} selected</h1>
        <p className={styles.soft}>
          {lines === null
            ? 'Choose what to do: what will happen to each is shown before it happens.'
            : [
                going === 1
                  ? '1 can be worked on as it is.'
                  : `${going} can be worked on as they are.`,
                held > 0 ? `${held} held by others.` : '',
                left > 0 ? `${left} left out: nothing to do.` : '',
              ].join(' ')}
        </p>
        <BulkSummary items={items} />
        {kind === 'signal' && (
          <LinkTo
            ids={[...chosen]}
            going={going}
            deed={deed?.do === 'link' ? deed : null}
            context={context}
          />
        )}
        <FateTable
          items={items}
          head={words?.ask ?? 'Then'}
          fate={(id) => {
            const line = lines?.find((one) => one.id === id);
            if (line === undefined) return { text: '', tone: 'plain' };
            if (line.why !== null)
              return { text: `${line.why}: left out`, tone: line.isHeld ? 'held' : 'quiet' };
            return { text: deed === null ? 'goes along' : line.will, tone: 'plain' };
          }}
        />
      </div>
      <div
        className={`${styles.actions ?? ''} ${styles.bulk ?? ''}`}
        role="toolbar"
        aria-label="Actions on the selected"
      >
        <span className={styles.soft}>{formatWhole(items.length)} selected</span>
        {words !== null && (
          <Button
            look="primary"
            keyHint="enter"
            disabledReason={
              context.blocked ??
              (going === 0 ? (lines?.[0]?.why ?? 'nothing is selected') : undefined)
            }
            onClick={() => void runStaged(room, context)}
          >
            {words.ask}
          </Button>
        )}
        <Offers items={items} context={context} />
        <span className={styles.grow} />
        <Button look="quiet" keyHint="escape" onClick={() => clearChosen(room)}>
          Clear
        </Button>
      </div>
    </section>
  );
}

function newestFirst(items: Chosen[]): Chosen[] {
  const at = (one: Chosen): number =>
    one.kind === 'signal' ? (one.signal?.receivedAt ?? 0) : (one.incident?.openedAt ?? 0);
  return items.sort((a, b) => at(b) - at(a));
}

/** What can be begun on them: keys and buttons. */
function Offers({ items, context }: { items: readonly Chosen[]; context: ActionContext }) {
  const room = useRoom();
  const ids = items.map(({ id }) => id);
  const signals = items.flatMap((one) => (one.kind === 'signal' ? (one.signal ?? []) : []));
  if (items[0]?.kind === 'signal') {
    return signalActions(signals, context).map((offer) => (
      <Button
        key={offer.id}
        look="quiet"
        keyHint={offer.keyHint}
        disabledReason={offer.disabledReason}
        onClick={() => performOnSignals(room, ids, offer.id, context)}
      >
        {offer.label}
      </Button>
    ));
  }
  const offers = new Map<string, ReturnType<typeof incidentActions>[number]>();
  for (const one of items.slice(0, 100)) {
    const incident = one.kind === 'incident' ? one.incident : undefined;
    for (const offer of incident ? incidentActions(incident, context) : []) {
      const known = offers.get(offer.id);
      if (!known || known.disabledReason !== undefined) offers.set(offer.id, offer);
    }
  }
  return ON_MANY.flatMap((id) => {
    const offer = offers.get(id);
    return offer === undefined ? (
      []
    ) : (
      <Button
        key={id}
        look="quiet"
        keyHint={offer.keyHint}
        disabledReason={offer.disabledReason}
        onClick={() => performOnIncidents(room, ids, id, context)}
      >
        {MANY_LABELS[id] ?? offer.label}
      </Button>
    );
  });
}

const MANY_LABELS: Partial<Record<(typeof ON_MANY)[number], string>> = {
  acknowledge: 'Acknowledge',
  severity: 'Severity',
  veracity: 'Veracity',
  category: 'Labels',
  claim: 'Claim',
  release: 'Release',
};

function Running({ staged }: { staged: Extract<Staged, { stage: 'running' }> }) {
  const room = useRoom();
  const context = useActionContext();
  const { done, of, deed } = staged;
  const kind = room.ui.getState().chosenKind;
  const { ask } = deedWords(deed, plural(of, kind), planContext(room, context));
  return (
    <section className={styles.detail} aria-label={ask} aria-busy="true">
      <div className={styles.body}>
        <h1 className={styles.title}>{ask}</h1>
        <p className={styles.soft}>
          {formatWhole(done)} of {formatWhole(of)} answered
        </p>
        <progress className={styles.progress} max={of} value={done} aria-label={ask} />
      </div>
    </section>
  );
}

function Answered({ staged }: { staged: Extract<Staged, { stage: 'answered' }> }) {
  const room = useRoom();
  const context = useActionContext();
  const { kind, ids, results, words, deed } = staged;
  const refused = ids.filter((id) => results.get(id)?.result.kind === 'refused');
  const items = itemsOf(room, kind, [...refused, ...ids.filter((id) => !refused.includes(id))]);
  const title = `${plural(refused.length, kind)} not done`;
  return (
    <section className={styles.detail} aria-label={title}>
      <div className={styles.body}>
        <h1 className={styles.title}>{title}</h1>
        <p className={styles.soft}>{ids.length > refused.length ? `${words}.` : 'None was.'}</p>
        <FateTable
          items={items}
          head={deedWords(deed, '', planContext(room, context)).ask.replace(/ {2,}/, ' ')}
          fate={(id) => {
            const result = results.get(id)?.result;
            if (result === undefined) return { text: 'left out', tone: 'quiet' };
            if (result.kind === 'done') return { text: 'done', tone: 'plain' };
            const isOpen = result.refusal.kind === 'unsettled';
            return {
              text: `${isOpen ? 'not known: ' : ''}${result.refusal.message}`,
              tone: 'held',
            };
          }}
        />
      </div>
      <div
        className={`${styles.actions ?? ''} ${styles.bulk ?? ''}`}
        role="toolbar"
        aria-label="After it"
      >
        <Button
          look="primary"
          disabledReason={context.blocked ?? undefined}
          onClick={() => void retryRefused(room, context)}
        >
          Try {plural(refused.length, kind)} again
        </Button>
        <span className={styles.grow} />
        <Button look="quiet" keyHint="escape" onClick={() => clearChosen(room)}>
          Done
        </Button>
      </div>
    </section>
  );
}
