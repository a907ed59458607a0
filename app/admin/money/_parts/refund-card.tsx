import { getTranslations } from 'next-intl/server';
import type { StaffCtx } from '@/app/_auth/session';
import { Form } from '@/app/_forms/form';
import { IdempotencyKey } from '@/app/_forms/idempotency-key';
import { namedFields } from '@/app/_forms/named-fields';
import { SubmitButton } from '@/app/_forms/submit-button';
import { MoneyField, TextArea } from '@/app/_forms/text-fields';
import { KeptSheet } from '@/app/_live/kept-sheet';
import { getOperatorFormats } from '@/app/_operator/operator';
import { Callout } from '@/app/_ui/callout';
import { Card } from '@/app/_ui/card';
import { KeyValueList } from '@/app/_ui/key-value-list';
import { Money } from '@/app/_ui/values';
import { MOVEMENT_MINOR_MAX } from '@/lib/kit/money';
import { previewRefund } from '@/lib/screens/admin/refund';
import type { TopUpDetail } from '@/lib/screens/shared/top-ups';
import { lookAtRefund, refund } from './actions';

type RefundCardProps = {
  ctx: StaffCtx;
  topUp: TopUpDetail;
  /** The amount to preview, from the address, in minor units. */
  asked: string | string[] | undefined;
};

/** A refund to the payer: first the amount, then its effect, then the decision. */
export async function RefundCard({ ctx, topUp, asked }: RefundCardProps) {
  const [t, f] = await Promise.all([getTranslations('admin-money.refund'), getOperatorFormats()]);
  const field = namedFields(t);
  const amountMinor = amountOf(asked);
  const left = topUp.amountMinor - topUp.clawedMinor;
  if (left <= 0n && amountMinor === null) return <Callout>{t('nothingLeft')}</Callout>;
  return (
    <Card id="refund" title={t('title')} description={t('text', { left: f.money(left) })}>
      <Form action={lookAtRefund} label={t('preview')}>
        <input type="hidden" name="topUpId" value={topUp.id} />
        <div className="flex flex-wrap items-end gap-3">
          <MoneyField
            {...field('amount')}
            currency={topUp.currency}
            defaultValue={f.moneyInput(amountMinor ?? left)}
            required
            className="w-56"
          />
          <SubmitButton variant="secondary">{t('preview')}</SubmitButton>
        </div>
      </Form>
      {amountMinor !== null && <Effect ctx={ctx} topUp={topUp} amountMinor={amountMinor} />}
    </Card>
  );
}

/** Null for anything but a possible amount, because the address may have been typed. */
function amountOf(asked: RefundCardProps['asked']): bigint | null {
  if (typeof asked !== 'string' || !/^[1-9]\d{0,12}$/.test(asked)) return null;
  const minor = BigInt(asked);
  return minor <= MOVEMENT_MINOR_MAX ? minor : null;
}

type EffectProps = {
  ctx: StaffCtx;
  topUp: TopUpDetail;
  amountMinor: bigint;
};

async function Effect({ ctx, topUp, amountMinor }: EffectProps) {
  const [t, f, effect] = await Promise.all([
    getTranslations('admin-money.refund'),
    getOperatorFormats(),
    previewRefund(ctx, { topUpId: topUp.id, amountMinor }),
  ]);
  const field = namedFields(t);
  if (effect.kind === 'too_large' || effect.kind === 'not_refundable') {
    const isNothing = effect.kind === 'too_large' && effect.refundableMinor === 0n;
    const reason = isNothing
      ? t('nothingLeft')
      : t(effect.kind, { left: f.money(effect.refundableMinor) });
    const href = `/admin/money/top-ups/${topUp.id}`;
    return (
      <KeptSheet
        key={amountMinor.toString()}
        shown={{ title: t('ended'), reason, href, link: t('otherAmount') }}
      >
        <Callout tone="danger" role="status" className="mt-5">
          {reason}
        </Callout>
      </KeptSheet>
    );
  }
  const isDebt = effect.kind === 'leaves_debt';
  const confirmLabel = t(isDebt ? 'confirmDebt' : 'confirm', { amount: f.money(amountMinor) });
  // A refund that begins to leave a debt, or a larger one, asks again; the balance may change.
  const print = `${effect.kind} ${effect.debtMinor}`;
  const shown = { facts: print, promise: print, button: confirmLabel };
  return (
    <KeptSheet key={amountMinor.toString()} shown={shown}>
      <section aria-label={t('effect')} className="mt-5 border-line border-t pt-5">
        <KeyValueList
          items={[
            { id: 'card', label: t('toCard'), value: <Money f={f} amount={amountMinor} /> },
            {
              id: 'before',
              label: t('before'),
              value: <Money f={f} amount={effect.balanceBeforeMinor} />,
            },
            { id: 'debit', label: t('debit'), value: <Money f={f} amount={-amountMinor} signed /> },
            {
              id: 'after',
              label: t('after'),
              value: f.money(effect.balanceAfterMinor),
              strong: true,
            },
          ]}
        />
        {isDebt && (
          <Callout tone="danger" className="mt-4" title={t('debtTitle')}>
            {t('debtText', { debt: f.money(effect.debtMinor) })}
          </Callout>
        )}
        <Form action={refund} label={t('title')} className="mt-4">
          <input type="hidden" name="topUpId" value={topUp.id} />
          <input type="hidden" name="amountMinor" value={amountMinor.toString()} />
          <input type="hidden" name="debtMinor" value={effect.debtMinor.toString()} />
          <IdempotencyKey />
          <TextArea {...field('reason')} required rows={2} />
          <div>
            <SubmitButton variant="danger">{confirmLabel}</SubmitButton>
          </div>
        </Form>
      </section>
    </KeptSheet>
  );
}
