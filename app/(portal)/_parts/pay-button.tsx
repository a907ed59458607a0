import { requireSubscriberCtx } from '@/app/_auth/session';
import { Form } from '@/app/_forms/form';
import { IDEMPOTENCY_FIELD } from '@/app/_forms/form-state';
import { SubmitButton } from '@/app/_forms/submit-button';
import { proposeTopUpId } from '@/lib/screens/portal/top-up';
import { payIn } from './actions';
import { getWords } from './words';

type PayButtonProps = {
  /** Minor units. */
  amountMinor: bigint;
  /** Purpose of the payment; the same purpose in two tabs is one payment. */
  purpose: string;
  orderId?: string;
  /** Names the amount and its effect. */
  label: string;
  block?: boolean;
  /** Less prominent, because the money is not needed for days. */
  isQuiet?: boolean;
};

/** A button that starts a payment of exactly this amount. */
export async function PayButton({ amountMinor, purpose, orderId, label, ...look }: PayButtonProps) {
  const [ctx, { f }] = await Promise.all([requireSubscriberCtx(), getWords()]);
  const { customerId } = ctx.actor;
  const key = await proposeTopUpId(ctx, { customerId, purpose, amountMinor });
  return (
    <Form action={payIn} className={look.block ? 'w-full' : 'w-full sm:w-auto'}>
      <input type="hidden" name="amount" value={f.moneyInput(amountMinor)} />
      <input type="hidden" name={IDEMPOTENCY_FIELD} value={key} />
      {orderId !== undefined && <input type="hidden" name="orderId" value={orderId} />}
      <SubmitButton
        size={look.isQuiet ? 'md' : 'lg'}
        variant={look.isQuiet ? 'secondary' : 'primary'}
        block
        className="h-auto whitespace-normal text-balance py-2"
      >
        {label}
      </SubmitButton>
    </Form>
  );
}
