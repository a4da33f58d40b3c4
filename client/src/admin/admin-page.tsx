import { useLocation, useParams, useRouter } from '@tanstack/react-router';
import { useCallback, useMemo } from 'react';
import { api } from '../api.ts';
import { adminClient } from './admin-client.ts';
import { AdminView } from './admin-view.tsx';
import type { Ask } from './admin-types.ts';

const ask: Ask = (method, path, body) => api(path, { method, body });

/** The admin page of an election, `/e/:election/admin`, and of the server, `/admin`. */
export default function AdminPage() {
  const { election } = useParams({ strict: false });
  const { pathname, search } = useLocation();
  const { history } = useRouter();
  const client = useMemo(() => adminClient(ask), []);
  const open = useCallback((path: string) => history.push(path), [history]);
  const replace = useCallback((path: string) => history.replace(path), [history]);
  return (
    <AdminView
      key={pathname}
      client={client}
      election={election ?? null}
      path={pathname}
      search={search}
      open={open}
      replace={replace}
      origin={window.location.origin}
    />
  );
}
