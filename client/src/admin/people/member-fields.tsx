import type { Role, Tlp } from '@warroom/shared';
import { Select } from '../../ui/select.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { grantable, useAdmin } from '../admin-context.ts';
import type { MemberSettings } from '../admin-types.ts';
import { ROLE_OPTIONS } from './role-words.ts';

interface MemberFieldsProps {
  value: MemberSettings;
  onChange: (value: MemberSettings) => void;
}

/** Role and clearance in an election, and for partners their organisation. */
export function MemberFields({ value, onChange }: MemberFieldsProps) {
  const { me } = useAdmin();
  const labels = grantable(me);
  // What someone has already stays choosable, also above one's own.
  const shown = labels.includes(value.clearance) ? labels : [...labels, value.clearance];
  return (
    <>
      <Select<Role>
        label="Role"
        value={value.role}
        onChange={(role) =>
          onChange({
            ...value,
            role,
            organisation: role === 'partner' ? value.organisation : null,
          })
        }
        options={ROLE_OPTIONS}
      />
      <Select<Tlp>
        label="Clearance"
        value={value.clearance}
        onChange={(clearance) => onChange({ ...value, clearance })}
        options={shown.map((tlp) => ({ id: tlp, label: `TLP:${tlp}` }))}
      />
      {value.role === 'partner' && (
        <TextField
          label="Organisation"
          value={value.organisation ?? ''}
          onChange={(organisation) =>
            onChange({ ...value, organisation: organisation === '' ? null : organisation })
          }
          hint="The partner’s id. They see what was shared with it."
          isCode
          autoComplete="off"
        />
      )}
    </>
  );
}
