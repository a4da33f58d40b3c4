import { DisplayReport } from '@warroom/shared';
import { z } from 'zod';
import type { Bus } from '../cluster/cluster.ts';
import type { SignInGuard } from './sign-in-guard.ts';
import type { Touches } from './touches.ts';

const GUARD = 'accounts.sign-in';
const REPORTS = 'accounts.reports';

const Tried = z.object({
  what: z.enum(['failed', 'succeeded']),
  account: z.string().max(400),
  address: z.string().max(100),
});
const Reported = z.object({ display: z.string().max(100), report: DisplayReport, at: z.number() });

/** Counts failures on all nodes: guessing at several gains no more than the time a message takes. */
export function guardAcross(guard: SignInGuard, bus: Bus): SignInGuard {
  bus.subscribe(GUARD, (message) => {
    const told = Tried.safeParse(message);
    if (told.success) guard[told.data.what](told.data.account, told.data.address);
  });
  const both = (what: 'failed' | 'succeeded') => (account: string, address: string) => {
    guard[what](account, address);
    bus.publish(GUARD, { what, account: account.slice(0, 400), address: address.slice(0, 100) });
  };
  return {
    waitMs: (account, address) => guard.waitMs(account, address),
    failed: both('failed'),
    succeeded: both('succeeded'),
  };
}

/** What a display says of itself on one node is shown on the admin pages of all. */
export function reportsAcross(touches: Touches, bus: Bus): Touches {
  bus.subscribe(REPORTS, (message) => {
    const told = Reported.safeParse(message);
    if (told.success) touches.heard(told.data.display, { ...told.data.report, at: told.data.at });
  });
  return {
    ...touches,
    report(display, report) {
      const noted = touches.report(display, report);
      bus.publish(REPORTS, { display, report, at: noted.at });
      return noted;
    },
  };
}
