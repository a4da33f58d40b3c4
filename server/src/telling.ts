import type { Subject, WayKind } from '@warroom/shared';
import type { Accounts } from './accounts/accounts.ts';
import type { Cluster } from './cluster/cluster.ts';
import type { Config } from './config.ts';
import { smtpMailer } from './outbox/mailer.ts';
import type { Mailer } from './outbox/mailer.ts';
import type { PeopleBook } from './outbox/outgoing.ts';
import { vapidKeysOf, vapidSubject } from './outbox/vapid.ts';
import type { VapidKeys } from './outbox/vapid.ts';

/** By what people are told, and who they are. */
export interface Telling {
  /** Undefined where no mail server is set up. */
  mail: Mailer | undefined;
  vapid: VapidKeys;
  wayKinds: readonly WayKind[];
  subjectOf(election: string, person: string): Subject | undefined;
  people(election: string): PeopleBook;
}

/** What there is on this server to tell people by. All nodes have the same keys for push messages. */
export async function tellingOf(options: {
  config: Pick<Config, 'mail' | 'publicUrl'>;
  cluster: Pick<Cluster, 'secret'>;
  accounts: Pick<Accounts, 'person' | 'subjectIn' | 'people'>;
}): Promise<Telling> {
  const { config, accounts } = options;
  const mail =
    config.mail &&
    smtpMailer(config.mail, {
      schedule(work, afterMs) {
        const timer = setTimeout(work, afterMs).unref();
        return () => clearTimeout(timer);
      },
    });
  const subject = vapidSubject({
    publicUrl: config.publicUrl,
    mailFrom: config.mail?.from.address,
  });

  function subjectOf(election: string, id: string): Subject | undefined {
    const person = accounts.person(id);
    return person && accounts.subjectIn({ kind: 'person', person, sessionId: '' }, election);
  }

  return {
    mail,
    vapid: vapidKeysOf(await options.cluster.secret('vapid'), subject),
    wayKinds: mail ? ['email', 'push'] : ['push'],
    subjectOf,
    people: (election) => ({
      subjectOf: (id) => subjectOf(election, id),
      nameOf: (id) => accounts.person(id)?.name,
      emailOf: (id) => accounts.person(id)?.email,
    }),
  };
}
