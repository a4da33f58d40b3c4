import { useCallback, useMemo } from 'react';
import { useAdmin, useElectionId } from './admin-context.ts';
import type { MemberRow } from './admin-types.ts';
import { useList } from './use-list.ts';
import type { Loaded } from './use-loaded.ts';

const EVERY_MS = 60_000;

/** What makes keys and displays besides people. */
const PROGRAMS: Readonly<Record<string, string>> = { cli: 'the command line', drill: 'the drill' };

/** The election's members, for their names. `nameOf` answers for the command line and for who has left, too. */
export function useNames(): { nameOf: (id: string) => string; members: Loaded<MemberRow[]> } {
  const { client, me } = useAdmin();
  const election = useElectionId();
  const members = useList(
    useCallback(() => client.members(election), [client, election]),
    EVERY_MS,
  );
  const names = useMemo(
    () => new Map((members.data ?? []).map(({ person }) => [person.id, person.name])),
    [members.data],
  );
  const nameOf = useCallback(
    (id: string) => {
      if (id === me.id) return me.name;
      return names.get(id) ?? PROGRAMS[id] ?? 'someone who has left';
    },
    [names, me.id, me.name],
  );
  return { nameOf, members };
}
