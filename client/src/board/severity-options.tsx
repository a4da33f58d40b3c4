import type { Severity } from '@warroom/shared';
import type { ReactNode } from 'react';
import { Severity as SeverityMark } from '../ui/severity.tsx';

const SEVERITIES: readonly Severity[] = ['S1', 'S2', 'S3', 'S4', 'S5'];
/** All severities, to choose from. */
export const SEVERITY_OPTIONS: readonly { value: Severity; label: ReactNode }[] = SEVERITIES.map(
  (value) => ({
    value,
    label: <SeverityMark level={value} />,
  }),
);
