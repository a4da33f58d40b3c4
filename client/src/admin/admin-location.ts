/** The admin page's tabs, as they stand in the URL. */
export const TABS = ['people', 'keys', 'displays', 'elections'] as const;
export type Tab = (typeof TABS)[number];

export const TAB_WORDS: Record<Tab, string> = {
  people: 'People',
  keys: 'Intake keys',
  displays: 'Displays',
  elections: 'Elections',
};

/** The tabs one may open: without an election there are only the server's own, for its admins. */
export function tabsFor(election: string | null, isServerAdmin: boolean): readonly Tab[] {
  const ofElection: readonly Tab[] = election === null ? [] : ['people', 'keys', 'displays'];
  const ofServer: readonly Tab[] = election === null ? ['people', 'elections'] : ['elections'];
  return isServerAdmin ? [...ofElection, ...ofServer] : ofElection;
}

/** The tab that a URL's `tab` names, or the first there is. */
export function tabFrom(value: unknown, tabs: readonly Tab[]): Tab | undefined {
  return tabs.find((tab) => tab === value) ?? tabs[0];
}
