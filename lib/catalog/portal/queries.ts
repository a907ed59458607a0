import type { Ctx } from '@/lib/context';
import { requireCustomerAccess } from '@/lib/identity/authorise';
import { withTax } from '@/lib/services/rules/pricing';
import { getSettings } from '@/lib/settings/queries';
import {
  getBuyableItem,
  type ItemView,
  listBuyableItems,
  listPacks,
  type PackView,
} from '../queries';

/** One item of the picker. Minor units with tax, bytes, bits per second. */
export type Offer = {
  itemId: number;
  name: string;
  kind: ItemView['kind'];
  description: string;
  specification: { label: string; value: string }[];
  priceMinor: bigint;
  activationFeeMinor: bigint;
  mode: ItemView['terms']['recurrenceMode'];
  interval: { count: number; unit: 'day' | 'week' | 'month' } | null;
  dataLimitBytes: bigint | null;
  capAction: ItemView['terms']['capAction'];
  slowDownBitsPerSecond: bigint | null;
  downBitsPerSecond: bigint | null;
  upBitsPerSecond: bigint | null;
  rolloverPeriods: number;
};

/** What this customer may buy, cheapest first. */
export async function listOffers(ctx: Ctx, customerId: number): Promise<Offer[]> {
  const [items, settings] = await Promise.all([
    listBuyableItems(ctx, { customerId }),
    getSettings(ctx),
  ]);
  return items.map((item) => toOffer(item, settings.taxMode));
}

/** @throws DomainError `not-found` also for an item that is not sold to this customer */
export async function getOffer(
  ctx: Ctx,
  ids: { customerId: number; itemId: number },
): Promise<Offer> {
  const [item, settings] = await Promise.all([getBuyableItem(ctx, ids), getSettings(ctx)]);
  return toOffer(item, settings.taxMode);
}

export type PackOffer = PackView & {
  /** With tax. */
  grossMinor: bigint;
};

/** Packs for a plan, priced with its tax; the caller names the customer for whom it asks. */
export async function listPackOffers(
  ctx: Ctx,
  { customerId, itemId, taxRatePpm }: { customerId: number; itemId: number; taxRatePpm: number },
): Promise<PackOffer[]> {
  requireCustomerAccess(ctx, customerId, 'catalog.read');
  const [packs, { taxMode }] = await Promise.all([listPacks(ctx, itemId), getSettings(ctx)]);
  return packs.map((pack) => ({
    ...pack,
    grossMinor: withTax(pack.priceMinor, { taxRatePpm, taxMode }).grossMinor,
  }));
}

function toOffer(
  { itemId, name, kind, terms }: ItemView,
  taxMode: 'inclusive' | 'exclusive',
): Offer {
  const tax = { taxRatePpm: terms.taxRatePpm, taxMode };
  const { intervalCount: count, intervalUnit: unit } = terms;
  return {
    itemId,
    name,
    kind,
    description: terms.description,
    specification: terms.specification,
    priceMinor: withTax(terms.unitPriceMinor, tax).grossMinor,
    activationFeeMinor: withTax(terms.activationFeeMinor, tax).grossMinor,
    mode: terms.recurrenceMode,
    interval: count === null || unit === null ? null : { count, unit },
    dataLimitBytes: terms.dataLimitBytes,
    capAction: terms.capAction,
    slowDownBitsPerSecond: terms.slowDownBitsPerSecond,
    downBitsPerSecond: terms.downBitsPerSecond,
    upBitsPerSecond: terms.upBitsPerSecond,
    rolloverPeriods: terms.rolloverPeriods,
  };
}
