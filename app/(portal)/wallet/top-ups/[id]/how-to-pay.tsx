import { LinkButton } from '@/app/_ui/button';
import { Card } from '@/app/_ui/card';
import { type KeyValue, KeyValueList } from '@/app/_ui/key-value-list';
import type { TopUpView } from '@/lib/screens/shared/top-ups';
import { getWords } from '../../../_parts/words';

type HowToPayProps = {
  topUp: Pick<TopUpView, 'instructionsUrl' | 'instructionsReference' | 'payUntil'>;
};

/** The payer's instructions for a voucher or a bank transfer; nothing for a payment that the bank makes by itself. */
export async function HowToPay({ topUp }: HowToPayProps) {
  const { instructionsUrl: url, instructionsReference: reference, payUntil } = topUp;
  if (url === null && reference === null) return null;
  const { t, f } = await getWords();
  const items: KeyValue[] = [];
  if (reference !== null) {
    const value = <span className="break-all font-mono">{reference}</span>;
    items.push({ id: 'reference', label: t('payment.howToPay.reference'), value });
  }
  if (payUntil !== null) {
    const value = f.dateTime(payUntil);
    items.push({ id: 'until', label: t('payment.howToPay.until'), value, strong: true });
  }
  return (
    <Card title={t('payment.howToPay.title')} description={t('payment.howToPay.text')}>
      <div className="flex flex-col gap-4">
        {items.length > 0 && <KeyValueList items={items} />}
        {url !== null && (
          <LinkButton href={url} variant="primary" size="lg">
            {t('payment.howToPay.open')}
          </LinkButton>
        )}
      </div>
    </Card>
  );
}
