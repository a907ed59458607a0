import { Form } from '@/app/_forms/form';
import { SubmitButton } from '@/app/_forms/submit-button';
import { renew } from './actions';
import { getWords } from './words';

type RenewButtonProps = { serviceId: number; priceMinor: bigint };

/** Renews the plan from the credit, after a plan change that was paid for was not made. */
export async function RenewButton({ serviceId, priceMinor }: RenewButtonProps) {
  const { t, f } = await getWords();
  return (
    <Form action={renew}>
      <input type="hidden" name="serviceId" value={serviceId} />
      <SubmitButton size="lg" block>
        {t('renew.action', { price: f.money(priceMinor) })}
      </SubmitButton>
    </Form>
  );
}
