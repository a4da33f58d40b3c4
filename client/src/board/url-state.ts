import { FIRST_VIEW } from '@warroom/shared';
import { SORTS } from '../store/views.ts';
import type { Sort } from '../store/views.ts';

/** A record that is open: an incident by number or a signal by id. */
export interface Selected {
  kind: 'incident' | 'signal';
  id: string;
}

/** What the address holds: a board can be sent as a link. */
export interface BoardUrl {
  /** Id of a view; one that isn't there shows "Open now". */
  view: string;
  q: string;
  sort: Sort;
  sel: Selected | null;
}

const INCIDENT = /^[A-Z][A-Z0-9]{0,9}-\d{4,9}$/;
const MAX_VIEW = 128;

/** Reads the search part of an address; what is unknown falls back, nothing is refused. */
export function readBoardUrl(search: string): BoardUrl {
  const params = new URLSearchParams(search);
  const sel = params.get('sel') ?? '';
  const sort = params.get('sort') ?? '';
  return {
    view: (params.get('view') ?? '').slice(0, MAX_VIEW) || FIRST_VIEW,
    q: params.get('q') ?? '',
    sort: SORTS.find((known) => known === sort) ?? 'severity',
    sel: sel === '' ? null : { kind: INCIDENT.test(sel) ? 'incident' : 'signal', id: sel },
  };
}

/** Writes the search part; what is as usual is left out. */
export function writeBoardUrl({ view, q, sort, sel }: BoardUrl): string {
  const params = new URLSearchParams();
  if (view !== FIRST_VIEW) params.set('view', view);
  if (q !== '') params.set('q', q);
  if (sort !== 'severity') params.set('sort', sort);
  if (sel !== null) params.set('sel', sel.id);
  const text = params.toString();
  return text === '' ? '' : `?${text}`;
}
