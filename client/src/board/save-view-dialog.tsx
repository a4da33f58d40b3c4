import { useState } from 'react';
import type { FormEvent } from 'react';
import { bothQueries, formatQuery, parseQuery } from '../store/query.ts';
import type { View } from '../store/views.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { SegmentedControl } from '../ui/segmented-control.tsx';
import { TextField } from '../ui/text-field.tsx';
import dialogs from './dialogs.module.css';
import { useBoard, useRole } from './room-context.ts';
import { changeView, saveView } from './save-view.ts';

const FORM = 'save-view';
const LONGEST = 60;

/** Names a view: a new one of the search at hand, or one that there is. */
export function SaveViewDialog({
  view,
  from,
  onClose,
}: {
  /** The one to rename; null for a new one. */
  view: View | null;
  /** The view at hand, which the new one narrows down. */
  from: View;
  onClose: () => void;
}) {
  const { room, url, go } = useBoard();
  const role = useRole();
  const [title, setTitle] = useState(view?.title ?? '');
  const [scope, setScope] = useState<'private' | 'team'>('private');
  const [lanes, setLanes] = useState(from.lanes);
  const [error, setError] = useState('');
  const [isPending, setPending] = useState(false);
  const query = formatQuery(bothQueries(from.asks, parseQuery(url.q)));

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (title.trim() === '') return setError('Give it a name.');
    setPending(true);
    if (view?.saved) {
      const isDone = await changeView(room, view.saved, { title: title.trim() });
      setPending(false);
      if (isDone) onClose();
      return;
    }
    const answer = await saveView(room, {
      title: title.trim(),
      query,
      lanes,
      sort: url.sort,
      scope,
    });
    setPending(false);
    if (!answer.ok) return setError(answer.why);
    onClose();
    go({ view: answer.id, q: '' });
  }

  return (
    <Dialog
      title={view ? 'Rename view' : 'Save view'}
      sub={view ? view.query : query === '' ? 'All that is open' : query}
      isOpen
      isKept
      onClose={onClose}
      width={420}
      footer={
        <>
          <Button
            type="submit"
            form={FORM}
            look="primary"
            keyHint="mod+enter"
            isPending={isPending}
          >
            {view ? 'Rename' : 'Save'}
          </Button>
          <Button look="quiet" keyHint="escape" onClick={onClose}>
            Cancel
          </Button>
        </>
      }
    >
      <form id={FORM} className={dialogs.form} noValidate onSubmit={(event) => void submit(event)}>
        <div
          className={dialogs.form}
          role="presentation"
          onKeyDownCapture={(event) => {
            if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
            event.preventDefault();
            if (event.currentTarget.parentElement instanceof HTMLFormElement)
              event.currentTarget.parentElement.requestSubmit();
          }}
        >
          <TextField
            label="Name"
            value={title}
            onChange={(next) => {
              setTitle(next);
              setError('');
            }}
            error={error}
            maxLength={LONGEST}
            autoFocus
            autoComplete="off"
          />
          {!view && (
            <>
              <SegmentedControl
                label="Whose"
                value={scope}
                onChange={setScope}
                options={[
                  { value: 'private', label: 'Only mine' },
                  ...(role === 'viewer' ? [] : [{ value: 'team' as const, label: 'The team’s' }]),
                ]}
              />
              <SegmentedControl
                label="Shows"
                value={lanes}
                onChange={setLanes}
                options={[
                  { value: 'both', label: 'Both' },
                  { value: 'incidents', label: 'Incidents' },
                  { value: 'signals', label: 'Signals' },
                ]}
              />
            </>
          )}
        </div>
      </form>
    </Dialog>
  );
}
