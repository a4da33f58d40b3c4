import type { PersonView } from '@warroom/shared';
import type { ReactNode } from 'react';
import { Avatar } from '../ui/avatar.tsx';
import { ComboBox } from '../ui/combo-box.tsx';

interface PersonFieldProps {
  label: string;
  value: string | null;
  onChange: (id: string | null) => void;
  people: readonly PersonView[];
  hint?: ReactNode;
  autoFocus?: boolean;
}

/** One of the election's people who work incidents, by typing a part of the name. */
export function PersonField({ people, value, ...rest }: PersonFieldProps) {
  const staff = people.filter(({ role }) => role !== 'viewer' && role !== 'partner');
  return (
    <ComboBox
      {...rest}
      value={value}
      placeholder="Type a name"
      options={staff.map(({ id, name, role }) => ({
        id,
        label: name,
        detail: role,
        icon: <Avatar name={name} size="s" isDecoration />,
      }))}
    />
  );
}
