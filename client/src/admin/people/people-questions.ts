import type { AdminClient } from '../admin-client.ts';
import type { InvitationRow } from '../admin-types.ts';
import type { Question } from '../confirm.tsx';
import type { PersonEntry } from './people-entries.ts';

interface QuestionParts {
  client: AdminClient;
  election: string | null;
  reload: () => void;
  choose: (id: string | null) => void;
}

/** The questions that are asked before something of a person is ended or taken away. */
export function questionsFor({ client, election, reload, choose }: QuestionParts) {
  return {
    withdraw: ({ id, name }: InvitationRow): Question => ({
      title: `Withdraw the invitation of ${name}?`,
      will: 'Its link stops working at once. You can invite them again.',
      yes: 'Withdraw',
      no: 'Keep it',
      send: () => client.withdrawInvitation(id),
      done: `The invitation of ${name} was withdrawn`,
      after: reload,
    }),
    endMembership: ({ id, name }: PersonEntry): Question => ({
      title: `End the membership of ${name}?`,
      will: 'They no longer see this election, from within 2 s. Incidents assigned to them stay so until someone takes them over, and what they did stays on record. Other elections are not touched.',
      yes: 'End membership',
      no: 'Keep it',
      send: () => client.endMembership(election ?? '', id),
      done: `${name} no longer takes part`,
      after: () => {
        choose(null);
        reload();
      },
    }),
    disable: ({ id, name }: PersonEntry): Question => ({
      title: `Disable the account of ${name}?`,
      will: 'They are signed out everywhere within 2 s and can’t sign in, in no election of this server. What they did stays on record. It can be enabled again.',
      yes: 'Disable',
      no: 'Keep it',
      send: () => client.changePerson(id, { disabled: true }),
      done: `The account of ${name} was disabled`,
      after: reload,
    }),
    enable: ({ id, name }: PersonEntry): Question => ({
      title: `Enable the account of ${name}?`,
      will: 'They can sign in again with the password they had, with the roles shown here.',
      yes: 'Enable',
      no: 'Leave it',
      send: () => client.changePerson(id, { disabled: false }),
      done: `The account of ${name} was enabled`,
      after: reload,
    }),
  };
}
