import { slowRatesOf } from '@/lib/catalog/rules/slow-rates';
import type { Offer } from '@/lib/screens/portal/plans';
import type { PortalService } from '@/lib/screens/portal/services';
import { priceText, speedText, type Words } from '../_parts/words';

export function dataText({ t, f }: Words, { dataLimitBytes }: Offer): string {
  return dataLimitBytes === null ? t('data.unlimited') : f.bytes(dataLimitBytes);
}

type Capped = Pick<
  Offer,
  | 'dataLimitBytes'
  | 'capAction'
  | 'slowDownBitsPerSecond'
  | 'slowUpBitsPerSecond'
  | 'mode'
  | 'interval'
>;

/** What happens when the data is used up; undefined on plans without a limit. */
export function capText(words: Words, offer: Capped): string | undefined {
  if (offer.dataLimitBytes === null) return undefined;
  const { t, f } = words;
  if (offer.capAction === 'block') {
    const isRenewed = offer.interval !== null && offer.mode !== 'none';
    return t(isRenewed ? 'plans.stops' : 'plans.stopsUntilBought');
  }
  const { down, up } = slowRatesOf(offer);
  if (down !== null && down === up) return t('plans.slowsTo', { rate: f.rate(down) });
  if (down === null)
    return up === null ? t('plans.slows') : t('plans.slowsUpload', { rate: f.rate(up) });
  const rate = speedText(words, { downBitsPerSecond: down, upBitsPerSecond: up }) ?? f.rate(down);
  return t('plans.slowsTo', { rate });
}

/** What happens at the end of the paid time, or that the price is charged only once. */
export function renewalText({ t }: Words, { mode, interval }: Offer): string {
  return interval === null ? t('plans.onceText') : t(`plans.renewal.${mode}`);
}

/** How long one payment lasts. */
export function validityText({ t }: Words, { interval }: Offer): string {
  return interval === null
    ? t('plans.once')
    : t(`plans.validity.${interval.unit}`, { count: interval.count });
}

/**
 * Price of the plan for the service that could change to it or is on it, with its quantity and discounts, where it
 * differs from the price of a new service.
 */
export function ownPriceText(
  words: Words,
  { itemId, priceMinor, interval }: Offer,
  own: {
    subject: PortalService | undefined;
    ownPrices: ReadonlyMap<number, bigint> | undefined;
  },
): string | undefined {
  const { subject, ownPrices } = own;
  if (subject === undefined) return undefined;
  const isOwn = subject.itemId === itemId;
  const ownMinor = isOwn ? subject.renewalPriceMinor : ownPrices?.get(itemId);
  if (ownMinor === undefined || ownMinor === priceMinor) return undefined;
  const price = priceText(words, ownMinor, isOwn ? subject.interval : interval);
  return words.t(isOwn ? 'plans.ownPrice' : 'plans.changePrice', { price });
}
