import { isTargeted } from '@warroom/shared';
import type { Target } from '@warroom/shared';
import type { Option } from '../ui/option.tsx';
import type { WallsView } from './walls-view.ts';

/** Every display. */
const ALL: Target = { kind: 'all' };

/** The target that such a key names; all displays for one that is none. */
export function targetOfKey(key: string): Target {
  if (key.startsWith('group:')) return { kind: 'group', group: key.slice(6) };
  if (key.startsWith('display:')) return { kind: 'display', display: key.slice(8) };
  return ALL;
}

interface Named {
  displays: readonly { id: string; name: string }[];
}

/** "all displays", "group North", "Lobby". */
export function targetWords(target: Target, { displays }: Named): string {
  switch (target.kind) {
    case 'all':
      return 'all displays';
    case 'group':
      return `group ${target.group}`;
    case 'display':
      return displays.find(({ id }) => id === target.display)?.name ?? 'a display that is gone';
  }
}

/** The groups that displays are in, by name. */
export function groupsOf(displays: readonly { group?: string | null }[]): string[] {
  const groups = displays.flatMap(({ group }) => (group == null ? [] : [group]));
  return [...new Set(groups)].toSorted((a, b) => a.localeCompare(b));
}

/** Everything that can be aimed at: all, then groups, then displays. */
export function targetOptions(view: Pick<WallsView, 'displays' | 'groups'>): Option[] {
  const { displays } = view;
  const groups = [...new Set([...view.groups, ...groupsOf(displays)])];
  return [
    { id: 'all', label: 'All displays', detail: String(displays.length) },
    ...groups
      .toSorted((a, b) => a.localeCompare(b))
      .map((group) => ({
        id: `group:${group}`,
        label: `Group ${group}`,
        detail: String(displays.filter((each) => each.group === group).length),
      })),
    ...displays
      .toSorted((a, b) => a.name.localeCompare(b.name))
      .map(({ id, name, group }) => ({
        id: `display:${id}`,
        label: name,
        detail: group ?? undefined,
      })),
  ];
}

/** The displays that a target's key names. */
export function aimedAt<D extends { id: string; group?: string | null }>(
  key: string,
  displays: readonly D[],
): D[] {
  const target = targetOfKey(key);
  return displays.filter(({ id, group }) => isTargeted(target, { id, group: group ?? null }));
}
