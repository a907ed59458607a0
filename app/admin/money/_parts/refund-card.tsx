import { getTranslations } from 'next-intl/server';
import type { StaffCtx } from '@/app/_auth/session';
import { Form } from '@/app/_forms/form';
import { IdempotencyKey } from '@/app/_forms/idempotency-key';
import { namedFields } from '@/app/_forms/named-fields';
import { SubmitButton } from '@/app/_forms/submit-button';
import { MoneyField, TextArea } from '@/app/_forms/text-fields';
import { KeptSheet } from '@/app/_live/kept-sheet';
import { getOperatorFormats } from '@/app/_operator/operator';
import { LinkButton } from '@/app/_ui/button';
import { Callout } from '@/app/_ui/callout';
import { Card } from '@/app/_ui/card';
import { KeyValueList } from '@/app/_ui/key-value-list';
import { Money } from '@/app/_ui/values';
import { MOVEMENT_MINOR_MAX } from '@/lib/kit/money';
import { previewRefund } from '@/lib/screens/admin/refund';
import type { TopUpDetail } from '@/lib/screens/shared/top-ups';
import { nothingLeftWords } from '../_view/nothing-left-words';
import { lookAtRefund, refund } from './actions';

type RefundCardProps = {
  ctx: StaffCtx;
  topUp: TopUpDetail;
  /** The address: the amount to preview and what was left when it was asked for, in minor units. */
  asked: Record<string, string | string[] | undefined>;
};

/** A refund to the payer: first the amount, then its effect, then the decision. */
export async function RefundCard({ ctx, topUp, asked }: RefundCardProps) {
  const [t, f] = await Promise.all([getTranslations('admin-money.refund'), getOperatorFormats()]);
  const field = namedFields(t);
  const look = lookOf(asked);
  const left = topUp.amountMinor - topUp.clawedMinor;
  const nothingLeft = left > 0n ? null : await nothingLeftOf(topUp);
  if (nothingLeft !== null && look === null) return <Callout>{nothingLeft}</Callout>;
  return (
    <Card
      id="refund"
      title={t('title')}
      description={nothingLeft ?? t('text', { left: f.money(left) })}
    >
      {nothingLeft === null && (
        <Form action={lookAtRefund} label={t('preview')}>
          <input type="hidden" name="topUpId" value={topUp.id} />
          <input type="hidden" name="leftMinor" value={left.toString()} />
          <div className="flex flex-wrap items-end gap-3">
            <MoneyField
              {...field('amount')}
              currency={topUp.currency}
              defaultValue={f.moneyInput(look?.amountMinor ?? left)}
              required
              className="w-56"
            />
            <SubmitButton variant="secondary">{t('preview')}</SubmitButton>
          </div>
        </Form>
      )}
      {look !== null && <Effect ctx={ctx} topUp={topUp} look={look} />}
    </Card>
  );
}

async function nothingLeftOf(topUp: TopUpDetail): Promise<string> {
  const [t, f] = await Promise.all([getTranslations('admin-money'), getOperatorFormats()]);
  const money = (minor: bigint) => f.money({ minor, currency: topUp.currency });
  return nothingLeftWords(t, topUp.clawed, money);
}

/** A look at the effect of a refund: its amount, and what was left of the top-up at the time. */
type Look = { amountMinor: bigint; leftMinor: bigint };

/** Null for anything but possible amounts, because the address may have been typed. */
function lookOf({ refund: amount, left }: RefundCardProps['asked']): Look | null {
  const [amountMinor, leftMinor] = [amount, left].map((one) =>
    typeof one === 'string' && /^[1-9]\d{0,12}$/.test(one) ? BigInt(one) : null,
  );
  if (!amountMinor || !leftMinor || amountMinor > MOVEMENT_MINOR_MAX) return null;
  return { amountMinor, leftMinor };
}

type EffectProps = {
  ctx: StaffCtx;
  topUp: TopUpDetail;
  look: Look;
};

/** Ends with what is left: after a refund of this tab or another, the same sheet would begin a second one. */
async function Effect({ ctx, topUp, look }: EffectProps) {
  const { amountMinor } = look;
  const [t, f, effect] = await Promise.all([
    getTranslations('admin-money.refund'),
    getOperatorFormats(),
    previewRefund(ctx, { topUpId: topUp.id, amountMinor }),
  ]);
  const field = namedFields(t);
  const href = `/admin/money/top-ups/${topUp.id}` as const;
  const key = `${amountMinor} ${look.leftMinor}`;
  const isChanged = effect.refundableMinor !== look.leftMinor;
  if (isChanged || effect.kind === 'too_large' || effect.kind === 'not_refundable') {
    const isNothing = effect.kind !== 'not_refundable' && effect.refundableMinor === 0n;
    const reason = isNothing
      ? await nothingLeftOf(topUp)
      : t(isChanged ? 'changed' : effect.kind, { left: f.money(effect.refundableMinor) });
    return (
      <KeptSheet key={key} shown={{ title: t('ended'), reason, href, link: t('otherAmount') }}>
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
    <KeptSheet key={key} shown={shown}>
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
        <Form
          action={refund}
          label={t('title')}
          className="mt-4"
          doneWith={<LinkButton href={href}>{t('otherAmount')}</LinkButton>}
        >
          <input type="hidden" name="topUpId" value={topUp.id} />
          <input type="hidden" name="amountMinor" value={amountMinor.toString()} />
          <input type="hidden" name="debtMinor" value={effect.debtMinor.toString()} />
          <input type="hidden" name="leftMinor" value={effect.refundableMinor.toString()} />
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
