import type { Accounts } from '../accounts/accounts.ts';

/** What the feed asks of accounts. */
export type FeedAccounts = Pick<
  Accounts,
  'identify' | 'subjectIn' | 'people' | 'display' | 'recordReport' | 'onRevoked' | 'onPeopleChanged'
> &
  Partial<Pick<Accounts, 'catchUp'>>;
