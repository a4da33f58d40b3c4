import { useParams, useRouter } from '@tanstack/react-router';
import { signOut, usePerson, type SessionPerson } from './session.ts';
import { Avatar } from './ui/avatar.tsx';
import { initialsOf } from './ui/format.ts';
import { Menu } from './ui/menu.tsx';
import type { MenuOption } from './ui/option.tsx';
import { chooseTheme, useThemeChoice, type ThemeChoice } from './ui/theme.ts';
import { toast } from './ui/toasts.ts';

const THEMES: readonly { id: ThemeChoice; label: string }[] = [
  { id: 'system', label: 'As the system' },
  { id: 'dark', label: 'Dark' },
  { id: 'light', label: 'Light' },
];

/** Something that a page adds to the menu. */
export interface AccountItem extends MenuOption {
  run: () => void;
}

/**
 * The person's avatar in a top bar, and behind it: where else they may go, the theme, signing out.
 * One menu for every page but the wall; the address tells which election is open.
 */
export function AccountMenu({ extra = [] }: { extra?: readonly AccountItem[] }) {
  const router = useRouter();
  const { election } = useParams({ strict: false });
  const person = usePerson();
  const theme = useThemeChoice();
  if (person === null) return null;

  async function leave(): Promise<void> {
    const result = await signOut();
    if (result.ok) router.history.push('/sign-in');
    else toast({ text: 'Still signed in.', detail: result.error.message, tone: 'bad' });
  }

  function act(id: string): void {
    const chosen = THEMES.find((each) => each.id === id);
    if (chosen !== undefined) chooseTheme(chosen.id);
    else if (id === 'leave') void leave();
    else if (id.startsWith('/')) router.history.push(id);
    else extra.find((each) => each.id === id)?.run();
  }

  return (
    <span data-bare>
      <Menu
        // Begins with what is in sight, so that it can be called by it (WCAG 2.5.3).
        label={`${initialsOf(person.name)}, account of ${person.name}`}
        look="quiet"
        size="s"
        isIcon
        groups={[
          {
            title: `${person.name} · ${person.email}`,
            items: [...placesOf(person, election), ...extra.map(({ run: _run, ...item }) => item)],
          },
          {
            title: 'Theme',
            items: THEMES.map((each) => ({
              ...each,
              ...(each.id === theme ? { detail: 'now' } : {}),
            })),
          },
          { items: [{ id: 'leave', label: 'Sign out' }] },
        ]}
        onAction={act}
      >
        <Avatar name={person.name} isSelf isDecoration />
      </Menu>
    </span>
  );
}

/** Where a person may go from here; ids are paths. */
function placesOf(person: SessionPerson, election: string | undefined): MenuOption[] {
  const role = person.elections.find(({ id }) => id === election)?.role;
  return [
    { id: '/start', label: 'Elections and drills' },
    { id: '/password', label: 'Password and sessions' },
    ...(election !== undefined && role !== undefined && role !== 'partner'
      ? [
          { id: `/e/${encodeURIComponent(election)}/notify`, label: 'Notifications' },
          { id: `/e/${encodeURIComponent(election)}/care`, label: 'Staff care' },
        ]
      : []),
    ...(election !== undefined && role === 'admin'
      ? [
          {
            id: `/e/${encodeURIComponent(election)}/admin`,
            label: 'Administration of this election',
          },
        ]
      : []),
    ...(person.admin ? [{ id: '/admin', label: 'Administration of the server' }] : []),
  ];
}
