'use client';

import { useTranslations } from 'next-intl';
import { Card } from '@/app/_ui/card';
import { KeyValueList } from '@/app/_ui/key-value-list';
import { decimalPlaces, readDecimal } from '@/lib/catalog/rules/decimals';
import { type FormatSettings, getFormats } from '@/lib/kit/format';
import { currencyExponent } from '@/lib/kit/money';
import type { TaxMode } from '@/lib/kit/words';
import { withTax } from '@/lib/pricing/rules/price';
import type { LiveValues } from './live-values';

type PricePreviewProps = {
  live: LiveValues;
  formats: FormatSettings;
  taxMode: TaxMode;
};

/** What a customer will pay, by the charging rule, while the price is being typed. */
export function PricePreview({ live, formats, taxMode }: PricePreviewProps) {
  const t = useTranslations('admin-catalogue.preview');
  const f = getFormats(formats);
  const exponent = currencyExponent(formats.currency);
  const price = readDecimal(live.price, exponent);
  const taxRatePpm = Number(readDecimal(live.taxRate || '0', decimalPlaces.percent) ?? 0n);
  const fee = readDecimal(live.fee || '0', exponent) ?? 0n;
  if (price === null || price < 0n || taxRatePpm < 0)
    return <Card title={t('title')}>{t('waiting')}</Card>;
  const perPeriod = withTax(price, { taxRatePpm, taxMode });
  const first = withTax(fee, { taxRatePpm, taxMode });
  const items = [
    { id: 'net', label: t('net'), value: f.money(perPeriod.netMinor) },
    {
      id: 'tax',
      label: t('tax', { rate: live.taxRate || '0' }),
      value: f.money(perPeriod.taxMinor),
    },
    {
      id: 'gross',
      label: intervalLabel(t, live),
      value: f.money(perPeriod.grossMinor),
      strong: true,
    },
  ];
  const withFee =
    fee > 0n
      ? [
          {
            id: 'first',
            label: t('first'),
            value: f.money(perPeriod.grossMinor + first.grossMinor),
          },
        ]
      : [];
  return (
    <Card title={t('title')} description={t(`taxModes.${taxMode}`)}>
      <KeyValueList items={[...items, ...withFee]} />
      <p className="mt-3 text-ink-muted text-xs">{t(`modes.${live.recurrenceMode}`)}</p>
    </Card>
  );
}

function intervalLabel(
  t: ReturnType<typeof useTranslations<'admin-catalogue.preview'>>,
  live: LiveValues,
): string {
  const count = Number(live.intervalCount) || 1;
  return live.intervalUnit === '' ? t('once') : t(`per.${live.intervalUnit}`, { count });
}
