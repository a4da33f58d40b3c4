import { formatDuration } from '../ui/format.ts';
import { useAtNow, type Ticker } from '../store/ticker.ts';
import { classes } from '../ui/classes.ts';
import { Severity } from '../ui/severity.tsx';
import type { Criticals } from './criticals.ts';
import { FirstFit } from './first-fit.tsx';
import { Panel } from './panel.tsx';
import { placeCode, placeName } from './places.ts';
import { takeoverUnitPx, type WallLayout } from './sizing.ts';
import styles from './takeover.module.css';
import { unitStyle } from './unit-style.ts';
import { ownerOf, type WallData } from './wall-data.ts';

export interface TakeoverProps {
  data: WallData;
  clock: Ticker;
  criticals: Criticals;
  layout: WallLayout;
}

/** A critical that nobody acknowledged has the whole main area until somebody does. The frame stays. */
export function Takeover({ data, clock, criticals, layout }: TakeoverProps) {
  const incident = criticals.waiting[0];
  const age = useAtNow(clock, (now) => formatDuration(now - (incident?.openedAt ?? now)));
  const left = useAtNow(clock, (now) =>
    Math.ceil(((incident?.clocks.acknowledge.dueAt ?? now) - now) / 1_000),
  );
  if (!incident) return null;
  const others = criticals.waiting.length - 1;
  const owner = ownerOf(incident, data.names);
  const { startedAt, dueAt } = incident.clocks.acknowledge;
  const code = placeCode(data.compiled, incident.jurisdictions);
  const limit = formatDuration(dueAt - startedAt).replace(/ 00[sm]$/, '');
  const due =
    left >= 0
      ? `Due in ${formatDuration(left * 1_000)}`
      : `Overdue by ${formatDuration(-left * 1_000)}`;
  const nextSteps =
    incident.nextStep === ''
      ? [`Acknowledge on any board. ${due}`, `Acknowledge. ${due}`]
      : [`${incident.nextStep}. ${due}`.replace('..', '.'), incident.nextStep];
  return (
    <Panel
      className={styles.whole}
      {...{ data, clock }}
      streams={['incidents']}
      name="Critical incident"
    >
      <div
        className={styles.takeover}
        data-scene="takeover"
        style={unitStyle(takeoverUnitPx(layout))}
      >
        <div className={styles.band}>
          <Severity level="S1" show="glyph" isPlain />
          <FirstFit
            of={`${incident.id} ${others}`}
            options={[
              <>
                <span>CRITICAL</span>
                <span className={styles.thin}>
                  {others > 0 ? `1 of ${others + 1} waiting` : 'not acknowledged'}
                </span>
              </>,
              <>
                <span>CRITICAL</span>
                {others > 0 && <span className={styles.thin}>1 of {others + 1}</span>}
              </>,
            ]}
          />
          <span className={styles.number}>{incident.id}</span>
        </div>
        <FirstFit
          isTall
          className={styles.title}
          of={`${incident.id}${incident.title}`}
          options={[styles.hero, styles.large, styles.head, styles.long, styles.body].map(
            (size) => (
              <h1 key={size} className={size} dir="auto">
                {incident.title}
              </h1>
            ),
          )}
        />
        <div className={styles.facts}>
          <div>
            <span>Where</span>
            <FirstFit
              of={incident.jurisdictions.join()}
              options={[
                <b key="name">{placeName(data.compiled, incident.jurisdictions)}</b>,
                <b key="small" className={styles.smaller}>
                  {placeName(data.compiled, incident.jurisdictions)}
                </b>,
                <b key="code">{code}</b>,
              ]}
            />
          </div>
          <div>
            <span>Age, limit {limit}</span>
            <b className={styles.figure}>{age}</b>
          </div>
          <div>
            <span>Owner</span>
            <b className={classes(owner === null && styles.unowned)}>{owner ?? 'UNOWNED'}</b>
          </div>
        </div>
        <div className={styles.next}>
          <span>Next</span>
          <FirstFit
            of={`${nextSteps.join().length}`}
            options={[
              <b key="full">{nextSteps[0]}</b>,
              <b key="short">{nextSteps[1]}</b>,
              <b key="small" className={styles.smaller}>
                {nextSteps[1]}
              </b>,
            ]}
          />
        </div>
      </div>
    </Panel>
  );
}
