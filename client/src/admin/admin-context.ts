import { tlpRank, TLP_ORDER } from '@warroom/shared';
import type { Election, Role, Tlp } from '@warroom/shared';
import { createContext, useContext } from 'react';
import { useNow } from '../ui/use-now.ts';
import type { AdminClient } from './admin-client.ts';

/** Who administers what; the same for all tabs. */
export interface AdminScene {
  client: AdminClient;
  /** The election's id, null on the server's own pages. */
  election: string | null;
  /** Its file, null until loaded or where there is none. */
  file: Election | null;
  me: {
    id: string;
    name: string;
    isServerAdmin: boolean;
    role: Role | null;
    clearance: Tlp | null;
  };
  /** The server's build. */
  build: string;
  /** IANA zone in which times are shown. */
  zone: string;
  /** The server's time in epoch ms; a stable function. */
  now: () => number;
  /** The page's scheme, host and port. */
  origin: string;
  /** Opens a page of this product by its path. */
  open: (path: string) => void;
}

export const AdminContext = createContext<AdminScene | null>(null);

/** What surrounds a tab. Only within the admin page. */
export function useAdmin(): AdminScene {
  const scene = useContext(AdminContext);
  if (scene === null) throw new Error('useAdmin is used outside of the admin page');
  return scene;
}

/** The election that a tab works in; such tabs are shown only where there is one. */
export function useElectionId(): string {
  const { election } = useAdmin();
  if (election === null) throw new Error('this tab needs an election');
  return election;
}

/** The server's time in epoch ms, anew each second. */
export function useServerNow(): number {
  return useNow(useAdmin().now);
}

/** The labels one may grant: up to one's own clearance, for a server admin all. */
export function grantable({ isServerAdmin, clearance }: AdminScene['me']): readonly Tlp[] {
  if (isServerAdmin || clearance === null) return TLP_ORDER;
  return TLP_ORDER.filter((tlp) => tlpRank(tlp) <= tlpRank(clearance));
}
