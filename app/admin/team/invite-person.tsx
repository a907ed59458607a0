'use client';

import { UserPlus } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { FormDialog } from '@/app/_forms/form-dialog';
import { namedFields } from '@/app/_forms/named-fields';
import { TextField } from '@/app/_forms/text-fields';
import { Button } from '@/app/_ui/button';
import type { StaffRole } from '@/lib/kit/words';
import { inviteAction } from './actions';
import { RoleChoice } from './role-choice';

export function InvitePerson({ roles }: { roles: readonly StaffRole[] }) {
  const t = useTranslations('admin-team');
  const field = namedFields(t);
  return (
    <FormDialog
      trigger={
        <Button variant="primary" icon={<UserPlus aria-hidden />}>
          {t('invite')}
        </Button>
      }
      title={t('invite')}
      description={t('inviteText')}
      action={inviteAction}
      submit={t('send')}
    >
      <TextField {...field('name')} required maxLength={200} autoComplete="off" />
      <TextField {...field('email')} type="email" required autoComplete="off" />
      <RoleChoice roles={roles} chosen="support" />
    </FormDialog>
  );
}
