import type { Role } from '@warroom/shared';
import type { Option } from '../../ui/option.tsx';

/** The roles, from least to most, and what they may. */
export const ROLE_OPTIONS: readonly Option<Role>[] = [
  { id: 'viewer', label: 'viewer', detail: 'reads' },
  { id: 'triager', label: 'triager', detail: 'works signals and incidents' },
  { id: 'lead', label: 'lead', detail: 'closes, approves, imports' },
  { id: 'admin', label: 'admin', detail: 'people, keys, displays' },
  { id: 'partner', label: 'partner', detail: 'sees what is shared' },
];

/** A browser's own words, short: "Firefox on Linux". The rest stands in the title. */
export function agentInWords(agent: string): string {
  // Those built on another's engine name it as well: they are looked for first.
  const browser = ['Edg', 'OPR', 'Firefox', 'Chrome', 'Safari'].find((name) =>
    agent.includes(`${name}/`),
  );
  const system = /\b(Windows|Android|iPhone|iPad|Mac OS X|CrOS|Linux)\b/.exec(agent)?.[1];
  const names: Readonly<Record<string, string>> = {
    Edg: 'Edge',
    OPR: 'Opera',
    'Mac OS X': 'macOS',
    CrOS: 'ChromeOS',
  };
  if (browser === undefined)
    return agent === '' ? 'unknown program' : (agent.split(/[\s/]/)[0] ?? agent);
  const name = names[browser] ?? browser;
  return system === undefined ? name : `${name} on ${names[system] ?? system}`;
}
