'use client';

import { useTranslations } from 'next-intl';
import { ConfirmDialog } from '@/app/_forms/confirm-dialog';
import { Form } from '@/app/_forms/form';
import { FormDialog } from '@/app/_forms/form-dialog';
import type { FormState } from '@/app/_forms/form-state';
import { namedFields } from '@/app/_forms/named-fields';
import { SubmitButton } from '@/app/_forms/submit-button';
import { TextField } from '@/app/_forms/text-fields';
import { Button } from '@/app/_ui/button';
import { showToast } from '@/app/_ui/toasts';
import type { StaffRole } from '@/lib/kit/words';
import { changeRoleAction, disableAction, enableAction, reinviteAction } from './actions';
import { RoleChoice } from './role-choice';

type PersonActionsProps = {
  userId: number;
  name: string;
  role: StaffRole;
  state: 'active' | 'invited' | 'disabled';
  roles: readonly StaffRole[];
};

function tell(state: FormState): void {
  if (state.message !== undefined) showToast({ title: state.message, tone: 'positive' });
}

/** Available actions on one member of staff. */
export function PersonActions({ userId, name, role, state, roles }: PersonActionsProps) {
  const t = useTranslations('admin-team');
  const field = namedFields(t);
  const id = <input type="hidden" name="userId" value={userId} />;
  const isDisabled = state === 'disabled';
  return (
    <span className="flex flex-wrap justify-end gap-2">
      {state === 'invited' && (
        <Form action={reinviteAction} messageAt="none" onSuccess={tell}>
          {id}
          <SubmitButton size="sm" variant="secondary">
            {t('reinvite')}
          </SubmitButton>
        </Form>
      )}
      {!isDisabled && <ChangeRole userId={userId} name={name} role={role} roles={roles} />}
      <ConfirmDialog
        trigger={
          <Button size="sm" variant={isDisabled ? 'secondary' : 'dangerQuiet'}>
            {t(isDisabled ? 'enable' : 'disable')}
          </Button>
        }
        tone={isDisabled ? 'accent' : 'danger'}
        title={t(isDisabled ? 'enableTitle' : 'disableTitle', { name })}
        confirmLabel={t(isDisabled ? 'enable' : 'disable')}
        action={isDisabled ? enableAction : disableAction}
        onDone={tell}
        fields={
          <>
            {id}
            <TextField {...field('reason')} required maxLength={500} autoComplete="off" />
          </>
        }
      >
        {t(isDisabled ? 'enableText' : 'disableText')}
      </ConfirmDialog>
    </span>
  );
}

function ChangeRole({ userId, name, role, roles }: Omit<PersonActionsProps, 'state'>) {
  const t = useTranslations('admin-team');
  return (
    <FormDialog
      trigger={<Button size="sm">{t('changeRole')}</Button>}
      title={t('changeRoleOf', { name })}
      description={t('changeRoleText')}
      action={changeRoleAction}
      submit={t('saveRole')}
    >
      <input type="hidden" name="userId" value={userId} />
      <RoleChoice roles={roles} chosen={role} />
    </FormDialog>
  );
}
