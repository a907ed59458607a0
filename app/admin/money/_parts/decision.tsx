import { getTranslations } from 'next-intl/server';
import type { StaffCtx } from '@/app/_auth/session';
import { ConfirmDialog } from '@/app/_forms/confirm-dialog';
import { TextArea } from '@/app/_forms/text-fields';
import { Button } from '@/app/_ui/button';
import { can } from '@/lib/identity/rules';
import type { TopUpView } from '@/lib/payments/queries';
import { decide } from './actions';

const rightFor = { credit: 'wallet.adjust', return: 'payments.refund' } as const;

/** The two ways out for a payment that does not equal its top-up, each with its reason. */
export async function Decision({ ctx, topUp }: { ctx: StaffCtx; topUp: Pick<TopUpView, 'id'> }) {
  const t = await getTranslations('admin-money.parked');
  return (
    <span className="flex flex-wrap gap-2">
      {(['credit', 'return'] as const).map((decision) => {
        const refusal = can(ctx.actor.role, rightFor[decision]) ? undefined : t('noRight');
        if (refusal !== undefined) {
          return (
            <Button key={decision} size="sm" disabledReason={refusal}>
              {t(`open.${decision}`)}
            </Button>
          );
        }
        return (
          <ConfirmDialog
            key={decision}
            trigger={<Button size="sm">{t(`open.${decision}`)}</Button>}
            title={t(`ask.${decision}`)}
            confirmLabel={t(`confirm.${decision}`)}
            tone={decision === 'credit' ? 'accent' : 'danger'}
            action={decide}
            fields={
              <>
                <input type="hidden" name="topUpId" value={topUp.id} />
                <input type="hidden" name="decision" value={decision} />
                <TextArea name="reason" label={t('reason')} required rows={2} />
              </>
            }
          >
            {t(`effect.${decision}`)}
          </ConfirmDialog>
        );
      })}
    </span>
  );
}
