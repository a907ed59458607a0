'use client';

import { useTranslations } from 'next-intl';
import { RadioCards } from '@/app/_forms/choice-fields';
import type { StaffRole } from '@/lib/kit/words';

interface RoleChoiceProps {
  roles: readonly StaffRole[];
  chosen: StaffRole;
}

/** The roles this person may give, each with what it may do. */
export function RoleChoice({ roles, chosen }: RoleChoiceProps) {
  const t = useTranslations('admin-team');
  return (
    <RadioCards
      name="role"
      label={t('role')}
      required
      defaultValue={chosen}
      options={roles.map((role) => ({
        value: role,
        label: t(`roles.${role}`),
        hint: t(`roleHints.${role}`),
      }))}
    />
  );
}
