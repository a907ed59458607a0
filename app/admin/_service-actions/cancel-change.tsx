import { useTranslations } from 'next-intl';
import { ConfirmDialog } from '@/app/_forms/confirm-dialog';
import { Button } from '@/app/_ui/button';
import { cancelChange, cancelPlan } from './actions';

type CancelChangeProps =
  | { changeId: number }
  /** Another plan that waits for the end of the paid period. */
  | { serviceId: number; itemVersionId: number };

/** Cancels a planned change, after confirmation. */
export function CancelChange(props: CancelChangeProps) {
  const isOfDay = 'changeId' in props;
  const t = useTranslations('admin-services.detail');
  const dialog = useTranslations(
    `admin-services.dialog.${isOfDay ? 'cancelChange' : 'cancelPlanChange'}`,
  );
  return (
    <ConfirmDialog
      trigger={<Button size="sm">{t('cancelPlanned')}</Button>}
      title={dialog('title')}
      confirmLabel={dialog('confirm')}
      action={isOfDay ? cancelChange : cancelPlan}
      fields={Object.entries(props).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
    >
      {dialog('text')}
    </ConfirmDialog>
  );
}
