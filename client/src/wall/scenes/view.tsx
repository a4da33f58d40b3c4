import { useMemo } from 'react';
import { plural } from '../../ui/format.ts';
import { fittingRows } from '../fitting-rows.ts';
import { IncidentRow } from '../incident-row.tsx';
import { Panel } from '../panel.tsx';
import rows from '../rows.module.css';
import type { Scene, SceneProps } from '../scene.ts';
import { SignalRow } from '../signal-row.tsx';
import { useSize } from '../use-size.ts';
import { viewRows, type ViewRows } from '../view-rows.ts';
import styles from './view.module.css';

const ROW_UNITS = 88;
const STACKED_ROW_UNITS = 176;
const MORE_UNITS = 80;

function ViewScene({ data, clock, layout, turn }: SceneProps) {
  const found = useMemo(() => viewRows(data, turn), [data, turn]);
  return (
    <Panel
      className={styles.view}
      {...{ data, clock }}
      streams={['incidents', 'signals']}
      name={found?.title ?? 'View'}
    >
      {found === null ? (
        <div className={rows.empty}>
          <b>The view is gone</b>
          <span>Choose another for this scene</span>
        </div>
      ) : (
        <Found {...{ found, data, clock, layout }} />
      )}
    </Panel>
  );
}

interface FoundProps extends Pick<SceneProps, 'data' | 'clock' | 'layout'> {
  found: ViewRows;
}

function Found({ found, data, clock, layout }: FoundProps) {
  const { compiled, names } = data;
  const { title, incidents, signals } = found;
  const [box, size] = useSize();
  const total = incidents.length + signals.length;
  const { shown, more } = fittingRows(
    total,
    size.height / layout.unitPx,
    layout.shape === 'portrait' ? STACKED_ROW_UNITS : ROW_UNITS,
    MORE_UNITS,
  );
  const left = Math.max(0, shown - incidents.length);
  const counts = [
    ...(incidents.length > 0 || signals.length === 0 ? [plural(incidents.length, 'incident')] : []),
    ...(signals.length > 0 ? [plural(signals.length, 'signal')] : []),
  ].join(', ');
  return (
    <div className={styles.found}>
      <div className={styles.head}>
        <h2 dir="auto">{title}</h2>
        <span>{counts}</span>
      </div>
      <div ref={box} className={styles.box}>
        {total === 0 ? (
          <div className={rows.empty}>
            <b>None now</b>
            <span>What matches shows here by itself</span>
          </div>
        ) : (
          <ul className={styles.rows}>
            {incidents.slice(0, shown).map((incident) => (
              <IncidentRow key={incident.id} {...{ incident, compiled, names, clock }} />
            ))}
            {signals.slice(0, left).map((signal) => (
              <SignalRow key={signal.id} {...{ signal, compiled, clock }} />
            ))}
          </ul>
        )}
        {more > 0 && <div className={styles.more}>and {more} more</div>}
      </div>
    </div>
  );
}

export const scene: Scene = {
  id: 'view',
  title: 'View',
  order: 8,
  dwellS: 30,
  streams: ['incidents', 'signals'],
  hasContent: (data, turn) => {
    const found = viewRows(data, turn);
    return found !== null && found.incidents.length + found.signals.length > 0;
  },
  Component: ViewScene,
};
