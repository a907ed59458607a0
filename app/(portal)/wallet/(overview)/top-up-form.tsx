import { Form } from '@/app/_forms/form';
import { IdempotencyKey } from '@/app/_forms/idempotency-key';
import { SubmitButton } from '@/app/_forms/submit-button';
import { MoneyField } from '@/app/_forms/text-fields';
import { getOperator } from '@/app/_operator/operator';
import { buttonStyles } from '@/app/_ui/button-styles';
import { topUpSteps } from '@/lib/payments/rules/top-up-steps';
import { topUpLimits } from '@/lib/settings/rules/top-up-limits';
import { payIn } from '../../_parts/actions';
import { getWords } from '../../_parts/words';

/** Common amounts at one click, or any other. Works before any script has run. */
export async function TopUpForm() {
  const [{ t, f }, settings] = await Promise.all([getWords(), getOperator()]);
  const limits = topUpLimits(settings);
  const { minMinor, maxMinor, currency } = limits;
  const steps = topUpSteps(limits, settings.currencyExponent);
  return (
    <div className="flex flex-col gap-5">
      <Form action={payIn} label={t('wallet.steps')}>
        <IdempotencyKey />
        <div className="grid grid-cols-3 gap-2">
          {steps.map((amount) => (
            <button
              key={amount}
              type="submit"
              name="amount"
              value={f.moneyInput(amount)}
              aria-label={t('wallet.topUpAmount', { amount: f.money(amount) })}
              className={buttonStyles({ variant: 'soft', size: 'lg', block: true })}
            >
              {f.money(amount)}
            </button>
          ))}
        </div>
      </Form>
      <Form action={payIn} label={t('wallet.ownAmount')}>
        <IdempotencyKey />
        <MoneyField
          name="amount"
          label={t('wallet.ownAmount')}
          hint={t('wallet.limits', { min: f.money(minMinor), max: f.money(maxMinor) })}
          currency={currency}
          required
        />
        <SubmitButton size="lg" block>
          {t('wallet.toPayment')}
        </SubmitButton>
      </Form>
    </div>
  );
}
