import { getTranslations } from 'next-intl/server';
import { ConfirmDialog } from '@/app/_forms/confirm-dialog';
import { getOperatorFormats } from '@/app/_operator/operator';
import { PostedCharge } from '@/app/_operator/posted-charge';
import { Button } from '@/app/_ui/button';
import type { ShownCharge } from '@/lib/orders/shown-charge';
import { cancelPlan } from './actions';

type CancelPlannedPlanProps = {
  serviceId: number;
  /** The planned terms. */
  itemVersionId: number;
  /** Name of the present plan, which stays. */
  plan: string;
  /** What follows then. */
  shown: ShownCharge;
};

/** Cancels a plan that waits for the end of the paid period, after saying what follows instead. */
export async function CancelPlannedPlan({ shown, plan, ...ids }: CancelPlannedPlanProps) {
  const [t, dialog, f] = await Promise.all([
    getTranslations('admin-services.detail'),
    getTranslations('admin-services.dialog.cancelPlanChange'),
    getOperatorFormats(),
  ]);
  const { priceMinor, at } = shown;
  const day = at === undefined ? 'none' : f.date(new Date(at));
  return (
    <ConfirmDialog
      trigger={<Button size="sm">{t('cancelPlanned')}</Button>}
      title={dialog('title')}
      confirmLabel={dialog('confirm')}
      action={cancelPlan}
      fields={
        <>
          <input type="hidden" name="serviceId" value={ids.serviceId} />
          <input type="hidden" name="itemVersionId" value={ids.itemVersionId} />
          <PostedCharge shown={shown} />
        </>
      }
    >
      {priceMinor === undefined
        ? dialog('ends', { plan, day })
        : dialog('text', { plan, day, price: f.money(priceMinor) })}
    </ConfirmDialog>
  );
}
