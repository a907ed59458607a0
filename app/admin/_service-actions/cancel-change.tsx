import { useTranslations } from 'next-intl';
import { ConfirmDialog } from '@/app/_forms/confirm-dialog';
import { Button } from '@/app/_ui/button';
import { cancelChange } from './actions';

/** Cancels a change planned for a day, after confirmation. */
export function CancelChange({ changeId }: { changeId: number }) {
  const t = useTranslations('admin-services.detail');
  const dialog = useTranslations('admin-services.dialog.cancelChange');
  return (
    <ConfirmDialog
      trigger={<Button size="sm">{t('cancelPlanned')}</Button>}
      title={dialog('title')}
      confirmLabel={dialog('confirm')}
      action={cancelChange}
      fields={<input type="hidden" name="changeId" value={changeId} />}
    >
      {dialog('text')}
    </ConfirmDialog>
  );
}
