import type { IncidentView, PlaylistTurn } from '@warroom/shared';
import { useMemo } from 'react';
import { useAtNow } from '../../store/ticker.ts';
import { classes } from '../../ui/classes.ts';
import { formatMinute } from '../../ui/format.ts';
import { Severity, SEVERITY_WORDS } from '../../ui/severity.tsx';
import { FirstFit } from '../first-fit.tsx';
import { fittingRows } from '../fitting-rows.ts';
import { growthOf, type Need } from '../growth.ts';
import { clockWords, incidentFacts, ownerWords, stateWords } from '../incident-facts.ts';
import { Panel } from '../panel.tsx';
import { placeCode, placeName } from '../places.ts';
import rows from '../rows.module.css';
import type { Scene, SceneProps } from '../scene.ts';
import { unitStyle } from '../unit-style.ts';
import { useSize } from '../use-size.ts';
import type { Shape } from '../sizing.ts';
import type { WallData } from '../wall-data.ts';
import { formatWallAge } from '../wall-words.ts';
import styles from './incident.module.css';

const FACT_UNITS = 76;

/** What all of it takes at the smallest type. */
const NEEDS: Readonly<Record<Shape, Need>> = {
  wide: { width: 1_440, height: 1_000 },
  near: { width: 1_800, height: 1_000 },
  tight: { width: 1_220, height: 800 },
  portrait: { width: 1_014, height: 1_500 },
};

function incidentOf(
  { incidents }: WallData,
  turn: PlaylistTurn | undefined,
): IncidentView | undefined {
  return turn?.incident === undefined
    ? undefined
    : incidents.find(({ id }) => id === turn.incident);
}

function IncidentScene({ data, clock, layout, turn }: SceneProps) {
  const incident = incidentOf(data, turn);
  return (
    <Panel
      className={styles.incident}
      {...{ data, clock }}
      streams={['incidents']}
      name={incident === undefined ? 'Incident' : `Incident ${incident.id}`}
    >
      {incident === undefined ? (
        <div className={rows.empty}>
          <b>No such incident here</b>
          <span>It is over, or not for this wall</span>
        </div>
      ) : (
        <One {...{ incident, data, clock, layout }} />
      )}
    </Panel>
  );
}

/**
 * How much is left out where the type leaves little room: 1 the captions, 2 the clocks too, 3 also the
 * next step. Heights in units.
 */
function lessOf(height: number, shape: Shape): number {
  const isStacked = shape === 'portrait';
  if (height >= (isStacked ? 1_060 : 670)) return 0;
  if (height >= (isStacked ? 900 : 590)) return 1;
  return height >= (isStacked ? 640 : 500) ? 2 : 3;
}

interface OneProps extends Pick<SceneProps, 'data' | 'clock' | 'layout'> {
  incident: IncidentView;
}

function One({ incident, data, clock, layout }: OneProps) {
  const { compiled, names } = data;
  const { severity, id, title, state, jurisdictions, nextStep } = incident;
  const age = useAtNow(clock, (now) => formatWallAge(now - incident.openedAt));
  const where = placeName(compiled, jurisdictions);
  const owner = ownerWords(incident, names);
  const [box, size] = useSize();
  const growth = growthOf(size, layout.unitPx, NEEDS[layout.shape], 1.6);
  const unitPx = layout.unitPx * growth;
  return (
    <div
      ref={box}
      className={styles.scene}
      style={unitStyle(unitPx)}
      data-less={lessOf(size.height / unitPx, layout.shape)}
    >
      <div className={styles.head}>
        <Severity level={severity} show="glyph" />
        <FirstFit
          of={`${severity} ${state}`}
          options={[
            <span key="full">
              <b>{SEVERITY_WORDS[severity].long}</b> {stateWords(state)}
            </span>,
            <b key="short">{SEVERITY_WORDS[severity].short}</b>,
          ]}
        />
        <span className={styles.number}>{id}</span>
      </div>
      <FirstFit
        isTall
        className={styles.title}
        of={id + title}
        options={[
          ...[styles.hero, styles.large, styles.big, styles.body].map((type) => (
            <h2 key={type} className={type} dir="auto">
              {title}
            </h2>
          )),
          ...[3, 2, 1].map((lines) => (
            <h2 key={lines} className={styles.body} dir="auto" style={{ WebkitLineClamp: lines }}>
              {title}
            </h2>
          )),
        ]}
      />
      <div className={styles.facts}>
        <div>
          <span>Where</span>
          <FirstFit
            of={where}
            options={[
              <b key="name">{where}</b>,
              <b key="small" className={styles.smaller}>
                {where}
              </b>,
              <b key="code">{placeCode(compiled, jurisdictions)}</b>,
            ]}
          />
        </div>
        <div>
          <span>Age</span>
          <b className={styles.figure}>{age}</b>
        </div>
        <div>
          <span>Owner</span>
          <FirstFit
            of={owner}
            options={['', styles.smaller].map((size) => (
              <b key={size} className={classes(size, owner === 'UNOWNED' && styles.unowned)}>
                {owner}
              </b>
            ))}
          />
        </div>
      </div>
      <Clocks {...{ incident, clock }} />
      {nextStep !== '' && (
        <div className={styles.next}>
          <span>Next</span>
          <FirstFit
            of={nextStep}
            options={[
              <b key="line" dir="auto">
                {nextStep}
              </b>,
              <b key="small" dir="auto" className={styles.twoLines}>
                {nextStep}
              </b>,
            ]}
          />
        </div>
      )}
      <Course {...{ incident, data, unitPx }} />
    </div>
  );
}

/** The three limits, each with what is left of it. One that ran out says so in words. */
function Clocks({ incident, clock }: Pick<OneProps, 'incident' | 'clock'>) {
  const second = useAtNow(clock, (now) => Math.floor(now / 1_000)) * 1_000;
  const clocks = clockWords(incident, second);
  return (
    <dl className={styles.clocks}>
      {clocks.map(({ name, title, words, isOverdue, isMet }) => (
        <div key={name}>
          <dt>{title}</dt>
          <dd className={classes(isMet && styles.met, isOverdue && styles.over)}>
            <FirstFit
              of={`${words.length} ${isMet}`}
              options={[words, words.replace(/^(in|after) /, ''), words.split(' ')[1] ?? words]}
            />
          </dd>
        </div>
      ))}
    </dl>
  );
}

interface CourseProps extends Pick<OneProps, 'incident' | 'data'> {
  unitPx: number;
}

/** What happened last, as many as there is place for. */
function Course({ incident, data, unitPx }: CourseProps) {
  const [box, size] = useSize();
  const facts = useMemo(() => incidentFacts(incident, data.names), [incident, data.names]);
  const units = size.height / unitPx;
  const { shown } = fittingRows(facts.length, units, FACT_UNITS, 0);
  const { zone } = data.compiled.election;
  return (
    <div ref={box} className={styles.course}>
      {units >= FACT_UNITS && (
        <ul aria-label="What happened last">
          {facts.slice(0, shown).map(({ at, words }) => (
            <li key={`${at} ${words}`}>
              <span className={styles.time}>{formatMinute(at, zone)}</span>
              <span>{words}</span>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

export const scene: Scene = {
  id: 'incident',
  title: 'Incident',
  order: 10,
  dwellS: 40,
  streams: ['incidents'],
  hasContent: (data, turn) => incidentOf(data, turn) !== undefined,
  Component: IncidentScene,
};
