import { useRouter } from '@tanstack/react-router';
import { signOut, usePerson } from '../session.ts';
import { Avatar } from '../ui/avatar.tsx';
import { Menu } from '../ui/menu.tsx';
import { chooseTheme, useThemeChoice, type ThemeChoice } from '../ui/theme.ts';
import { toast } from '../ui/toasts.ts';

const THEMES: readonly { id: ThemeChoice; label: string }[] = [
  { id: 'system', label: 'As the system' },
  { id: 'dark', label: 'Dark' },
  { id: 'light', label: 'Light' },
];

/** The person's avatar in the top bar, and behind it: elections, administration, theme, signing out. */
export function AccountMenu() {
  const router = useRouter();
  const person = usePerson();
  const theme = useThemeChoice();
  if (person === null) return null;

  async function leave(): Promise<void> {
    const result = await signOut();
    if (result.ok) router.history.push('/sign-in');
    else toast({ text: 'Still signed in.', detail: result.error.message, tone: 'bad' });
  }

  const go = [
    { id: 'start', label: 'Elections and drills' },
    ...(person.admin ? [{ id: 'admin', label: 'Administration' }] : []),
  ];
  return (
    <Menu
      label={`${person.name}, account`}
      look="quiet"
      size="s"
      isIcon
      groups={[
        { title: `${person.name} · ${person.email}`, items: go },
        {
          title: 'Theme',
          items: THEMES.map((each) => ({
            ...each,
            ...(each.id === theme ? { detail: 'now' } : {}),
          })),
        },
        { items: [{ id: 'leave', label: 'Sign out' }] },
      ]}
      onAction={(id) => {
        if (id === 'leave') void leave();
        else if (id === 'start' || id === 'admin') router.history.push(`/${id}`);
        else chooseTheme(id as ThemeChoice);
      }}
    >
      <Avatar name={person.name} isSelf isDecoration />
    </Menu>
  );
}
