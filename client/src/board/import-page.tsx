import { useLocation, useParams, useRouter } from '@tanstack/react-router';
import { useCallback, useEffect, useMemo } from 'react';
import { AccountMenu } from '../account-menu.tsx';
import { api } from '../api.ts';
import { usePerson } from '../session.ts';
import { AppFrame, Clocks, StatusBar, TopBar } from '../ui/app-frame.tsx';
import { importClient, putBytes } from './import/import-client.ts';
import type { Ask } from './import/import-client.ts';
import { ImportView } from './import/import-view.tsx';

const ask: Ask = (method, path, body) => api(path, { method, body });

/** The page that takes signals from a file, `/e/:election/import`; `?job=` names the import shown. */
export default function ImportPage() {
  const { election = '' } = useParams({ strict: false });
  const { pathname, search } = useLocation();
  const { history } = useRouter();
  const person = usePerson();
  const client = useMemo(() => importClient(election, ask, putBytes), [election]);
  const job = (search as Record<string, unknown>)['job'];
  const onJobId = useCallback(
    (id: string | null) =>
      history.replace(id === null ? pathname : `${pathname}?job=${encodeURIComponent(id)}`),
    [history, pathname],
  );
  const membership = person?.elections.find(({ id }) => id === election);
  const name = membership?.name ?? election;
  const boardHref = `/e/${encodeURIComponent(election)}`;
  useEffect(() => {
    document.title = `Import · ${name}`;
  }, [name]);
  return (
    <AppFrame
      top={
        <TopBar
          name={membership?.drill === true ? name.replace(/^EXERCISE · /, '') : name}
          home={boardHref}
          isExercise={membership?.drill}
          nav={[
            { label: 'Triage', href: boardHref, isCurrent: false },
            { label: 'Import', href: pathname, isCurrent: true },
          ]}
        >
          <Clocks />
          <AccountMenu />
        </TopBar>
      }
      status={
        <StatusBar>
          Uploads are deleted when they are imported, and after a day at the latest
        </StatusBar>
      }
    >
      <ImportView
        client={client}
        boardHref={boardHref}
        jobId={typeof job === 'string' ? job : null}
        onJobId={onJobId}
      />
    </AppFrame>
  );
}
