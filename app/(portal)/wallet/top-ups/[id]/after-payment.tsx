import { LinkButton } from '@/app/_ui/button';
import { Callout } from '@/app/_ui/callout';
import type { Tone } from '@/app/_ui/tone';
import type { Aftermath, AftermathNote } from '@/lib/payments/rules/aftermath';
import { getWords } from '../../../_parts/words';

const tones: Record<AftermathNote['kind'], Tone> = {
  refunded: 'info',
  refunding: 'info',
  inquiry: 'info',
  disputed: 'warning',
  dispute_lost: 'danger',
  dispute_won: 'positive',
};

type AfterPaymentProps = {
  notes: Aftermath['notes'];
  currency: string;
  /** Whether it ever became credit: what went back without that took nothing from it. */
  wasCredited: boolean;
};

/** What happened to the payment later: refunded, disputed, decided. */
export async function AfterPayment({ notes, currency, wasCredited }: AfterPaymentProps) {
  const { t, f } = await getWords();
  return notes.map(({ kind, amountMinor: minor }) => (
    <Callout
      key={kind}
      tone={tones[kind]}
      title={t(`payment.after.${kind}.title`, { amount: f.money({ minor, currency }) })}
      action={
        kind === 'dispute_lost' && wasCredited ? (
          <LinkButton href="/wallet#top-up">{t('wallet.topUp')}</LinkButton>
        ) : undefined
      }
    >
      {t(wasCredited ? `payment.after.${kind}.text` : `payment.after.uncredited.${kind}`)}
    </Callout>
  ));
}
