import type { IncidentView } from '@warroom/shared';
import { lazy, Suspense } from 'react';
import { Skeleton } from '../ui/skeleton.tsx';
import { Tabs } from '../ui/tabs.tsx';
import type { BoardUiState } from './board-ui.ts';
import styles from './rail.module.css';
import { useRoom, useUi } from './room-context.ts';
import { TimelinePanel } from './timeline-panel.tsx';

type Tab = BoardUiState['tab'];
export type RailTab = Exclude<Tab, 'detail'>;

const TasksPanel = lazy(() =>
  import('./tasks-panel.tsx').then((module) => ({ default: module.TasksPanel })),
);
const EvidenceTab = lazy(() =>
  import('./evidence-tab.tsx').then((module) => ({ default: module.EvidenceTab })),
);

/** The tabs of an incident's record, with their counts. */
export function railTabs(incident: IncidentView): {
  id: RailTab;
  label: string;
  count?: number | string;
}[] {
  const { noteCount, evidenceCount, taskCount, openTaskCount } = incident;
  return [
    { id: 'timeline', label: 'Timeline' },
    { id: 'notes', label: 'Notes', count: noteCount },
    { id: 'evidence', label: 'Evidence', count: evidenceCount },
    {
      id: 'tasks',
      label: 'Tasks',
      count: taskCount === 0 ? 0 : `${taskCount - openTaskCount}/${taskCount}`,
    },
  ];
}

/** Beside the open incident: its record, notes, evidence and tasks. */
export function Rail({ incident }: { incident: IncidentView }) {
  const room = useRoom();
  const tab = useUi((state) => (state.tab === 'detail' ? 'timeline' : state.tab));
  return (
    <aside className={styles.rail} aria-label={`Record of ${incident.id}`}>
      <Tabs
        label="Record"
        selected={tab}
        onSelect={(next) => room.ui.setState({ tab: next })}
        tabs={railTabs(incident)}
        panelClassName={styles.panel}
      >
        <RailBody incident={incident} tab={tab} />
      </Tabs>
    </aside>
  );
}

/** What a tab of the record shows. */
export function RailBody({ incident, tab }: { incident: IncidentView; tab: RailTab }) {
  switch (tab) {
    case 'timeline':
      return <TimelinePanel key={incident.id} incident={incident} />;
    case 'notes':
      return <TimelinePanel key={`${incident.id} notes`} incident={incident} only="notes" />;
    case 'evidence':
      return (
        <Suspense fallback={<Skeleton label="Loading the evidence" rows={4} />}>
          <EvidenceTab incident={incident} />
        </Suspense>
      );
    case 'tasks':
      return (
        <Suspense fallback={<Skeleton label="Loading the tasks" rows={4} />}>
          <TasksPanel key={incident.id} incident={incident} />
        </Suspense>
      );
  }
}
