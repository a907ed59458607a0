import { getTranslations } from 'next-intl/server';
import type { StaffCtx } from '@/app/_auth/session';
import { ConfirmDialog } from '@/app/_forms/confirm-dialog';
import { TextArea } from '@/app/_forms/text-fields';
import { Button } from '@/app/_ui/button';
import { can } from '@/lib/authorise/rights';
import { decide } from './actions';

/** The two decisions on a reading in doubt, each with a reason. */
export async function Decision({ ctx, heldId }: { ctx: StaffCtx; heldId: number }) {
  const t = await getTranslations('admin-customers.usage.held');
  const mayDecide = can(ctx.actor.role, 'services.write');
  return (
    <span className="flex flex-wrap gap-2">
      {(['book', 'discard'] as const).map((decision) =>
        mayDecide ? (
          <ConfirmDialog
            key={decision}
            trigger={<Button size="sm">{t(`open.${decision}`)}</Button>}
            title={t(`ask.${decision}`)}
            confirmLabel={t(`confirm.${decision}`)}
            tone={decision === 'book' ? 'accent' : 'danger'}
            action={decide}
            fields={
              <>
                <input type="hidden" name="heldId" value={heldId} />
                <input type="hidden" name="decision" value={decision} />
                <TextArea name="reason" label={t('note')} required rows={2} />
              </>
            }
          >
            {t(`effect.${decision}`)}
          </ConfirmDialog>
        ) : (
          <Button key={decision} size="sm" disabledReason={t('noRight')}>
            {t(`open.${decision}`)}
          </Button>
        ),
      )}
    </span>
  );
}
