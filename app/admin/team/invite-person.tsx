'use client';

import { UserPlus } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Form } from '@/app/_forms/form';
import { SubmitButton } from '@/app/_forms/submit-button';
import { TextField } from '@/app/_forms/text-fields';
import { Button } from '@/app/_ui/button';
import { Dialog, DialogActions } from '@/app/_ui/dialog';
import { showToast } from '@/app/_ui/toasts';
import type { StaffRole } from '@/lib/kit/words';
import { inviteAction } from './actions';
import { RoleChoice } from './role-choice';

export function InvitePerson({ roles }: { roles: readonly StaffRole[] }) {
  const t = useTranslations('admin-team');
  const [open, setOpen] = useState(false);
  return (
    <Dialog
      open={open}
      onOpenChange={setOpen}
      title={t('invite')}
      description={t('inviteText')}
      trigger={
        <Button variant="primary" icon={<UserPlus aria-hidden />}>
          {t('invite')}
        </Button>
      }
    >
      <Form
        action={inviteAction}
        label={t('invite')}
        onSuccess={(state) => {
          setOpen(false);
          showToast({ title: state.message ?? '', tone: 'positive' });
        }}
      >
        <TextField name="name" label={t('name')} required maxLength={200} autoComplete="off" />
        <TextField name="email" type="email" label={t('email')} required autoComplete="off" />
        <RoleChoice roles={roles} chosen="support" />
        <DialogActions>
          <SubmitButton>{t('send')}</SubmitButton>
        </DialogActions>
      </Form>
    </Dialog>
  );
}
