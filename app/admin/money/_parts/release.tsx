import { getTranslations } from 'next-intl/server';
import type { StaffCtx } from '@/app/_auth/session';
import { ConfirmDialog } from '@/app/_forms/confirm-dialog';
import { namedFields } from '@/app/_forms/named-fields';
import { TextArea } from '@/app/_forms/text-fields';
import { Button } from '@/app/_ui/button';
import { can } from '@/lib/authorise/rights';
import type { DisputeView } from '@/lib/screens/admin/disputes';
import { release } from './actions';

type ReleaseProps = {
  ctx: StaffCtx;
  dispute: Pick<DisputeView, 'id' | 'customerName'>;
};

/** Lets the customer's services run despite the dispute, with a reason. */
export async function Release({ ctx, dispute }: ReleaseProps) {
  const t = await getTranslations('admin-money.disputes');
  const field = namedFields(t);
  if (!can(ctx.actor.role, 'services.write')) {
    return (
      <Button size="sm" disabledReason={t('noRight')}>
        {t('release')}
      </Button>
    );
  }
  return (
    <ConfirmDialog
      trigger={<Button size="sm">{t('release')}</Button>}
      title={t('releaseAsk', { customer: dispute.customerName })}
      confirmLabel={t('release')}
      action={release}
      fields={
        <>
          <input type="hidden" name="disputeId" value={dispute.id} />
          <TextArea {...field('reason')} required rows={2} />
        </>
      }
    >
      {t('releaseText')}
    </ConfirmDialog>
  );
}
