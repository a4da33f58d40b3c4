import { signOut } from '../session.ts';
import { Avatar } from '../ui/avatar.tsx';
import { Menu } from '../ui/menu.tsx';
import { chooseTheme, useThemeChoice, type ThemeChoice } from '../ui/theme.ts';
import { toast } from '../ui/toasts.ts';

const THEMES: readonly { id: ThemeChoice; label: string }[] = [
  { id: 'system', label: 'As the system' },
  { id: 'dark', label: 'Dark' },
  { id: 'light', label: 'Light' },
];

interface AccountProps {
  name: string;
  email: string;
  open: (path: string) => void;
}

/** One's own avatar in the top bar, and behind it: elections, theme, signing out. */
export function Account({ name, email, open }: AccountProps) {
  const theme = useThemeChoice();

  async function leave(): Promise<void> {
    const result = await signOut();
    if (result.ok) open('/sign-in');
    else toast({ text: 'Still signed in', detail: result.error.message, tone: 'bad' });
  }

  return (
    <Menu
      label={`${name}, account`}
      look="quiet"
      size="s"
      isIcon
      groups={[
        {
          title: email === '' ? name : `${name} · ${email}`,
          items: [{ id: 'start', label: 'Elections and drills' }],
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
      onAction={(id) => {
        const chosen = THEMES.find((each) => each.id === id);
        if (chosen !== undefined) chooseTheme(chosen.id);
        else if (id === 'leave') void leave();
        else open('/start');
      }}
    >
      <Avatar name={name} isSelf isDecoration />
    </Menu>
  );
}
