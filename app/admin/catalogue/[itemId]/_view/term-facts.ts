import type { KeyValue } from '@/app/_ui/key-value-list';
import type { ItemTerms } from '@/lib/catalog/item-input';
import { decimalPlaces, writeDecimal } from '@/lib/catalog/rules/decimals';
import { slowRatesOf } from '@/lib/catalog/rules/slow-rates';
import type { Formats } from '@/lib/kit/format';
import { type CatalogueWords, periodText, speedText } from '../../_view/item-words';

type Words = { t: CatalogueWords; f: Formats };

export function priceFacts(terms: ItemTerms, { t, f }: Words): KeyValue[] {
  const tax = `${writeDecimal(BigInt(terms.taxRatePpm), decimalPlaces.percent)}%`;
  const facts: KeyValue[] = [
    { id: 'price', label: t('item.price'), value: f.money(terms.unitPriceMinor), strong: true },
    { id: 'tax', label: t('item.tax'), value: tax },
    { id: 'period', label: t('item.perPeriod'), value: periodText(t, terms) },
    { id: 'mode', label: t('item.mode'), value: t(`item.modes.${terms.recurrenceMode}`) },
  ];
  if (terms.activationFeeMinor > 0n)
    facts.push({ id: 'fee', label: t('item.fee'), value: f.money(terms.activationFeeMinor) });
  if (terms.intervalUnit !== null) {
    facts.push(
      {
        id: 'grace',
        label: t('item.grace'),
        value: t('item.graceValue', { count: terms.graceDays }),
      },
      { id: 'changes', label: t('item.changes'), value: t(`form.moments.${terms.changeMoment}`) },
      {
        id: 'pauses',
        label: t('item.pauses'),
        value: t('item.pausesValue', { count: terms.pausesPerYearMax, days: terms.pauseDaysMax }),
      },
    );
  }
  return facts;
}

export function planFacts(terms: ItemTerms, { t, f }: Words): KeyValue[] {
  const { dataLimitBytes } = terms;
  const facts: KeyValue[] = [
    { id: 'speed', label: t('item.speed'), value: speedText(f, terms) ?? t('none') },
    {
      id: 'profile',
      label: t('item.profile'),
      value: terms.routerProfile ?? t('item.profileOwn'),
    },
    {
      id: 'data',
      label: t('item.data'),
      value: dataLimitBytes === null ? t('unlimited') : f.bytes(dataLimitBytes),
    },
  ];
  if (dataLimitBytes === null) return facts;
  return [
    ...facts,
    { id: 'cap', label: t('item.cap'), value: capText(terms, { t, f }) },
    {
      id: 'rollover',
      label: t('item.rollover'),
      value: t('item.rolloverValue', { count: terms.rolloverPeriods }),
    },
    {
      id: 'bonus',
      label: t('item.bonus'),
      value: terms.bonusDataBytes === null ? t('none') : f.bytes(terms.bonusDataBytes),
    },
  ];
}

function capText(terms: ItemTerms, { t, f }: Words): string {
  if (terms.capAction === 'block') return t('item.capBlock');
  const { down, up } = slowRatesOf(terms);
  return t('item.capSlow', { down: f.rate(down ?? 0n), up: f.rate(up ?? 0n) });
}
