import { getTranslations } from 'next-intl/server';
import type { StaffCtx } from '@/app/_auth/session';
import { ConfirmDialog } from '@/app/_forms/confirm-dialog';
import { namedFields } from '@/app/_forms/named-fields';
import { TextArea } from '@/app/_forms/text-fields';
import { getOperatorFormats } from '@/app/_operator/operator';
import { Button } from '@/app/_ui/button';
import { can } from '@/lib/authorise/rights';
import type { ParkedTopUp } from '@/lib/screens/admin/money';
import { nothingLeftWords } from '../_view/nothing-left-words';
import { decide } from './actions';

const rightFor = { credit: 'wallet.adjust', return: 'payments.refund' } as const;
type Deciding = 'credit' | 'return';

type DecisionProps = {
  ctx: StaffCtx;
  topUp: Pick<ParkedTopUp, 'id' | 'currency' | 'waiting'>;
};

/** The two decisions on a payment that differs from its top-up, each with its effect and a reason. */
export async function Decision({ ctx, topUp }: DecisionProps) {
  const [all, t, f] = await Promise.all([
    getTranslations('admin-money'),
    getTranslations('admin-money.parked'),
    getOperatorFormats(),
  ]);
  const field = namedFields(t);
  const { waiting } = topUp;
  const money = (minor: bigint) =>
    f.money({ minor, currency: waiting?.currency ?? topUp.currency });
  const refusalOf = (decision: Deciding) => {
    if (!can(ctx.actor.role, rightFor[decision])) return t('noRight');
    if (waiting?.leftMinor === 0n) return nothingLeftWords(all, waiting.back, money);
    const isForeign = waiting !== null && waiting.currency !== f.settings.currency;
    return decision === 'credit' && isForeign ? t('foreign') : undefined;
  };
  return (
    <span className="flex flex-wrap gap-2">
      {(['credit', 'return'] as const).map((decision) => {
        const refusal = refusalOf(decision);
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
            goneText={t('gone')}
            fields={
              <>
                <input type="hidden" name="topUpId" value={topUp.id} />
                <input type="hidden" name="decision" value={decision} />
                {waiting !== null && (
                  <input type="hidden" name="leftMinor" value={waiting.leftMinor.toString()} />
                )}
                <TextArea {...field('reason')} required rows={2} />
              </>
            }
          >
            {waiting === null
              ? t(`effect.${decision}`)
              : t(`effectOf.${decision}`, {
                  arrived: money(waiting.arrivedMinor),
                  isPart: waiting.goneMinor > 0n ? 'yes' : 'no',
                  gone: money(waiting.goneMinor),
                  left: money(waiting.leftMinor),
                })}
          </ConfirmDialog>
        );
      })}
    </span>
  );
}
