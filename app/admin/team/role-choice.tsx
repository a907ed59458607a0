'use client';

import { useTranslations } from 'next-intl';
import { RadioCards } from '@/app/_forms/choice-fields';
import { namedFields } from '@/app/_forms/named-fields';
import type { StaffRole } from '@/lib/kit/words';

type RoleChoiceProps = {
  roles: readonly StaffRole[];
  chosen: StaffRole;
};

/** The roles this person may assign, each with a description. */
export function RoleChoice({ roles, chosen }: RoleChoiceProps) {
  const t = useTranslations('admin-team');
  const field = namedFields(t);
  return (
    <RadioCards
      {...field('role')}
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
