import 'server-only';
import { getTranslations } from 'next-intl/server';
import type { LinePrice, LineView } from '@/lib/charges/line-view';
import type { Formats } from '@/lib/kit/format';
import type { AppliedDiscount } from '@/lib/pricing/rules/price';
import { getOperatorFormats } from './operator';

export type LineWords = {
  t: Awaited<ReturnType<typeof getTranslations<'lines'>>>;
  f: Formats;
};

export async function getLineWords(): Promise<LineWords> {
  const [t, f] = await Promise.all([getTranslations('lines'), getOperatorFormats()]);
  return { t, f };
}

/** Writes how the amount of a line came about: `3 × €20.00, 10% discount −€6.00, 1 May – 1 Jun`. */
export function lineText(words: LineWords, line: LineView): string {
  const { t, f } = words;
  const { what, startsAt, endsAt } = line;
  const isFee = what === 'activation_fee' || what === 'change_fee';
  const name = isFee || what === 'unused_credit';
  const parts = [
    ...(name ? [t(`what.${what}`)] : []),
    ...(line.price ? priceParts(words, line, line.price) : [t('unrecorded')]),
    // A fee is charged with a period, but is not for one.
    ...(startsAt && endsAt && !isFee
      ? [t('span', { from: f.dayMonth(startsAt), until: f.dayMonth(endsAt) })]
      : []),
  ];
  return parts.join(', ');
}

function priceParts(words: LineWords, line: LineView, price: LinePrice): string[] {
  const { t, f } = words;
  const { quantity, unitPriceMinor, isCustom, discounts, taxRatePpm, taxMode } = price;
  const units = { quantity, price: f.money(unitPriceMinor) };
  const taxMinor = line.taxMinor < 0n ? -line.taxMinor : line.taxMinor;
  const tax = { rate: f.percentExact(taxRatePpm / 1_000_000), tax: f.money(taxMinor) };
  return [
    t(isCustom ? 'unitsAgreed' : 'units', units),
    ...discounts.map((discount) => discountText(words, discount)),
    ...shareParts(words, line),
    ...(taxRatePpm === 0 ? [] : [t(taxMode === 'inclusive' ? 'taxInside' : 'taxAdded', tax)]),
  ];
}

function discountText({ t, f }: LineWords, discount: AppliedDiscount): string {
  const worth = f.money(-discount.worthMinor);
  return discount.kind === 'fixed'
    ? t('fixedOff', { worth })
    : t('percentOff', { worth, rate: f.percentExact(discount.percentPpm / 1_000_000) });
}

function shareParts({ t, f }: LineWords, { share }: LineView): string[] {
  if (share === null) return [];
  const write = share.unit === 'bytes' ? f.bytes : (seconds: bigint) => f.duration(Number(seconds));
  const [part, whole] = [write(share.part), write(share.of)];
  if (share.part === share.of) return [t('shareAll', { whole })];
  return [part === whole ? t('shareNearlyAll', { whole }) : t('share', { part, whole })];
}
