import { and, eq, isNull } from 'drizzle-orm';
import { catalogItems } from '@/db/schema/catalog';
import { services } from '@/db/schema/services';
import { readDb } from '@/db/transaction';
import { requireCustomerAccess } from '@/lib/authorise/authorise';
import type { ItemView, PackView } from '@/lib/catalog/item-view';
import {
  type BuyableItem,
  getBuyableItem,
  listBuyableItems,
  listCategoryNames,
  listFilesOf,
  listPacks,
} from '@/lib/catalog/lookups';
import {
  isForStaff,
  planTargetVerdict,
  type TargetVerdict,
  whyNotForCustomer,
} from '@/lib/catalog/rules/plan-target';
import type { Ctx } from '@/lib/context';
import type { TaxMode } from '@/lib/kit/words';
import { getOrderableService, listPlanTargets } from '@/lib/orders/lookups';
import type { OrderRequest } from '@/lib/orders/order-input';
import { withTax } from '@/lib/pricing/rules/price';
import { getSettings } from '@/lib/settings/get-settings';
import { getPlace, type PlaceView } from './place';

/** One item on the plans page. Minor units with tax, bytes, bits per second. */
export type Offer = {
  itemId: number;
  name: string;
  kind: ItemView['kind'];
  category: string | null;
  /** Paths within the application; null when there is no such file. */
  imageUrl: string | null;
  datasheetUrl: string | null;
  description: string;
  specification: { label: string; value: string }[];
  /** A longer description in sentences; may be empty. */
  specificationText: string;
  priceMinor: bigint;
  activationFeeMinor: bigint;
  mode: ItemView['terms']['recurrenceMode'];
  interval: { count: number; unit: 'day' | 'week' | 'month' } | null;
  dataLimitBytes: bigint | null;
  capAction: ItemView['terms']['capAction'];
  slowDownBitsPerSecond: bigint | null;
  slowUpBitsPerSecond: bigint | null;
  downBitsPerSecond: bigint | null;
  upBitsPerSecond: bigint | null;
  rolloverPeriods: number;
  /** Staff assigned it to this customer, instead of selling it to everyone. */
  isAssigned: boolean;
  /** Why it cannot be ordered as a new service: `placeOrder` would refuse with the same key. */
  refusal: 'new_plan_on_account_by_staff' | 'place_not_served' | null;
};

/**
 * Lists the items this customer may buy, in category order, cheapest first. A plan on account that only staff can order
 * is among them if the customer has a service on account, which could change to it.
 */
export async function listOffers(ctx: Ctx, customerId: number): Promise<Offer[]> {
  const sold = await listBuyableItems(ctx, { customerId });
  const isOnAccount = await hasServiceOnAccount(ctx, customerId);
  const items = sold.filter((item) => isOnAccount || !isForStaff(termsOf(item)));
  const around = await surroundings(ctx, { items, customerId });
  const rankOf = ({ categoryId }: ItemView) => {
    const rank = around.categories.findIndex((category) => category.categoryId === categoryId);
    return rank === -1 ? around.categories.length : rank;
  };
  return items
    .toSorted((left, right) => rankOf(left) - rankOf(right))
    .map((item) => toOffer(item, around));
}

/** Why a service cannot change to an item on sale, by the rules that refuse the order. */
export type ChangeRefusal =
  | Extract<TargetVerdict, { allowed: false }>['why']
  | NonNullable<ReturnType<typeof whyNotForCustomer>>;

/** Returns, for each item on sale other than the service's own, why the customer cannot change to it; null if they can. */
export async function listChangeRefusals(
  ctx: Ctx,
  { customerId, serviceId }: { customerId: number; serviceId: number },
): Promise<Map<number, ChangeRefusal | null>> {
  requireCustomerAccess(ctx, customerId, 'services.read');
  const service = await getOrderableService(ctx, { customerId, serviceId });
  const items = await listBuyableItems(ctx, { customerId });
  const { itemId: ownId, mode } = service.terms;
  const from = { mode, targetItemIds: await listPlanTargets(ctx, ownId) };
  return new Map(
    items
      .filter(({ itemId }) => itemId !== ownId)
      .map((item) => {
        const { intervalCount } = item.terms;
        const verdict = planTargetVerdict(service, { kind: item.kind, intervalCount });
        const { itemId } = item;
        return [
          itemId,
          verdict.allowed ? whyNotForCustomer(from, { itemId, ...termsOf(item) }) : verdict.why,
        ];
      }),
  );
}

/** @throws DomainError `not-found`, also for an item that is not sold to this customer */
export async function getOffer(
  ctx: Ctx,
  ids: { customerId: number; itemId: number },
): Promise<Offer> {
  const item = await getBuyableItem(ctx, ids);
  return toOffer(item, await surroundings(ctx, { items: [item], customerId: ids.customerId }));
}

/** Whether the order includes data: true for an internet plan and for anything bought for one. */
export async function carriesData(
  ctx: Ctx,
  { customerId, request }: { customerId: number; request: OrderRequest },
): Promise<boolean> {
  requireCustomerAccess(ctx, customerId, 'catalog.read');
  if (request.kind !== 'new_service') return true;
  const [item] = await readDb(ctx)
    .select({ kind: catalogItems.kind })
    .from(catalogItems)
    .where(eq(catalogItems.id, request.itemId));
  return item?.kind === 'internet';
}

export type PackOffer = PackView & {
  /** Tax included. */
  grossMinor: bigint;
};

/** Lists the packs of a plan, priced with its tax. Needs access to the given customer. */
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

async function hasServiceOnAccount(ctx: Ctx, customerId: number): Promise<boolean> {
  const rows = await readDb(ctx)
    .select({ id: services.id })
    .from(services)
    .where(
      and(
        eq(services.customerId, customerId),
        eq(services.recurrenceMode, 'one_off'),
        isNull(services.archivedAt),
      ),
    )
    .limit(1);
  return rows.length > 0;
}

function termsOf({ terms, isAssigned }: BuyableItem) {
  return { mode: terms.recurrenceMode, isAssigned };
}

type Surroundings = {
  taxMode: TaxMode;
  categories: Awaited<ReturnType<typeof listCategoryNames>>;
  files: Awaited<ReturnType<typeof listFilesOf>>;
  place: PlaceView;
};

/** Loads what an offer needs beside its item's terms. */
async function surroundings(
  ctx: Ctx,
  { items, customerId }: { items: readonly ItemView[]; customerId: number },
): Promise<Surroundings> {
  const [{ taxMode }, categories, files, place] = await Promise.all([
    getSettings(ctx),
    listCategoryNames(ctx),
    listFilesOf(
      ctx,
      items.map(({ itemId }) => itemId),
    ),
    getPlace(ctx, customerId),
  ]);
  return { taxMode, categories, files, place };
}

function toOffer(item: BuyableItem, { taxMode, categories, files, place }: Surroundings): Offer {
  const { itemId, name, kind, categoryId, terms } = item;
  const tax = { taxRatePpm: terms.taxRatePpm, taxMode };
  const { intervalCount: count, intervalUnit: unit } = terms;
  return {
    itemId,
    name,
    kind,
    category: categories.find((category) => category.categoryId === categoryId)?.name ?? null,
    imageUrl: files.get(itemId)?.image ?? null,
    datasheetUrl: files.get(itemId)?.datasheet ?? null,
    description: terms.description,
    specification: terms.specification,
    specificationText: terms.specificationText,
    priceMinor: withTax(terms.unitPriceMinor, tax).grossMinor,
    activationFeeMinor: withTax(terms.activationFeeMinor, tax).grossMinor,
    mode: terms.recurrenceMode,
    interval: count === null || unit === null ? null : { count, unit },
    dataLimitBytes: terms.dataLimitBytes,
    capAction: terms.capAction,
    slowDownBitsPerSecond: terms.slowDownBitsPerSecond,
    slowUpBitsPerSecond: terms.slowUpBitsPerSecond,
    downBitsPerSecond: terms.downBitsPerSecond,
    upBitsPerSecond: terms.upBitsPerSecond,
    rolloverPeriods: terms.rolloverPeriods,
    isAssigned: item.isAssigned,
    refusal: refusalOf(item, place),
  };
}

function refusalOf(item: BuyableItem, place: PlaceView): Offer['refusal'] {
  if (isForStaff(termsOf(item))) return 'new_plan_on_account_by_staff';
  const isUnserved = item.kind === 'internet' && place.kind === 'not_served';
  return isUnserved ? 'place_not_served' : null;
}
