import type { Command, CommandResult, Election } from '@warroom/shared';
import type { Ordered } from '../wall-control/steer.ts';
import type { WallsHistory, WallsView } from '../wall-control/walls-view.ts';
import type {
  Answer,
  Ask,
  CheckRow,
  DisplayRow,
  DisplaySettings,
  ElectionRow,
  InvitationRow,
  KeyRow,
  MemberRow,
  MemberSettings,
  PairingRow,
  PersonChange,
  PersonRow,
  SessionRow,
  SessionView,
} from './admin-types.ts';

const inPath = encodeURIComponent;
const of = (election: string): string => `/api/admin/elections/${inPath(election)}`;

/** A link that works once. `link` is a path of this server, its token behind the #. */
export interface OnceLink {
  link: string;
  expiresAt: number;
}

/** All that the admin pages ask of the server, one function a route. */
export function adminClient(ask: Ask) {
  return {
    session: () => ask<SessionView>('GET', '/api/session'),
    elections: () => ask<ElectionRow[]>('GET', '/api/elections'),
    election: (id: string) => ask<Election>('GET', `/api/elections/${inPath(id)}`),
    startDrill: () => ask<{ election: string; to: string }>('POST', '/api/drills', {}),
    checks: () => ask<CheckRow[]>('GET', '/api/server/checks'),

    people: () => ask<PersonRow[]>('GET', '/api/admin/people'),
    changePerson: (id: string, change: PersonChange) =>
      ask<PersonRow>('PATCH', `/api/admin/people/${inPath(id)}`, change),
    sessions: (id: string) => ask<SessionRow[]>('GET', `/api/admin/people/${inPath(id)}/sessions`),
    endSession: (id: string, session: string) =>
      ask('DELETE', `/api/admin/people/${inPath(id)}/sessions/${inPath(session)}`),
    endSessions: (id: string) =>
      ask<{ ended: number }>('DELETE', `/api/admin/people/${inPath(id)}/sessions`),
    passwordLink: (id: string) => ask<OnceLink>('POST', `/api/admin/people/${inPath(id)}/link`, {}),

    members: (election: string) => ask<MemberRow[]>('GET', `${of(election)}/members`),
    addMember: (election: string, person: string, settings: MemberSettings) =>
      ask<MemberRow>('POST', `${of(election)}/members`, { person, ...settings }),
    changeMember: (election: string, person: string, change: Partial<MemberSettings>) =>
      ask<MemberRow>('PATCH', `${of(election)}/members/${inPath(person)}`, change),
    endMembership: (election: string, person: string) =>
      ask('DELETE', `${of(election)}/members/${inPath(person)}`),

    invitations: () => ask<InvitationRow[]>('GET', '/api/admin/invitations'),
    invite: (
      input: {
        email: string;
        name: string;
        admin: boolean;
        election: string | null;
      } & MemberSettings,
    ): Promise<Answer<{ invitation: InvitationRow; link: string }>> =>
      ask('POST', '/api/admin/invitations', input),
    withdrawInvitation: (id: string) => ask('DELETE', `/api/admin/invitations/${inPath(id)}`),

    keys: (election: string) => ask<KeyRow[]>('GET', `${of(election)}/keys`),
    makeKey: (election: string, input: { source: string; name: string; scopes: string[] }) =>
      ask<{ key: KeyRow; token: string }>('POST', `${of(election)}/keys`, input),
    revokeKey: (election: string, id: string) =>
      ask<KeyRow>('DELETE', `${of(election)}/keys/${inPath(id)}`),

    teamViews: (election: string) =>
      ask<{ id: string; title: string }[]>('GET', `${of(election)}/team-views`),
    displays: (election: string) => ask<DisplayRow[]>('GET', `${of(election)}/displays`),
    changeDisplay: (election: string, id: string, change: Partial<DisplaySettings>) =>
      ask<DisplayRow>('PATCH', `${of(election)}/displays/${inPath(id)}`, change),
    revokeDisplay: (election: string, id: string) =>
      ask('DELETE', `${of(election)}/displays/${inPath(id)}`),
    identify: (election: string, id: string) =>
      ask<{ connected: boolean }>('POST', `${of(election)}/displays/${inPath(id)}/identify`, {}),
    reload: (election: string, id: string) =>
      ask<{ connected: boolean }>('POST', `${of(election)}/displays/${inPath(id)}/reload`, {}),
    walls: (election: string) => ask<WallsView>('GET', `/api/elections/${inPath(election)}/walls`),
    wallsHistory: (election: string) =>
      ask<WallsHistory>('GET', `/api/elections/${inPath(election)}/walls/history`),
    /** As one of many, so that a refusal comes as an answer with all that it says. */
    command: (election: string, command: Command) =>
      ask<{ results: CommandResult[] }>('POST', `/api/elections/${inPath(election)}/bulk`, {
        commands: [command],
      }),
    orderDisplays: (election: string, path: string, body: unknown) =>
      ask<Ordered>('POST', `/api/elections/${inPath(election)}/${path}`, body),
    pairings: (election: string) => ask<PairingRow[]>('GET', `${of(election)}/pairings`),
    confirmPairing: (election: string, code: string, settings: DisplaySettings) =>
      ask<DisplayRow>('POST', `${of(election)}/pairings/${inPath(code)}/confirm`, settings),
  };
}

export type AdminClient = ReturnType<typeof adminClient>;
