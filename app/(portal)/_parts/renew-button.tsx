import { Form } from '@/app/_forms/form';
import { SubmitButton } from '@/app/_forms/submit-button';
import { KeptSheet } from '@/app/_live/kept-sheet';
import { PostedCharge } from '@/app/_operator/posted-charge';
import type { PortalService } from '@/lib/screens/portal/services';
import { renew } from './actions';
import { getWords } from './words';

type RenewButtonProps = { service: Pick<PortalService, 'serviceId' | 'renewalNow'> };

/** Renews the plan from the credit, after a plan change that was paid for was not made. */
export async function RenewButton({ service: { serviceId, renewalNow } }: RenewButtonProps) {
  const { t, f } = await getWords();
  const { priceMinor = 0n, itemVersionId, at } = renewalNow;
  const button = t('renew.action', { price: f.money(priceMinor) });
  const until = at === undefined ? null : t('renew.until', { day: f.date(new Date(at)) });
  const print = `${priceMinor} ${itemVersionId} ${until}`;
  return (
    <KeptSheet key={serviceId} shown={{ facts: print, promise: print, button }}>
      <Form action={renew} label={button}>
        <input type="hidden" name="serviceId" value={serviceId} />
        <PostedCharge shown={renewalNow} />
        <SubmitButton size="lg" block>
          {button}
        </SubmitButton>
        {until !== null && <p className="text-pretty text-xs">{until}</p>}
      </Form>
    </KeptSheet>
  );
}
